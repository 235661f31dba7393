"""Fixity rounds: one at a time, its partitions claimed with a lease, its sums kept as it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update

from catalogue.copies import store_key
from catalogue.database import one_writer
from catalogue.tables import fixity_round, partition, partition_lease, store


@dataclass(frozen=True, slots=True)
class Round:
    """One round, and what it has found so far. ``ended_at`` None: at work, or interrupted."""

    id: UUID
    depth: str
    begun_at: datetime
    ended_at: datetime | None
    partitions: int
    checked: int
    intact: int
    damaged: int
    healed: int
    bytes: int


def take_up(connection: Connection, identifier: UUID, depth: str, at: datetime) -> Round:
    """The round that was begun and has not ended, or a new one with this id."""
    one_writer(connection, fixity_round)
    here = select(fixity_round).where(
        fixity_round.c.depth == depth, fixity_round.c.ended_at.is_(None)
    )
    row = connection.execute(here).one_or_none()
    if row is None:
        values = {"id": identifier, "depth": depth, "begun_at": at}
        connection.execute(insert(fixity_round).values(values))
        row = connection.execute(here).one()
    return _round(row)


def by_id(connection: Connection, identifier: UUID) -> Round | None:
    """The round with this id."""
    wanted = select(fixity_round).where(fixity_round.c.id == identifier)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _round(row)


def newest(connection: Connection, most: int) -> list[Round]:
    """The last rounds."""
    order = (fixity_round.c.begun_at.desc(), fixity_round.c.id.desc())
    rows = connection.execute(select(fixity_round).order_by(*order).limit(most))
    return [_round(row) for row in rows]


def due(
    connection: Connection, store_name: str, before: datetime, limit: int | None = None
) -> list[tuple[datetime, int]]:
    """Partitions of a store not checked since ``before``, each with its last check.

    Never checked is `copies.NEVER`. In the order of `copies.partitions`: longest unchecked first.
    """
    wanted = (
        select(partition.c.number, partition.c.checked_at)
        .join(store, store.c.key == partition.c.store)
        .where(
            store.c.name == store_name,
            partition.c.checked_at < before,
            partition.c.copies > 0,
        )
        .order_by(partition.c.checked_at, partition.c.number)
        .limit(limit)
    )
    return [(row.checked_at, row.number) for row in connection.execute(wanted)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the rounds have come in one store. ``checked``: copies read since the day asked."""

    copies: int
    bytes: int
    checked: int


def coverage(connection: Connection, since: datetime) -> dict[str, Coverage]:
    """Of every store that holds something, from the sums of its partitions."""
    held, size = func.sum(partition.c.copies), func.sum(partition.c.bytes)
    read = func.sum(case((partition.c.checked_at >= since, partition.c.copies), else_=0))
    counted = select(partition.c.store, held.label("held"), size.label("size"), read.label("read"))
    names = {row.key: row.name for row in connection.execute(select(store))}
    # by the key alone, so that the index gives the rows of a store one after the other
    rows = connection.execute(counted.group_by(partition.c.store))
    return {names[row.store]: Coverage(int(row.held), int(row.size), int(row.read)) for row in rows}


def claim(
    connection: Connection,
    store_name: str,
    number: int,
    worker: UUID,
    now: datetime,
    until: datetime,
) -> bool:
    """Whether the partition is this worker's until then; False while another one's lease lasts."""
    one_writer(connection, partition_lease)
    key = store_key(connection, store_name)
    here = (partition_lease.c.store == key) & (partition_lease.c.number == number)
    held = connection.execute(select(partition_lease).where(here)).one_or_none()
    if held is not None and held.worker != worker and held.until > now:
        return False
    values = {"worker": worker, "until": until}
    if held is None:
        connection.execute(insert(partition_lease).values(store=key, number=number, **values))
    else:
        connection.execute(update(partition_lease).where(here).values(values))
    return True


def release(connection: Connection, store_name: str, number: int, worker: UUID) -> None:
    """The worker is done with the partition."""
    key = store_key(connection, store_name)
    held = (partition_lease.c.store == key) & (partition_lease.c.number == number)
    mine = partition_lease.c.worker == worker
    connection.execute(delete(partition_lease).where(held, mine))


def add(connection: Connection, identifier: UUID, **counts: int) -> None:
    """So much more was done in the round."""
    columns = fixity_round.c
    more = {name: columns[name] + count for name, count in counts.items()}
    connection.execute(update(fixity_round).where(columns.id == identifier).values(more))


def end(connection: Connection, identifier: UUID, at: datetime) -> bool:
    """The round is over; False where it was before."""
    still = (fixity_round.c.id == identifier) & fixity_round.c.ended_at.is_(None)
    ended = connection.execute(update(fixity_round).where(still).values(ended_at=at))
    return ended.rowcount == 1


def _round(row: Row[Any]) -> Round:
    return Round(
        id=row.id,
        depth=row.depth,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        partitions=row.partitions,
        checked=row.checked,
        intact=row.intact,
        damaged=row.damaged,
        healed=row.healed,
        bytes=row.bytes,
    )
