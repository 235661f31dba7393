"""Identifying the holdings again: one AIP after the other, as the executor of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from administration.aftercare import settle
from administration.executor import executing
from administration.lookup import find_aips
from administration.wiring import Archive
from catalogue import aips
from model.ports import Progress
from preservation.findings import Recorder
from preservation.generations import Archives
from preservation.reidentifying import Reidentified, end, reidentify

_BATCH = 500


def reidentify_all(
    archive: Archive, names: Sequence[str], progress: Progress
) -> tuple[Reidentified, str]:
    """All AIPs, or those named; the sums, and with which signatures. Raises `home.busy`."""
    archives = Archives(archive.database, archive.vault)
    recorder = Recorder(archive.clock, archive.new_id, archive.agent)
    done = Reidentified()
    with archive.database.read() as connection:
        named = find_aips(connection, names) if names else None
        total = len(named) if named is not None else aips.count(connection)
    progress.begin("", total)
    with archive.identifier() as identifier:
        signatures = identifier.signature_version
        for one in named if named is not None else _all(archive):
            with executing(archive):
                found = reidentify(archives, identifier, recorder, archive.home.spool, one)
            done.aips += 1
            done.files += found.files
            done.failed += found.failed
            done.changes += found.changes
            progress.advance(1)
    end(archives, recorder, done)
    settle(archive)
    return done, signatures


def _all(archive: Archive) -> Iterator[UUID]:
    after: UUID | None = None
    while True:
        with archive.database.read() as connection:
            page = aips.ids(connection, after=after, limit=_BATCH)
        yield from page
        if len(page) < _BATCH:
            return
        after = page[-1]
