"""Finding aids taken in from the command line: as the only executor, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from administration.executor import PATIENCE
from administration.jobs.following import follow, worker_is_there
from administration.wiring import Archive
from administration.workflows import import_ead
from administration.workflows.inline import InlineSteps
from catalogue.search import indexer
from ingest.finding_aids.report import Report, from_json
from model.errors import Exit, MunimentError
from model.ports import Progress


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file. ``error``: all of it was refused."""

    file: str
    report: Report | None
    error: MunimentError | None


@dataclass(frozen=True, slots=True)
class AllImported:
    """What came of some files; ``indexed``: whether everything can be found by now."""

    files: tuple[Imported, ...]
    indexed: bool

    @property
    def exit(self) -> int:
        """1 if anything was rejected, 2 if a file was not there, else 0."""
        codes = [one.error.kind.exit for one in self.files if one.error]
        if any(one.report and one.report.rejected_count for one in self.files):
            codes.append(Exit.FOUND_WRONG)
        for worst in (Exit.ENVIRONMENT, Exit.FOUND_WRONG, Exit.WRONG_CALL):
            if worst in codes:
                return worst
        return Exit.DONE


def import_files(
    archive: Archive, paths: Sequence[Path], progress: Progress, *, dry_run: bool
) -> AllImported:
    """Import files one after the other. Raises `home.busy` where another executor works."""
    if worker_is_there(archive):
        done = [_told(path, one) for path, one in _by_worker(archive, paths, progress, dry_run)]
    else:
        done = [
            _told(
                path,
                import_ead.run(InlineSteps(progress), archive, _arguments(archive, path, dry_run)),
            )
            for path in paths
        ]
    with archive.database.read() as connection:
        waiting = indexer.waiting(connection)
    return AllImported(tuple(done), not waiting)


def _by_worker(
    archive: Archive, paths: Sequence[Path], progress: Progress, dry_run: bool
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path in paths:
        arguments = _arguments(archive, path, dry_run)
        job = archive.jobs.start("import-ead", arguments, account=archive.agent.id)
        yield path, follow(archive, job, progress).result or {}


def _arguments(archive: Archive, path: Path, dry_run: bool) -> dict[str, Any]:
    return {
        "path": str(path.absolute()),
        "name": str(path),
        "agent": str(archive.agent.id),
        "agent_kind": archive.agent.kind.value,
        "dry_run": dry_run,
        "patience": PATIENCE,
    }


def _told(path: Path, stated: Mapping[str, Any]) -> Imported:
    if "error" in stated:
        error = stated["error"]
        return Imported(str(path), None, MunimentError(error["code"], **error["details"]))
    return Imported(str(path), from_json(stated), None)
