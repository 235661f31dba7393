"""Waiting for a job as if it were done here, with its progress."""

from __future__ import annotations

import time

from administration.wiring import Archive
from catalogue import jobs
from model.errors import CODES, MunimentError
from model.job import Job, JobState
from model.ports import Progress

_LOOK_EVERY = 0.15  # seconds
_PATIENCE = 60.0  # seconds without any worker


def worker_is_there(archive: Archive) -> bool:
    """Whether somebody would do a job that is put into the queue now."""
    with archive.database.read() as connection:
        return jobs.any_alive(connection, archive.clock())


def follow(archive: Archive, identifier: str, progress: Progress) -> Job:
    """Wait for the end of a job. Raises what it failed with, and `jobs.no-worker`."""
    shown = total = 0
    stage = ""
    last_seen = time.monotonic()
    while True:
        with archive.database.read() as connection:
            found = jobs.by_id(connection, identifier)
            alive = jobs.any_alive(connection, archive.clock())
        if found is None:
            raise MunimentError("jobs.not-found", job=identifier)
        if (found.total, found.stage) != (total, stage):
            progress.begin(found.stage, found.total)
            shown, total, stage = 0, found.total, found.stage
        progress.advance(max(0, found.done - shown))
        shown = max(shown, found.done)
        if found.state.ended:
            return _checked(found)
        if alive:
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen > _PATIENCE:
            raise MunimentError("jobs.no-worker", seconds=int(_PATIENCE))
        time.sleep(_LOOK_EVERY)


def _checked(found: Job) -> Job:
    if found.state is JobState.DONE:
        return found
    if found.state is JobState.CANCELLED:
        raise MunimentError("jobs.cancelled", job=found.id)
    raise JobFailed(found)


class JobFailed(MunimentError):
    """A job's own error, with the sentence that it left."""

    def __init__(self, found: Job) -> None:
        self._said = found.message
        self.kind = CODES.get(found.code, CODES["internal.unexpected"])
        self.code = found.code or "internal.unexpected"
        self.details = {}
        Exception.__init__(self, self.message())

    def message(self, language: str = "en") -> str:
        """What the job left."""
        return self._said.get(language, self.code)

    def hint(self, language: str = "en") -> str:
        """It stands in the message already."""
        return ""
