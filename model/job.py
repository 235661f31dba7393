"""Jobs as people see them: what is to be done, how far it has come, why it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

ALIVE = timedelta(seconds=20)
"""A worker whose last heartbeat is older is taken for dead, and its jobs are given to others."""

BEAT_EVERY = 3.0  # seconds


class JobState(StrEnum):
    """Values are stored: never change one."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"  # for a store, a disk, a mail server: it goes on by itself
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Job:
    """One job. ``total`` is 0 where it is not known; ``account`` None where the clock asked.

    ``stage``: what ``done`` counts, as `model.ports.Progress` has it; "" where there is but one.
    """

    id: str
    kind: str
    arguments: Mapping[str, Any]
    account: UUID | None
    state: JobState
    done: int
    total: int
    stage: str
    code: str
    message: Mapping[str, str]
    attempts: int
    worker: UUID | None
    result: Mapping[str, Any] | None
    created_at: datetime
    changed_at: datetime
    ended_at: datetime | None

    @property
    def percent(self) -> int | None:
        """How far it has come; None where not known."""
        return min(100, 100 * self.done // self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that does jobs, and when it was last heard of."""

    id: UUID
    process: int
    started_at: datetime
    beat_at: datetime

    def alive(self, now: datetime) -> bool:
        """Whether it is taken to be at work."""
        return now - self.beat_at < ALIVE
