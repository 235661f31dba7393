"""Real workflows in the thread of a test, without the engine's second of start-up."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from administration.jobs.desk import JobDesk
from administration.wiring import Archive
from administration.workflows.inline import InlineSteps
from administration.workflows.registry import WORKFLOWS
from tests.ingest.quiet import QUIET


class JobsHere(JobDesk):
    """Runs each job at once, one after the other."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.archive = archive
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="jobs")

    def start(
        self, kind: str, arguments: Mapping[str, Any], *, key: str = "", account: UUID | None = None
    ) -> str:
        self.thread.submit(WORKFLOWS[kind].run, InlineSteps(QUIET), self.archive, dict(arguments))
        return key or str(self.archive.new_id())

    def close(self) -> None:
        self.thread.shutdown(wait=True)


def jobs_here(archive: Archive) -> None:
    """Let this archive run its jobs here."""
    vars(archive)["jobs"] = JobsHere(archive)
