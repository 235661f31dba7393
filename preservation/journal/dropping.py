"""What snapshots cover goes from the stores."""

from __future__ import annotations

from typing import assert_never

from catalogue.journal import covering
from catalogue.journal.files import File
from model.errors import MunimentError
from preservation.journal.keeping import Journal
from storage.stores import Held, NotThere, Removed

_KEPT = 2  # snapshots of a prefix (DESIGN section 4)


def let_go(journal: Journal) -> None:
    """Decide what nobody needs: snapshots before the last two, segments that both cover.

    Nothing is removed by that: first a later file has to say which segments are missing rightly.
    """
    with journal.database.write() as connection:
        prefixes = covering.prefixes(connection)
        unneeded = [file for one in prefixes for file in one.taken[_KEPT:]]
        open_ends = [
            one.taken[_KEPT - 1].name.last if len(one.taken) >= _KEPT else 0
            for one in prefixes
            if not one.covered_by(_KEPT)
        ]
        bound = min(open_ends) if open_ends else max((one.last for one in prefixes), default=0)
        unneeded += [
            file for file in covering.segments_upto(connection, bound) if file.journaled_at
        ]
        covering.drop(connection, unneeded, journal.clock())


def remove(journal: Journal) -> tuple[int, list[MunimentError]]:
    """Take it out of every store; how many files are gone, and what kept some there."""
    with journal.database.read() as connection:
        unneeded = covering.dropped(connection)
    gone = 0
    troubles: dict[str, MunimentError] = {}  # by store: one that is away is asked once
    for file in unneeded:
        if _removed(journal, file, troubles):
            with journal.database.write() as connection:
                covering.forget(connection, file)
            gone += 1
    return gone, list(troubles.values())


def _removed(journal: Journal, file: File, troubles: dict[str, MunimentError]) -> bool:
    everywhere = True
    for store in journal.stores:
        if store.name in troubles:
            everywhere = False
            continue
        try:
            answer = store.delete(file.name.key)
        except MunimentError as error:
            troubles[store.name] = error
            everywhere = False
            continue
        match answer:
            case Removed() | NotThere():
                pass
            case Held():
                held = MunimentError("journal.held", store=store.name, key=file.name.key)
                troubles[store.name] = held
                everywhere = False
            case _:
                assert_never(answer)
    return everywhere
