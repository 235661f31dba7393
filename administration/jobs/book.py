"""What one job tells of itself: progress, why it waits, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from administration.wiring import Archive
from catalogue import jobs, ledger
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from model.job import JobState


@dataclass(frozen=True, slots=True)
class Book:
    """One job's page in the book of jobs."""

    archive: Archive
    job: str

    def begin(self, worker: UUID) -> int:
        """The number of this attempt; 0 where the job has ended meanwhile."""
        with self.archive.database.write() as connection:
            return jobs.begin(connection, self.job, worker, self.archive.clock())

    def progress(self, done: int, total: int, stage: str) -> None:
        """How far it has come."""
        self._note(done=done, total=total, stage=stage)

    def waits(self, error: MunimentError) -> None:
        """It waits for its surroundings."""
        self._note(state=JobState.WAITING.value, code=error.code, message=sentences(error))

    def waits_for(self, code: str) -> None:
        """It waits, and a code says why."""
        self._note(state=JobState.WAITING.value, code=code)

    def goes_on(self) -> None:
        """It does not wait any more."""
        self._note(state=JobState.RUNNING.value, code="", message=None)

    def done(self, result: Mapping[str, Any]) -> None:
        """It was done."""
        with self.archive.database.write() as connection:
            jobs.end(
                connection, self.job, JobState.DONE, self.archive.clock(),
                result=dict(result), code="", message=None,
            )  # fmt: skip

    def failed(self, error: MunimentError) -> None:
        """It failed, which is an event."""
        with self.archive.database.write() as connection:
            ended = jobs.end(
                connection, self.job, JobState.FAILED, self.archive.clock(),
                code=error.code, message=sentences(error),
            )  # fmt: skip
            if ended:
                self._append(connection, Kind.JOB_FAILED, Outcome.FAILURE, error.code)

    def cancelled(self) -> None:
        """Somebody has cancelled it."""
        with self.archive.database.write() as connection:
            jobs.end(connection, self.job, JobState.CANCELLED, self.archive.clock())

    def _note(self, **changes: object) -> None:
        with self.archive.database.write() as connection:
            jobs.note(connection, self.job, self.archive.clock(), **changes)

    def _append(self, connection: Any, kind: Kind, outcome: Outcome, code: str) -> None:
        archive = self.archive
        event = Event(
            archive.new_id(), kind, archive.clock(), archive.software, outcome, {"code": code}
        )
        ledger.append(connection, event)


def sentences(error: MunimentError) -> dict[str, str]:
    """What is wrong and what to do, in both languages."""
    return {
        "en": " ".join(filter(None, (error.message("en"), error.hint("en")))),
        "de": " ".join(filter(None, (error.message("de"), error.hint("de")))),
    }
