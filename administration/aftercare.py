"""What follows every deed: descriptions go into the journal, events get their place in the
ledger, and readers find it.

Nothing here can undo a deed that was acknowledged. What does not work out is said, and done by
the next command.
"""

from __future__ import annotations

from administration.checkpoints import keep_level
from administration.journaling import settle_journal
from administration.state import keep_if_due
from administration.wiring import Archive
from catalogue.search import indexer
from model.errors import MunimentError

SEARCHABLE_WITHIN = 30.0  # seconds that a deed waits for the index


def settle(archive: Archive, within: float = SEARCHABLE_WITHIN) -> list[MunimentError]:
    """Journal, ledger and index after a deed; what did not work out, for people to know."""
    # The journal before the ledger, which says what was journaled.
    troubles = [*settle_journal(archive), *settle_ledger(archive)]
    # A store that is away is away for both.
    told = {str(trouble): trouble for trouble in troubles}
    return [*told.values(), *catch_up(archive, within)]


def settle_ledger(archive: Archive) -> list[MunimentError]:
    """Positions for all events, the ledger and the state in every store if it is time."""
    troubles: dict[str, MunimentError] = {}  # a store that is away is away for both
    try:
        troubles |= {str(one): one for one in keep_if_due(archive)}
    except MunimentError as error:
        troubles[str(error)] = error
    try:
        troubles |= {str(one): one for one in keep_level(archive).troubles}
    except MunimentError as error:
        troubles[str(error)] = error
    return list(troubles.values())


def catch_up(archive: Archive, within: float = SEARCHABLE_WITHIN) -> list[MunimentError]:
    """Bring the index level with the catalogue; whoever holds its lock may do it for us."""
    try:
        indexer.catch_up(archive.database, archive.engine, wait=within)
    except MunimentError as error:
        return [error]
    return []
