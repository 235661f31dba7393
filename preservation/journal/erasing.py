"""What a description said is erased by law from the journal of every store (DESIGN section 4).

The old words stand in old segments, beside those of many others, and in old snapshots. So every
prefix that those segments still serve gets a snapshot; then they all go, and of the erased
description's prefix every older snapshot. It goes on where it was killed: each step is noted.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalogue import erasing
from catalogue.database import Connection
from catalogue.journal import covering, files
from model.errors import MunimentError
from preservation.journal import dropping, placing, snapshots
from preservation.journal.keeping import Journal
from schemas.journal import FOLDER, Name
from schemas.journal_lines import prefix_of
from storage.stores import Held, Store


def finish(journal: Journal) -> list[MunimentError]:
    """Bring every erasure to its end; what keeps some store from it, to be tried again."""
    with journal.database.read() as connection:
        if not erasing.unfinished(connection):
            return []
    troubles = placing.keep_level(journal) or _cover(journal)
    if troubles:
        return troubles
    _, troubles = dropping.remove(journal)
    return troubles or _sweep(journal)


def _cover(journal: Journal) -> list[MunimentError]:
    """Snapshots of all that old segments serve; then the old files are not needed."""
    with journal.database.read() as connection:
        if not erasing.uncovered(connection):
            return []
        lagging = _lagging(connection)
    troubles = snapshots.take(journal, lagging) or placing.level_all(journal)
    if troubles:
        return troubles
    with journal.database.write() as connection:
        wanted = erasing.uncovered(connection)
        if _lagging(connection):
            return []  # something was changed meanwhile: the next time
        old = covering.segments_upto(connection, files.last_number(connection))
        prefixes = {prefix_of(identifier) for identifier in wanted.values()}
        for one in covering.prefixes(connection):
            if one.number in prefixes:
                old += one.taken[1:]
        covering.drop(connection, old, journal.clock())
        erasing.covered(connection, wanted, journal.clock())
    return placing.keep_level(journal)


def _lagging(connection: Connection) -> list[int]:
    return [one.number for one in covering.prefixes(connection) if not one.covered_by(1)]


def _sweep(journal: Journal) -> list[MunimentError]:
    """What a crash left in a store without the catalogue's knowledge goes too."""
    with journal.database.read() as connection:
        wanted = erasing.to_sweep(connection)
        needed_from = files.kept_from(connection)
        newest = {
            one.number: one.taken[0].name.last for one in covering.prefixes(connection) if one.taken
        }
        prefixes = {prefix_of(identifier) for identifier in wanted.values()}
    troubles: list[MunimentError] = []
    for store in journal.stores:
        try:
            _sweep_store(store, prefixes, needed_from, newest)
        except MunimentError as error:
            troubles.append(error)
    if not troubles:
        with journal.database.write() as connection:
            erasing.done(connection, wanted, journal.clock())
    return troubles


def _sweep_store(
    store: Store, prefixes: Iterable[int], needed_from: int, newest: dict[int, int]
) -> None:
    for found in list(store.list(FOLDER)):
        name = Name.of_key(found.key)
        if name is None:
            continue
        if name.prefix is None:
            old = name.last < needed_from
        else:
            old = name.prefix in prefixes and name.last < newest.get(name.prefix, 0)
        if old and isinstance(store.delete(found.key), Held):
            raise MunimentError("journal.held", store=store.name, key=found.key)
