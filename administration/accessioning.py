"""Taking submissions in: as the only executor, with ledger and index brought level afterwards."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from administration.aftercare import SEARCHABLE_WITHIN, settle
from administration.executor import executing
from administration.holdings import Holding, holding
from administration.home import take_on_ballast, throw_off_ballast
from administration.jobs.following import follow, worker_is_there
from administration.wiring import Archive
from catalogue import descriptions
from catalogue.database import Connection
from catalogue.search import indexer
from ingest.accession import Accession, Wishes
from ingest.outcome import Outcome
from model.errors import Exit, MunimentError
from model.event import Agent
from model.ports import Progress
from preservation.generations import Archives
from tools.identify import Identifier


@dataclass(frozen=True, slots=True)
class Received:
    """What came of one AIP, or of a submission that was turned away, and what is held now."""

    outcome: Outcome
    title: str  # empty where there is no description
    holding: Holding | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some submissions; ``troubles``: what did not follow as it should."""

    received: tuple[Received, ...]
    troubles: tuple[MunimentError, ...]

    @property
    def exit(self) -> int:
        """3 if any waits for its surroundings, else 1 (or 2) if any was refused, else 0."""
        exits = [one.outcome.error.kind.exit for one in self.received if one.outcome.error]
        for worst in (Exit.ENVIRONMENT, Exit.FOUND_WRONG, Exit.WRONG_CALL):
            if worst in exits:
                return worst
        return Exit.DONE


def take_in(archive: Archive, paths: Sequence[Path], wishes: Wishes, progress: Progress) -> Taken:
    """Take submissions: by the worker where one is at work, else here, one after the other.

    Raises `home.busy` where another executor works.
    """
    if not wishes.dry_run and worker_is_there(archive):
        return _by_worker(archive, paths, wishes, progress)
    outcomes: list[Outcome] = []
    with executing(archive), archive.identifier() as identifier:
        take_on_ballast(archive.home)
        accession = accession_of(archive, identifier, archive.agent, progress)
        for path in paths:
            outcomes += accession.take(path, wishes)
        troubles = [] if wishes.dry_run else settle(archive)
    return Taken(tuple(_completed(archive, outcomes)), tuple(troubles))


def _by_worker(
    archive: Archive, paths: Sequence[Path], wishes: Wishes, progress: Progress
) -> Taken:
    from administration.workflows.ingest import arguments_of
    from administration.workflows.outcomes import outcome_of

    agent = archive.agent
    # All at once, so that several workers can share them.
    started = [
        archive.jobs.start("ingest", arguments_of(path, wishes, agent), account=agent.id)
        for path in paths
    ]
    outcomes: list[Outcome] = []
    for job in started:
        result = follow(archive, job, progress).result or {}
        outcomes += [outcome_of(one) for one in result.get("outcomes", ())]
    _wait_for_index(archive)
    return Taken(tuple(_completed(archive, outcomes)), ())


def _wait_for_index(archive: Archive) -> None:
    deadline = time.monotonic() + SEARCHABLE_WITHIN
    while time.monotonic() < deadline:
        with archive.database.read() as connection:
            if not indexer.waiting(connection):
                return
        time.sleep(0.1)


def accession_of(
    archive: Archive, identifier: Identifier, agent: Agent, progress: Progress
) -> Accession:
    """The path into this archive, walked in the name of ``agent``."""
    return Accession(
        database=archive.database,
        vault=archive.vault,
        past=Archives(archive.database, archive.vault).past,
        identifier=identifier,
        clock=archive.clock,
        new_id=archive.new_id,
        agent=agent,
        software=archive.software.id,
        version=version("muniment"),
        rules=archive.rules,
        limits=archive.settings.ingest_limits(),
        spool=archive.home.spool,
        progress=progress,
        patience=archive.settings.ingest.wait_seconds,
        relieve=lambda: throw_off_ballast(archive.home),
    )


def _completed(archive: Archive, outcomes: Sequence[Outcome]) -> list[Received]:
    """Whether each AIP can be found by now, and what the archive holds of it."""
    with archive.database.read() as connection:
        waiting = indexer.waiting(connection)
        return [
            Received(
                replace(outcome, indexed=outcome.aip is not None and not waiting),
                _title(connection, outcome),
                holding(connection, outcome.aip) if outcome.aip else None,
            )
            for outcome in outcomes
        ]


def _title(connection: Connection, outcome: Outcome) -> str:
    found = descriptions.by_refcode(connection, outcome.refcode) if outcome.refcode else None
    return found.description.title if found else ""
