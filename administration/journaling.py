"""The journal of this archive: wired, and kept level after deeds and by the worker."""

from __future__ import annotations

from datetime import timedelta

from administration.jobs.following import worker_is_there
from administration.wiring import Archive
from model.errors import MunimentError
from model.event import Agent
from preservation.journal import dropping, erasing, placing, segmenting, snapshots
from preservation.journal.keeping import Journal, Pace


def journal_of(archive: Archive, agent: Agent | None = None) -> Journal:
    """The journal of an archive, kept by ``agent``, else this program. `storage.keys-unusable`."""
    settings = archive.settings
    pace = settings.journal
    return Journal(
        database=archive.database,
        stores=archive.stores,
        required=frozenset(store.name for store in settings.stores if store.required),
        archive=settings.archive.origin,
        clock=archive.clock,
        new_id=archive.new_id,
        agent=agent or archive.software,
        spool=archive.home.spool,
        pace=Pace(
            pace.snapshot_changes, timedelta(days=pace.snapshot_days), pace.segment_generations
        ),
    )


def settle_journal(archive: Archive) -> list[MunimentError]:
    """After a deed: what was changed goes into the stores, unless a worker does it in a minute."""
    try:
        if worker_is_there(archive):
            return []
        journal = journal_of(archive)
        return placing.keep_level(journal) or segmenting.keep(journal)
    except MunimentError as error:
        return [error]


def keep_journal(archive: Archive) -> list[MunimentError]:
    """Each minute: what was changed, snapshots and segments that are due, and what they replace
    goes.
    """
    journal = journal_of(archive)
    troubles = placing.keep_level(journal) or snapshots.take_due(journal)
    troubles = troubles or erasing.finish(journal) or segmenting.keep(journal)
    dropping.let_go(journal)
    return [*troubles, *dropping.remove(journal)[1]]
