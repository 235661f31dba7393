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
from catalogue import jobs
from model.job import JobState
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


class JobsInTheBook(JobsHere):
    """Runs each job here, and writes it into the book as a worker does."""

    def start(
        self, kind: str, arguments: Mapping[str, Any], *, key: str = "", account: UUID | None = None
    ) -> str:
        identifier = key or str(self.archive.new_id())
        with self.archive.database.write() as connection:
            jobs.add(connection, identifier, kind, arguments, account, self.archive.clock())
        self.thread.submit(self._run, identifier, kind, dict(arguments))
        return identifier

    def _run(self, identifier: str, kind: str, arguments: Mapping[str, Any]) -> None:
        result = WORKFLOWS[kind].run(InlineSteps(QUIET), self.archive, arguments)
        with self.archive.database.write() as connection:
            jobs.end(
                connection, identifier, JobState.DONE, self.archive.clock(), result=dict(result)
            )


def jobs_here(archive: Archive) -> None:
    """Let this archive run its jobs here."""
    vars(archive)["jobs"] = JobsHere(archive)
