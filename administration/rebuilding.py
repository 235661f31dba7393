"""The catalogue written anew from the stores, in the name of this program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from administration.aftercare import settle
from administration.executor import sole_executor
from administration.home import Home, unwritable
from administration.journaling import journal_of
from administration.recovery import (
    KeyFound,
    lacking,
    record_key_change,
    recover_key,
    recover_state,
)
from administration.wiring import Archive, open_stores
from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger import Verifier
from catalogue.rebuilding import course, rows
from catalogue.rebuilding.course import Course
from model.errors import MunimentError
from model.event import Agent, AgentKind, Event, Kind
from model.ports import Progress
from preservation.log.reading import known_keys
from preservation.rebuild.crew import Crew
from preservation.rebuild.judging import UNLEDGERED
from preservation.rebuild.reading import DISTANT, NEARBY
from preservation.rebuild.rebuilding import Rebuild, Report, answering
from preservation.state.bundle import Loaded
from storage.stores import Store


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it; ``troubles``: stores that did not answer, an index that lags.

    ``state`` None: no recovery sheet was given. What did not come back for that is missing.
    """

    report: Report
    key: KeyFound
    state: Loaded | None
    troubles: tuple[MunimentError, ...]


def rebuild(
    archive: Archive, names: Sequence[str], identity: Path | None, progress: Progress
) -> Rebuilt:
    """Rebuild from the stores called ``names``, or from all, as the only executor.

    ``identity``: a file with the secret of a recovery sheet. Raises `rebuild.not-empty`,
    `rebuild.other-stores`, `rebuild.no-store-answers`, `storage.unknown`, `home.busy`, and what
    can be wrong with the sheet and the bundle that it is to open.
    """
    asked = _asked(archive, names)
    with sole_executor(archive.home):
        troubles: list[MunimentError] = []
        stores = answering(asked, troubles.append)
        places = list(stores.values())
        _furnish(archive.home)
        key = recover_key(archive, places, identity)
        _prepare(archive)
        work = work_of(archive, stores, progress, troubles)
        at = work.begin([store.name for store in asked])
        fresh, loaded = at.ended_at is None, None
        if fresh:
            at = work.run(at)
        if identity is not None:
            loaded = recover_state(archive, places, identity)
        if fresh:
            if key.is_new:
                record_key_change(archive, key)
            _finish(archive, _with_what_is_sealed(archive, work.report(at), places, []), at)
        report = _with_what_is_sealed(archive, work.report(at, fresh=fresh), places, troubles)
        troubles += settle(archive)  # killed after its end, a rebuild has not done that yet
    return Rebuilt(report, key, loaded, tuple(troubles))


def _asked(archive: Archive, names: Sequence[str]) -> list[Store]:
    known = {store.name: store for store in archive.stores}
    for name in names:
        if name not in known:
            raise MunimentError("storage.unknown", store=name, stores=", ".join(known))
    return [store for store in archive.stores if not names or store.name in names]


def _furnish(home: Home) -> None:
    """What a HOME that was lost must have again, beside its settings."""
    try:
        for folder in (home.index, home.cache, home.spool, home.log):
            folder.mkdir(exist_ok=True)
    except OSError as error:
        raise unwritable(home, error) from error


def _prepare(archive: Archive) -> None:
    """Tables, where there is no database at all. Raises `catalogue.revision-mismatch`."""
    database = Database(archive.settings.database_url(archive.home))
    try:
        if database.revision() is None:
            database.upgrade()
    finally:
        database.close()


def work_of(
    archive: Archive,
    stores: Mapping[str, Store],
    progress: Progress,
    troubles: list[MunimentError],
) -> Rebuild:
    """What rebuilds from the stores that answer. ``troubles`` hears of what goes away later."""
    near = all(store.is_folder for store in archive.settings.stores if store.name in stores)
    opener = partial(open_stores, archive.home.path, tuple(stores))
    return Rebuild(
        database=archive.database,
        stores=stores,
        others=[store.name for store in archive.stores if store.name not in stores],
        verifiers=_trusted(archive, stores),
        # Nothing is recorded in its name: who this program was comes back with the accounts.
        journal=journal_of(archive, Agent(AgentKind.SOFTWARE, archive.new_id())),
        crew=Crew(opener, NEARBY if near else DISTANT),
        rules=archive.rules,
        clock=archive.clock,
        new_id=archive.new_id,
        progress=progress,
        away=troubles.append,
    )


def _trusted(archive: Archive, stores: Mapping[str, Store]) -> list[Verifier]:
    """Our own keys, and those that lie in the stores: after a loss they are all there is.

    Whoever could put a key into every store could have put anything there; the fingerprints on
    paper, with the auditors, tell the difference (docs/ledger.md).
    """
    own = list(archive.keyring.verifiers)
    origin = archive.settings.archive.origin
    found = [one for one in known_keys(list(stores.values())) if one.origin == origin]
    return own + [one for one in found if one.public not in {mine.public for mine in own}]


def _with_what_is_sealed(
    archive: Archive, report: Report, places: Sequence[Store], troubles: list[MunimentError]
) -> Report:
    """The report, with what is missing as long as no state bundle was opened."""
    try:
        return replace(report, missing=(*report.missing, *lacking(archive, places)))
    except MunimentError as error:
        troubles.append(error)
        return report


def _finish(archive: Archive, report: Report, at: Course) -> None:
    agent = archive.software  # has a transaction of its own
    fields: dict[str, str | int] = {
        "aips": report.counts.aips,
        "generations": report.counts.generations,
        "files": report.counts.files,
        "descriptions": report.counts.descriptions,
        "events": report.counts.events,
        "missing": len(report.missing),
        "mismatched": len(report.mismatched),
    }
    with archive.database.write() as connection:
        for one in report.mismatched:
            if one.code == UNLEDGERED and one.subject is not None:
                # From now on the ledger vouches for it.
                said = rows.told(connection, one.subject, one.generation or 0)
                kept = Event(archive.new_id(), Kind.STORED, archive.clock(), agent, fields=said)
                ledger.append(connection, kept)
        happened = Event(archive.new_id(), Kind.REBUILT, archive.clock(), agent, fields=fields)
        ledger.append(connection, happened)
        course.end(connection, at, archive.clock())
