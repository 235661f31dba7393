"""Taking in what was handed in through the browser and accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from administration.accessioning import accession_of
from administration.aftercare import settle
from administration.executor import executing
from administration.home import take_on_ballast
from administration.wiring import Archive
from administration.workflows.telling import CourseProgress
from catalogue import accounts, aips, incoming
from catalogue.incoming import Incoming
from ingest.handing_in.shelf import Shelf
from ingest.handing_in.wishes import wishes_of
from ingest.outcome import Outcome
from model.event import Agent
from model.ports import Steps
from model.receiving import Deed, IncomingState

PATIENCE = 3600.0  # seconds that an accession waits for another executor


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: the ids of the incoming submission and of the account that accepted it."""
    identifier, account = UUID(arguments["incoming"]), UUID(arguments["account"])
    return steps.step("accession", lambda: _take_in(steps, archive, identifier, account))


def _take_in(steps: Steps, archive: Archive, identifier: UUID, account: UUID) -> dict[str, Any]:
    with archive.database.read() as connection:
        found = incoming.by_id(connection, identifier)
        who = accounts.by_id(connection, account)
    if found is None or who is None or found.state is not IncomingState.ACCEPTED:
        return {"taken": False}
    outcomes = _taken(steps, archive, found, who.agent)
    worst = next((one for one in outcomes if one.error is not None), None)
    deed = Deed.STORE
    if worst is not None:
        deed = Deed.INTERRUPT if worst.status == "waiting" else Deed.FAIL
    with archive.database.write() as connection:
        incoming.move(
            connection, found, deed, archive.clock(),
            code=worst.code or "" if worst else "",
            submission=_submission(archive, outcomes),
        )  # fmt: skip
    if deed is Deed.STORE:
        Shelf(archive.home.spool).clear(identifier)
    return {"taken": deed is Deed.STORE, "aips": [str(one.aip) for one in outcomes if one.aip]}


def _taken(steps: Steps, archive: Archive, found: Incoming, agent: Agent) -> Sequence[Outcome]:
    path = Shelf(archive.home.spool).submission(found.id)
    with executing(archive, PATIENCE), archive.identifier() as formats:
        take_on_ballast(archive.home)
        progress = CourseProgress(steps, len(archive.vault.names))
        accession = accession_of(archive, formats, agent, progress)
        outcomes = accession.take(path, wishes_of(found, path))
    settle(archive)
    return outcomes


def _submission(archive: Archive, outcomes: Sequence[Outcome]) -> UUID | None:
    stored = next((one.aip for one in outcomes if one.aip), None)
    if stored is None:
        return None
    with archive.database.read() as connection:
        return aips.submission_of(connection, stored)
