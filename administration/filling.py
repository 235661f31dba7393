"""Further stores: adding one, filling it from the others, bringing it level with everything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from administration.aftercare import settle_ledger
from administration.executor import executing, sole_executor
from administration.home import Home
from administration.new_files import write_through
from administration.settings import load, parse, read
from administration.settings_editing import with_store
from administration.settings_stores import STORE_NAME, StoreSettings
from administration.wiring import Archive, found_store
from catalogue import fills, ledger
from catalogue.fills import Failure
from model.errors import MunimentError, Phrase
from model.event import Event, Kind
from model.ports import Progress
from preservation.filling import Filling
from preservation.findings import Recorder

_LETTERS = Phrase(
    "a name has small letters, digits and hyphens, 32 at most, and begins with no hyphen",
    "ein Name hat Kleinbuchstaben, Ziffern und Bindestriche, höchstens 32, und beginnt mit keinem "
    "Bindestrich",
)
PATIENCE = 60.0  # seconds that a piece of the work waits for another executor


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of filling a store; ``failures``: everything that is not in it for a reason."""

    store: str
    seen: int
    copies: int
    bytes: int
    failures: Sequence[Failure]
    error: MunimentError | None = None  # why it stopped


def add(home: Home, said: Mapping[str, str | bool]) -> StoreSettings:
    """Make a store and write it into settings.toml. It is empty until it is filled.

    ``said``: its settings. Raises `stores.name-taken`, `stores.not-possible`,
    `stores.not-empty`, `storage.away`, `storage.keys-unusable`, `home.busy`.
    """
    name = str(said["name"])
    if not re.fullmatch(STORE_NAME, name):
        raise _not_possible(name, _LETTERS)
    with sole_executor(home):
        text = read(home.settings)
        if any(store.name == name for store in load(home).stores):
            raise MunimentError("stores.name-taken", store=name)
        try:
            wanted = StoreSettings.model_validate(said)
            text = with_store(text, said)
            parse(home, text)
        except ValidationError as error:
            raise _not_possible(name, error.errors()[0]["msg"]) from error
        except ValueError as error:
            raise _not_possible(name, error) from error
        except MunimentError as error:
            raise _not_possible(name, error.details["problem"]) from error
        found_store(wanted, home)
        write_through(home.settings, text)
    return wanted


def _not_possible(name: object, problem: object) -> MunimentError:
    return MunimentError("stores.not-possible", store=name, problem=problem)


def note_added(archive: Archive, store: str) -> None:
    """Record the new store, which follows the ledger from its beginning."""
    event = Event(
        archive.new_id(), Kind.STORE_ADDED, archive.clock(), archive.agent, fields={"store": store}
    )
    with archive.database.write() as connection:
        fills.advance(connection, store, 0)
        ledger.append(connection, event)
    settle_ledger(archive)


def fill(
    archive: Archive,
    store: str,
    progress: Progress,
    *,
    by_itself: bool = False,
) -> Filled:
    """Copy to a store everything that it lacks, and bring it level. Others may work in between.

    ``by_itself``: as the worker does, in the name of this program. Raises `storage.unknown`.
    """
    _know(archive, store)
    agent = archive.software if by_itself else archive.agent
    recorder = Recorder(archive.clock, archive.new_id, agent)
    work = Filling(archive.database, archive.vault, recorder, progress, store)
    with archive.database.read() as connection:
        progress.begin("fill", fills.bytes_to_come(connection, store))
    error: MunimentError | None = None
    turns, over = work.turns(), object()
    try:
        more = True
        while more:
            with executing(archive, PATIENCE):
                more = next(turns, over) is not over
    except MunimentError as problem:
        error = problem
    bring_level(archive)
    with archive.database.read() as connection:
        failures = fills.failures(connection, store)
    sums = work.sums
    return Filled(store, sums.seen, sums.copies, sums.bytes, failures, error)


def bring_level(archive: Archive) -> list[MunimentError]:
    """What lies in a store besides AIPs is written by its own writers, into every store.

    Those that lack something of it get it here: the ledger, and whatever else keeps itself level.
    """
    return settle_ledger(archive)


def to_be_filled(archive: Archive) -> list[str]:
    """Stores that owe copies, or that follow the ledger and are behind."""
    with archive.database.read() as connection:
        size, positions = fills.ledger_size(connection), fills.positions(connection)
        return [
            name
            for name in archive.vault.names
            if positions.get(name, size) < size or fills.owed(connection, name, None, 1)
        ]


def _know(archive: Archive, store: str) -> None:
    if store not in archive.vault.names:
        names = ", ".join(archive.vault.names)
        raise MunimentError("storage.unknown", store=store, stores=names)
