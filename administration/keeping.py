"""Verifying and repairing, as commands and jobs do it: the room's deed, then the aftercare."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.executor import sole_executor
from administration.wiring import Archive
from model.errors import MunimentError
from model.ids import parse_uuid
from model.ports import Progress
from preservation.findings import Recorder
from preservation.fixity import Fixity, Report
from preservation.repair import Repair, Repaired


def verify(
    archive: Archive,
    names: Sequence[str],
    progress: Progress,
    *,
    deep: bool = False,
    store: str | None = None,
) -> Report:
    """Check the AIPs named, or everything. Raises `catalogue.not-found`, `storage.unknown`."""
    fixity = _fixity(archive, progress, deep=deep)
    if names:
        report = fixity.check_aips([_aip(name) for name in names], store)
    else:
        report = fixity.check_everything(store)
    settle_ledger(archive)
    return report


def repair(archive: Archive, names: Sequence[str], progress: Progress) -> Repaired:
    """Heal the AIPs named, or all that were found damaged. Raises `catalogue.not-found`."""
    with sole_executor(archive.home):
        healed = Repair(_fixity(archive, progress)).repair([_aip(name) for name in names])
    settle_ledger(archive)
    return healed


def _fixity(archive: Archive, progress: Progress, *, deep: bool = False) -> Fixity:
    recorder = Recorder(archive.clock, archive.new_id, archive.agent)
    return Fixity(archive.database, archive.vault, recorder, progress, deep)


def _aip(name: str) -> UUID:
    identifier = parse_uuid(name.lower())
    if identifier is None:
        raise MunimentError("catalogue.not-found", name=name)
    return identifier
