"""Verifying and repairing, as people and commands ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.executor import sole_executor
from administration.lookup import find_aips
from administration.wiring import Archive
from model.errors import MunimentError
from model.ports import Progress
from preservation.findings import Recorder
from preservation.fixity import Fixity, Report
from preservation.repair import Repair, Repaired
from preservation.rounds import Paced, Rounds


def verify(
    archive: Archive,
    names: Sequence[str],
    progress: Progress,
    *,
    deep: bool = False,
    store: str | None = None,
) -> Report:
    """Check the AIPs called ``names``, or everything. Raises `catalogue.not-found` and others."""
    fixity = _fixity(archive, progress, deep=deep)
    try:
        if not names:
            return fixity.check_everything(store)
        return fixity.check_aips(_aips(archive, names), store)
    finally:
        settle_ledger(archive)


def repair(archive: Archive, names: Sequence[str], progress: Progress) -> Repaired:
    """Heal the AIPs called ``names``, or all known damage, as the only executor."""
    with sole_executor(archive.home):
        try:
            return Repair(_fixity(archive, progress)).repair(_aips(archive, names))
        finally:
            settle_ledger(archive)


def rounds_of(archive: Archive, progress: Progress, *, deep: bool = False) -> Rounds:
    """The nightly rounds of an archive, in the name of this program."""
    pace = archive.settings.fixity.pace
    recorder = Recorder(archive.clock, archive.new_id, archive.software)
    paced = Paced(progress, pace.bytes_per_second)
    return Rounds(Repair(Fixity(archive.database, archive.vault, recorder, paced, deep)), pace)


def look_again(archive: Archive, aip: UUID, progress: Progress) -> None:
    """Check one AIP of which a copy did not give what it should.

    Where its store is away nothing is learnt of the copy, and the delivery, which another store
    made good, does not fail for it.
    """
    try:
        _fixity(archive, progress).check_aips([aip])
    except MunimentError as error:
        if error.code != "storage.away":
            raise


def _fixity(archive: Archive, progress: Progress, *, deep: bool = False) -> Fixity:
    recorder = Recorder(archive.clock, archive.new_id, archive.agent)
    return Fixity(archive.database, archive.vault, recorder, progress, deep)


def _aips(archive: Archive, names: Sequence[str]) -> list[UUID]:
    with archive.database.read() as connection:
        return find_aips(connection, names)
