"""Verifying and repairing, as people and commands ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from administration import checkpoints
from administration.aftercare import settle_ledger
from administration.executor import sole_executor
from administration.lookup import find_aips
from administration.wiring import Archive
from catalogue import copies
from catalogue.copies import CopyStatus
from model.errors import MunimentError
from model.event import Agent
from model.ports import Progress
from preservation.beside import Beside
from preservation.findings import Finding, Recorder
from preservation.fixity import WORKERS, Fixity, Report
from preservation.holding import Holding
from preservation.orphans import Orphan, Orphans
from preservation.repair import Repair, Repaired
from preservation.rounds import Rounds
from preservation.searching import Search
from storage.limit import UNLIMITED, Limit


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in the copies, and what lies in the stores and is no copy.

    ``orphans``: the first thousand of all ``orphans_found``. ``present``: those of them that were
    disposed of and are there again.
    """

    report: Report
    orphans: tuple[Orphan, ...]
    orphans_found: int
    healable: frozenset[tuple[UUID, int]] = frozenset()  # of what is damaged: AIPs, generations

    def can_heal(self, finding: Finding) -> bool:
        """Whether another copy is thought intact, so that `repair` can try."""
        return (finding.aip, finding.generation) in self.healable

    @property
    def present(self) -> tuple[Orphan, ...]:
        """What should be gone from the stores, and is not."""
        return tuple(one for one in self.orphans if one.disposal is not None)


def verify(
    archive: Archive,
    names: Sequence[str],
    progress: Progress,
    *,
    deep: bool = False,
    store: str | None = None,
    limit: Limit = UNLIMITED,
    workers: int = WORKERS,
) -> Verified:
    """Check the AIPs called ``names``, or everything and in both directions.

    Raises `catalogue.not-found`, `storage.unknown` and others.
    """
    fixity = replace(_fixity(archive, progress, deep=deep), limit=limit, workers=workers)
    try:
        if names:
            report = fixity.check_aips(_aips(archive, names), store)
            return Verified(report, (), 0, _healable(archive, report))
        report = fixity.check_everything(store)
    finally:
        settle_ledger(archive)
    away = {str(trouble.details.get("store")) for trouble in report.troubles}
    there = [name for name in ([store] if store else archive.vault.names) if name not in away]
    recorder = Recorder(archive.clock, archive.new_id, archive.agent)
    search = Search(Orphans(archive.database, archive.vault, progress, limit), recorder)
    try:
        done = search.to_the_end(there)
    finally:
        settle_ledger(archive)
    report = replace(report, troubles=(*report.troubles, *done.troubles))
    return Verified(report, tuple(done.orphans), done.found, _healable(archive, report))


def _healable(archive: Archive, report: Report) -> frozenset[tuple[UUID, int]]:
    """Generations among what was found of which a copy is thought intact."""
    with archive.database.read() as connection:
        return frozenset(
            (copy.aip, copy.generation)
            for aip in {one.aip for one in report.findings}
            for copy in copies.of_aip(connection, aip)
            if copy.status is CopyStatus.INTACT
        )


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
    limit = Limit(pace.bytes_per_second, pace.requests_per_second)
    fixity = Fixity(
        archive.database, archive.vault, recorder, progress, deep, limit, spool=archive.home.spool
    )
    search = Search(Orphans(archive.database, archive.vault, progress, limit), recorder)
    return Rounds(Repair(fixity), search, pace)


def holding_of(archive: Archive, agent: Agent) -> Holding:
    """Whoever sets and lifts legal holds, in the name of ``agent``."""
    recorder = Recorder(archive.clock, archive.new_id, agent)
    return Holding(archive.database, archive.vault, recorder)


def beside_of(archive: Archive) -> Beside:
    """What rounds read beside the AIPs, in the name of this program."""
    return Beside(
        database=archive.database,
        stores=archive.stores,
        recorder=Recorder(archive.clock, archive.new_id, archive.software),
        interval=archive.settings.fixity.pace.interval,
        keyring=archive.keyring,
        is_true=lambda: checkpoints.verify(archive).report.database_is_true,
    )


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
    return Fixity(
        archive.database, archive.vault, recorder, progress, deep, spool=archive.home.spool
    )


def _aips(archive: Archive, names: Sequence[str]) -> list[UUID]:
    with archive.database.read() as connection:
        return find_aips(connection, names)
