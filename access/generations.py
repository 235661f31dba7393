"""The generations of an AIP as staff see them: what made each, with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import aips
from catalogue.database import Connection
from catalogue.ledger import Recorded
from catalogue.ledger.events import kept_text
from model.event import Kind

_COUNTS = ("created", "updated", "unchanged", "superseded")
_CAUSES = {
    Kind.UPDATED.value: "update",
    Kind.MIGRATED.value: "migration",
    Kind.MIGRATION_ROLLED_BACK.value: "roll-back",
}


@dataclass(frozen=True, slots=True)
class ToldGeneration:
    """``cause``: first, update, migration, roll-back, or later where the ledger does not say.

    ``counts``: of an update, in the order created, changed, carried over, superseded.
    ``reason``: empty where none was given, or it was erased.
    """

    number: int
    sealed_at: datetime
    files: int
    bytes: int
    cause: str
    counts: tuple[int, ...] = ()
    reason: str = ""


def told_generations(
    connection: Connection, found: Sequence[aips.Generation], events: Sequence[Recorded]
) -> list[ToldGeneration]:
    """The newest first. ``events``: those about the AIP."""
    causes: dict[int, dict[str, Any]] = {}
    for event in events:
        fields = event.fields
        if fields["kind"] in _CAUSES and fields["outcome"] == "success":
            causes[fields["generation"]] = fields
    return [_told(connection, one, causes.get(one.number)) for one in reversed(found)]


def _told(
    connection: Connection, one: aips.Generation, made_by: dict[str, Any] | None
) -> ToldGeneration:
    cause = "first" if one.number == 1 else "later"
    counts: tuple[int, ...] = ()
    reason = ""
    if made_by is not None:
        cause = _CAUSES[made_by["kind"]]
        if cause == "update":
            counts = tuple(int(made_by[name]) for name in _COUNTS)
        if "text" in made_by:
            reason = kept_text(connection, made_by["text"]) or ""
    return ToldGeneration(one.number, one.sealed_at, one.files, one.bytes, cause, counts, reason)
