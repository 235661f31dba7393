"""The check report: what a submission holds and what would become of it, before it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from catalogue import descriptions
from catalogue.database import Connection
from ingest.accession import Accession, Inspected, Wishes
from ingest.describe import described, undescribed
from ingest.drafts import Entry, lay_out
from model.description import Description
from model.errors import MunimentError
from model.rights import Opening, beneath, handed_down, opening
from model.rights.opening import NEVER

FILES_SHOWN = 500
ENTRIES_SHOWN = 500


def examine(accession: Accession, path: Path, wishes: Wishes) -> dict[str, Any]:
    """The report, as JSON. What is wrong is in ``problem``: code, sentences, hints."""
    try:
        return _examine(accession, path, wishes)
    except MunimentError as error:
        return {"problem": _problem(error)}


def _examine(accession: Accession, path: Path, wishes: Wishes) -> dict[str, Any]:
    with accession.delivered(path, wishes) as delivery:
        inspected = accession.inspect(delivery, wishes)
        known = accession.register.known(inspected.identity, inspected.payload)
        if not known:
            accession.register.check(inspected.plan, wishes.under)
        files = [file for unit in inspected.plan.units for file in unit.files]
        accession.progress.begin("identify", len(files))
        found = []
        for one in accession.identifier.identify([file.source for file in files]):
            found.append(one)
            accession.progress.advance(1)
        with accession.database.read() as connection:
            entries = _entries(accession, connection, inspected)
        formats = Counter((one.puid or "", one.name or "", one.mime or "") for one in found)
        return {
            "kind": delivery.kind,
            "known": [str(unit.aip) for unit in known],
            "warnings": list(delivery.warnings),
            "claims": sum(len(claims) for claims in delivery.claims.values()),
            "files": len(files),
            "bytes": sum(file.size for file in files),
            "units": len(inspected.plan.units),
            "formats": [
                {"puid": puid, "name": name, "mime": mime, "files": count}
                for (puid, name, mime), count in formats.most_common()
            ],
            "unidentified": sum(1 for one in found if not one.puid),
            "entries": entries,
            "listed": [
                {
                    "path": file.path,
                    "size": file.size,
                    "sha512": file.sha512.hex(),
                    "puid": one.puid or "",
                    "mime": one.mime or "",
                }
                for file, one in zip(files[:FILES_SHOWN], found, strict=False)
            ],
        }


def _entries(
    accession: Accession, connection: Connection, inspected: Inspected
) -> list[dict[str, Any]]:
    entries = lay_out(inspected.plan, "Z", inspected.under)
    above: dict[str, tuple[Description, Opening]] = {}
    told = []
    for entry in entries[:ENTRIES_SHOWN]:
        noun = _noun(accession, entry, inspected)
        days = opening(noun.rights, accession.rules)
        parent = _parent(connection, entry.parent, above)
        if parent is not None:
            days = beneath(days, handed_down(parent[0].rights, parent[1]))
        above[entry.refcode] = (noun, days)
        told.append(
            {
                "refcode": entry.refcode if entry.row and entry.row.get("reference_code") else "",
                "title": noun.title,
                "level": noun.level.value,
                "parent": entry.parent or "",
                "files": len(entry.unit.files) if entry.unit and entry.heads_unit else 0,
                "line": entry.row.line if entry.row else 0,
                "there": descriptions.exists(connection, entry.refcode),
                "metadata_from": _day(days.metadata_public_from),
                "content_from": _day(days.content_from),
                "reason": days.reason.value,
            }
        )
    return told


def _noun(accession: Accession, entry: Entry, inspected: Inspected) -> Description:
    nobody = UUID(int=0)
    if entry.row is None:
        return undescribed(inspected.delivery, nobody, entry.refcode, None)
    within = entry.unit.row if entry.unit is not None and not entry.heads_unit else None
    return described(entry.row, nobody, entry.refcode, None, within)


def _parent(
    connection: Connection, refcode: str | None, above: dict[str, tuple[Description, Opening]]
) -> tuple[Description, Opening] | None:
    if refcode is None:
        return None
    if refcode in above:
        return above[refcode]
    found = descriptions.by_refcode(connection, refcode)
    return None if found is None else (found.description, found.opening)


def _day(day: date) -> str:
    return "" if day == NEVER else day.isoformat()


def _problem(error: MunimentError) -> dict[str, Any]:
    languages: Sequence[Any] = ("en", "de")
    return {
        "code": error.code,
        "waits": error.kind.exit == 3,
        "message": {one: error.message(one) for one in languages},
        "hint": {one: error.hint(one) for one in languages},
    }
