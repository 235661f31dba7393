"""Checking what was handed in through the browser: the report on which an archivist decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from administration.accessioning import accession_of
from administration.wiring import Archive
from administration.workflows.telling import StepProgress
from catalogue import accounts, incoming
from ingest.handing_in.report import examine
from ingest.handing_in.shelf import Shelf
from ingest.handing_in.wishes import wishes_of
from model.ports import Steps
from model.receiving import Deed, IncomingState


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: the id of the incoming submission."""
    identifier = UUID(arguments["incoming"])
    return steps.step("check", lambda: _check(steps, archive, identifier))


def _check(steps: Steps, archive: Archive, identifier: UUID) -> dict[str, Any]:
    with archive.database.read() as connection:
        found = incoming.by_id(connection, identifier)
        who = accounts.by_id(connection, found.account) if found else None
    if found is None or who is None or found.state is not IncomingState.CHECKING:
        return {"checked": False}  # decided meanwhile, or a repetition of what was done
    shelf = Shelf(archive.home.spool)
    path = shelf.submission(identifier)
    with archive.identifier() as formats:
        accession = accession_of(archive, formats, who.agent, StepProgress(steps))
        report = examine(accession, path, wishes_of(found, path))
    with archive.database.write() as connection:
        incoming.move(
            connection, found, Deed.REPORT, archive.clock(), report=report,
            code=report.get("problem", {}).get("code", ""),
        )  # fmt: skip
    return {"checked": True}
