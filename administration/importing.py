"""Finding aids taken in from the command line: as the only executor, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from administration.executor import sole_executor
from administration.wiring import Archive
from administration.workflows import import_ead
from administration.workflows.inline import InlineSteps
from catalogue.search import indexer
from ingest.finding_aid_report import Report, from_json
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
    agent = archive.agent
    done = []
    with sole_executor(archive.home):
        for path in paths:
            arguments = {
                "path": str(path),
                "name": str(path),
                "agent": str(agent.id),
                "agent_kind": agent.kind.value,
                "dry_run": dry_run,
            }
            done.append(_told(path, import_ead.run(InlineSteps(progress), archive, arguments)))
    with archive.database.read() as connection:
        waiting = indexer.waiting(connection)
    return AllImported(tuple(done), not waiting)


def _told(path: Path, stated: dict[str, Any]) -> Imported:
    if "error" in stated:
        error = stated["error"]
        return Imported(str(path), None, MunimentError(error["code"], **error["details"]))
    return Imported(str(path), from_json(stated), None)
