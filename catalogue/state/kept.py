"""When the state was kept last, and when somebody last saw that it can be recovered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from catalogue.tables import drill, state_bundle


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle that was made. ``events``: how many the ledger had by then."""

    made_at: datetime
    events: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Drill:
    """A recovery that was tried. ``made_at``: of the bundle."""

    at: datetime
    made_at: datetime
    passed: bool


def record_kept(connection: Connection, kept: Kept, forget_before: datetime) -> None:
    """A bundle lies in the stores. Those before the day given are gone."""
    connection.execute(delete(state_bundle).where(state_bundle.c.made_at < forget_before))
    values = {"made_at": kept.made_at, "events": kept.events, "bytes": kept.bytes}
    connection.execute(insert(state_bundle).values(values))


def last_kept(connection: Connection) -> Kept | None:
    """The newest bundle."""
    newest = select(state_bundle).order_by(state_bundle.c.made_at.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else Kept(row.made_at, row.events, row.bytes)


def record_drill(connection: Connection, tried: Drill) -> None:
    """A recovery was tried."""
    values = {"at": tried.at, "made_at": tried.made_at, "passed": tried.passed}
    connection.execute(insert(drill).values(values))


def last_drill(connection: Connection) -> Drill | None:
    """The newest try."""
    row = connection.execute(select(drill).order_by(drill.c.at.desc()).limit(1)).one_or_none()
    return None if row is None else Drill(row.at, row.made_at, row.passed)
