"""What came of a finding aid, for people, and as JSON for jobs that a crash interrupts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from model.errors import MunimentError

MOST_REJECTED_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Rejected:
    """A unit that was left out, and why."""

    line: int
    ead_id: str
    error: MunimentError


@dataclass(slots=True)
class Report:
    """What came, or would come, of a finding aid. ``rejected`` names the first thousand."""

    source: str = ""
    kind: str = ""
    title: str = ""
    refcode: str = ""
    fonds: UUID | None = None
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected_count: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def reject(self, one: Rejected) -> None:
        """Count it, and keep it if it is among the first."""
        self.rejected_count += 1
        if len(self.rejected) < MOST_REJECTED_TOLD:
            self.rejected.append(one)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON; `from_json` gives it back."""
    return {
        "source": report.source,
        "kind": report.kind,
        "title": report.title,
        "refcode": report.refcode,
        "fonds": str(report.fonds) if report.fonds else None,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected_count": report.rejected_count,
        "rejected": [
            {
                "line": one.line,
                "id": one.ead_id,
                "code": one.error.code,
                "details": one.error.kept(),
            }
            for one in report.rejected
        ],
    }


def from_json(stated: Mapping[str, Any]) -> Report:
    """The report that `as_json` was given."""
    return Report(
        source=stated["source"],
        kind=stated["kind"],
        title=stated["title"],
        refcode=stated["refcode"],
        fonds=UUID(stated["fonds"]) if stated["fonds"] else None,
        created=stated["created"],
        updated=stated["updated"],
        unchanged=stated["unchanged"],
        rejected_count=stated["rejected_count"],
        rejected=[
            Rejected(one["line"], one["id"], MunimentError(one["code"], **one["details"]))
            for one in stated["rejected"]
        ],
    )
