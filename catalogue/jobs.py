"""The book of jobs, and the heartbeats of workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, case, delete, func, insert, or_, select, update

from catalogue.tables import job, worker
from model.job import ALIVE, Job, JobState, Worker

_ACTIVE = (JobState.QUEUED, JobState.RUNNING, JobState.WAITING)
_ROUTINE = and_(job.c.account.is_(None), job.c.state == JobState.DONE.value)


def add(
    connection: Connection,
    identifier: str,
    kind: str,
    arguments: Mapping[str, Any],
    account: UUID | None,
    at: datetime,
) -> bool:
    """Put a job into the book. False where it stands there already."""
    if by_id(connection, identifier) is not None:
        return False
    connection.execute(
        insert(job).values(
            id=identifier,
            kind=kind,
            arguments=dict(arguments),
            account=account,
            state=JobState.QUEUED.value,
            created_at=at,
            changed_at=at,
        )
    )
    return True


def queued_alike(connection: Connection, kind: str) -> str | None:
    """A job of this kind without arguments that nobody has begun: one more would do the same."""
    for found in connection.execute(
        select(job.c.id, job.c.arguments)
        .where(job.c.kind == kind, job.c.state == JobState.QUEUED.value)
        .order_by(job.c.created_at)
    ):
        if not found.arguments:
            return str(found.id)
    return None


def active(connection: Connection, kind: str) -> list[Job]:
    """The jobs of this kind that have not ended."""
    states = [state.value for state in _ACTIVE]
    wanted = select(job).where(job.c.kind == kind, job.c.state.in_(states))
    return [_job(row) for row in connection.execute(wanted.order_by(job.c.created_at))]


def by_id(connection: Connection, identifier: str) -> Job | None:
    """The job with this id."""
    row = connection.execute(select(job).where(job.c.id == identifier)).one_or_none()
    return None if row is None else _job(row)


def listed(
    connection: Connection,
    most: int,
    *,
    state: JobState | None = None,
    kind: str = "",
    with_routine: bool = True,
) -> list[Job]:
    """Jobs, those with problems first, then what runs and waits, then the newest.

    Without routine: without what the clock asked for and what was done.
    """
    order = case(
        (job.c.state == JobState.FAILED.value, 0),
        (job.c.state == JobState.WAITING.value, 1),
        (job.c.state == JobState.RUNNING.value, 2),
        (job.c.state == JobState.QUEUED.value, 3),
        else_=4,
    )
    wanted = select(job).order_by(order, job.c.created_at.desc()).limit(most)
    if state is not None:
        wanted = wanted.where(job.c.state == state.value)
    if kind:
        wanted = wanted.where(job.c.kind == kind)
    if not with_routine:
        wanted = wanted.where(~_ROUTINE)
    return [_job(row) for row in connection.execute(wanted)]


@dataclass(frozen=True, slots=True)
class Routine:
    """What the clock asks for again and again: so many were done, the last one then."""

    kind: str
    count: int
    last: datetime


def routine(connection: Connection) -> list[Routine]:
    """Jobs of the clock that were done, by kind, the newest first."""
    last = func.max(job.c.ended_at)
    wanted = select(job.c.kind, func.count().label("done"), last.label("last")).where(_ROUTINE)
    rows = connection.execute(wanted.group_by(job.c.kind).order_by(last.desc(), job.c.kind))
    return [Routine(row.kind, int(row.done), row.last) for row in rows]


def counts(connection: Connection, kind: str = "") -> dict[JobState, int]:
    """How many jobs stand in the book in which state; of one kind or of all."""
    wanted = select(job.c.state, func.count()).group_by(job.c.state)
    if kind:
        wanted = wanted.where(job.c.kind == kind)
    return {JobState(row[0]): int(row[1]) for row in connection.execute(wanted)}


def kinds(connection: Connection) -> set[str]:
    """The kinds of which there is a job."""
    return set(connection.execute(select(job.c.kind).distinct()).scalars())


def queued_before(connection: Connection, before: datetime) -> list[Job]:
    """Jobs that have been waiting for a worker since before a time."""
    wanted = select(job).where(job.c.state == JobState.QUEUED.value, job.c.created_at < before)
    return [_job(row) for row in connection.execute(wanted)]


def open_before(connection: Connection, before: datetime) -> list[str]:
    """Jobs that have not ended, and of which nothing was heard since before a time."""
    states = [state.value for state in _ACTIVE]
    wanted = select(job.c.id).where(job.c.state.in_(states), job.c.changed_at < before)
    return list(connection.execute(wanted).scalars())


def begin(connection: Connection, identifier: str, by: UUID, at: datetime) -> int:
    """A worker begins or takes up a job; the number of this attempt, 0 where it has ended."""
    started = connection.execute(
        update(job)
        .where(job.c.id == identifier, job.c.state.in_([state.value for state in _ACTIVE]))
        .values(state=JobState.RUNNING.value, worker=by, changed_at=at, attempts=job.c.attempts + 1)
    )
    if started.rowcount != 1:
        return 0
    attempts = connection.execute(select(job.c.attempts).where(job.c.id == identifier))
    return int(attempts.scalar_one())


def note(connection: Connection, identifier: str, at: datetime, **changes: object) -> None:
    """Note how far a job has come or why it waits; what has ended stays as it is."""
    connection.execute(
        update(job)
        .where(job.c.id == identifier, job.c.state.in_([state.value for state in _ACTIVE]))
        .values(changed_at=at, **changes)
    )


def end(
    connection: Connection, identifier: str, state: JobState, at: datetime, **changes: object
) -> bool:
    """A job has ended. False where it had already."""
    ended = connection.execute(
        update(job)
        .where(job.c.id == identifier, job.c.state.in_([state.value for state in _ACTIVE]))
        .values(state=state.value, changed_at=at, ended_at=at, **changes)
    )
    return ended.rowcount == 1


def forget_ended(connection: Connection, before: datetime, routine_before: datetime) -> int:
    """Take jobs out of the book that were done or cancelled before a time.

    ``routine_before``: the same for those that nobody asked for: the clock starts one a minute.
    """
    ended = job.c.state.in_([JobState.DONE.value, JobState.CANCELLED.value])
    routine = and_(job.c.account.is_(None), job.c.ended_at < routine_before)
    gone = connection.execute(delete(job).where(ended, or_(job.c.ended_at < before, routine)))
    return gone.rowcount


def beat(connection: Connection, identifier: UUID, process: int, at: datetime) -> None:
    """A worker is alive."""
    there = connection.execute(update(worker).where(worker.c.id == identifier).values(beat_at=at))
    if there.rowcount == 0:
        connection.execute(
            insert(worker).values(id=identifier, process=process, started_at=at, beat_at=at)
        )


def workers(connection: Connection) -> list[Worker]:
    """All workers that have not said farewell."""
    rows = connection.execute(select(worker).order_by(worker.c.started_at))
    return [Worker(row.id, row.process, row.started_at, row.beat_at) for row in rows]


def any_alive(connection: Connection, now: datetime) -> bool:
    """Whether somebody would do a job that is put into the queue."""
    return any(one.alive(now) for one in workers(connection))


def farewell(connection: Connection, identifier: UUID) -> None:
    """A worker goes, or is known to be dead."""
    connection.execute(delete(worker).where(worker.c.id == identifier))


def dead(connection: Connection, now: datetime, after: timedelta = ALIVE) -> list[Worker]:
    """Workers that were not heard of for too long."""
    return [one for one in workers(connection) if now - one.beat_at >= after]


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        arguments=row.arguments,
        account=row.account,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        stage=row.stage,
        code=row.code,
        message=row.message or {},
        attempts=row.attempts,
        worker=row.worker,
        result=row.result,
        created_at=row.created_at,
        changed_at=row.changed_at,
        ended_at=row.ended_at,
    )
