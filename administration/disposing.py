"""Disposals as people and jobs ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from access.dip import ready
from access.viewing.cache import Cache
from administration.aftercare import SEARCHABLE_WITHIN, settle
from administration.journaling import journal_of
from administration.wiring import Archive
from catalogue import disposals
from catalogue.disposals import Disposal
from catalogue.search import indexer
from model.disposal import DisposalState, Ground
from model.errors import MunimentError
from model.event import Agent
from model.ids import parse_uuid
from model.ports import Progress
from preservation.disposal.carrying_out import Caches, Disposing
from preservation.disposal.deciding import Decisions
from preservation.findings import Recorder
from preservation.journal import erasing as from_stores
from preservation.journal import segmenting


def decisions_of(archive: Archive, agent: Agent) -> Decisions:
    """The decisions about disposals, in the name of ``agent``."""
    return Decisions(archive.database, Recorder(archive.clock, archive.new_id, agent))


def disposing_of(archive: Archive, agent: Agent, progress: Progress) -> Disposing:
    """Whoever carries disposals out, in the name of ``agent``."""
    cache = archive.home.cache

    def discard(deliveries: Iterable[UUID]) -> None:
        for one in deliveries:
            ready.place_of(cache, one).unlink(missing_ok=True)

    return Disposing(
        archive.database,
        archive.vault,
        Recorder(archive.clock, archive.new_id, agent),
        archive.rules,
        Caches(Cache(cache).forget, discard),
        archive.home.spool,
        progress,
    )


def settle_disposal(archive: Archive, carried_out: Sequence[UUID]) -> list[MunimentError]:
    """What follows every deed, and what has to leave the stores' journal: names of files.

    The index finds no name of what is gone as soon as its outbox is emptied. In its files the name
    lies on until they are written anew: so they are, where a law or an order has deleted something.
    """
    journal = journal_of(archive)
    troubles = from_stores.finish(journal) or segmenting.renew(journal)
    troubles = [*troubles, *settle(archive)]
    with archive.database.read() as connection:
        found = [disposals.by_id(connection, identifier) for identifier in carried_out]
    done = [one for one in found if one and one.state is DisposalState.DISPOSED]
    if any(one.unnamed or one.ground is Ground.LEGAL_ORDER for one in done):
        try:
            indexer.reindex(archive.database, archive.engine, wait=SEARCHABLE_WITHIN)
        except MunimentError as error:
            troubles.append(error)
        archive.database.purge()
    return troubles


def named(archive: Archive, name: str) -> Disposal:
    """The disposal with this id. Raises `disposal.not-found`."""
    identifier = parse_uuid(name.lower())
    with archive.database.read() as connection:
        found = disposals.by_id(connection, identifier) if identifier else None
    if found is None:
        raise MunimentError("disposal.not-found", name=name)
    return found
