"""Housekeeping: leftovers removed, the search index written anew."""

from __future__ import annotations

import shutil

from access.dip.ready import Shelf as ReadyShelf
from administration.aftercare import SEARCHABLE_WITHIN, settle_ledger
from administration.delivering import press_of
from administration.executor import sole_executor
from administration.journaling import keep_journal
from administration.wiring import Archive
from catalogue import ledger, recording
from catalogue.search import indexer
from ingest.handing_in.receiving import abandon
from ingest.handing_in.shelf import FOLDER, Shelf
from model.event import Event, Kind
from model.ports import Progress


def tidy_up(archive: Archive) -> int:
    """Remove what interrupted writes left in stores and spool; how many things. `home.busy`."""
    with sole_executor(archive.home):
        removed = archive.vault.tidy(0.0)
        # Nobody else executes, so whatever lies in the spool is left over.
        for left in archive.home.spool.iterdir():
            if left.name == FOLDER:
                continue  # uploads that somebody still decides about
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()
            removed += 1
        removed += recording.tidy(archive.database)
        removed += abandon(archive.database, Shelf(archive.home.spool), archive.clock)
        # ready deliveries whose grants are over
        removed += ReadyShelf(press_of(archive), archive.home.cache, archive.new_id).clear()
        if troubles := keep_journal(archive):
            raise troubles[0]
    _record(archive, Kind.TIDIED, removed)
    return removed


def reindex_all(archive: Archive, progress: Progress) -> int:
    """Write the index anew; how many descriptions. Raises `search.busy`, `search.away`."""
    count = indexer.reindex(archive.database, archive.engine, progress, wait=SEARCHABLE_WITHIN)
    _record(archive, Kind.REINDEXED, count)
    return count


def _record(archive: Archive, kind: Kind, count: int) -> None:
    field = "files" if kind is Kind.TIDIED else "units"
    event = Event(archive.new_id(), kind, archive.clock(), archive.agent, fields={field: count})
    with archive.database.write() as connection:
        ledger.append(connection, event)
    settle_ledger(archive)
