"""Copies: which store holds which generation, how it was found, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from catalogue.database import one_writer
from catalogue.tables import aip, copy, generation, intent, migration_unit, partition, store
from catalogue.writing import insert_row
from model.aip import Placement
from model.ids import from_object_key, object_key

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The last check of a partition to which no round has come yet."""


class CopyStatus(StrEnum):
    """What is known of a copy. The values are stored and shown."""

    INTACT = "intact"
    ALTERED = "altered"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    OWED = "owed"  # the store was away or full; it gets its copy later

    @property
    def is_damaged(self) -> bool:
        """Whether a check found it to be anything but intact."""
        return self not in (CopyStatus.INTACT, CopyStatus.OWED)


@dataclass(frozen=True, slots=True)
class Copy:
    """One generation in one store. ``checked_at``: the newest check, by name or by partition."""

    key: int
    aip: UUID
    generation: int  # its number
    generation_key: int
    sha256: bytes  # of the whole object, as it must be
    size: int
    placement: Placement
    status: CopyStatus
    checked_at: datetime | None  # None: never checked


def store_key(connection: Connection, name: str) -> int:
    """The row of a store, made where it is new."""
    key = connection.execute(select(store.c.key).where(store.c.name == name)).scalar()
    if key is None:
        key = insert_row(connection, store, {"name": name})
    return int(key)


def record(
    connection: Connection,
    generation_key: int,
    placements: Sequence[Placement],
    at: datetime,
    owed: Sequence[str] = (),
) -> None:
    """Write copies that were read back from their media at ``at``, and the stores that owe one."""
    for placement in placements:
        values = {
            "generation": generation_key,
            "store": store_key(connection, placement.store),
            "version": placement.version,
            "offset": placement.offset,
            "length": placement.length,
            "status": CopyStatus.INTACT.value,
            "checked_at": at,
        }
        connection.execute(insert(copy).values(values))
    for name in owed:
        values = {
            "generation": generation_key,
            "store": store_key(connection, name),
            "length": 0,
            "status": CopyStatus.OWED.value,
        }
        connection.execute(insert(copy).values(values))


def filled(connection: Connection, generation_key: int, placement: Placement, at: datetime) -> None:
    """A store has its copy: one that it owed, or its first of this generation.

    Nothing is written where another worker has filled it meanwhile.
    """
    one_writer(connection, copy)
    key = store_key(connection, placement.store)
    here = (copy.c.generation == generation_key) & (copy.c.store == key)
    connection.execute(delete(copy).where(here, copy.c.status == CopyStatus.OWED.value))
    if connection.execute(select(copy.c.key).where(here)).first() is None:
        record(connection, generation_key, [placement], at)


def readable(held: Iterable[Copy]) -> list[Placement]:
    """Where the bytes of some copies lie: nowhere, where a copy is owed."""
    return [one.placement for one in held if one.status is not CopyStatus.OWED]


def of_aip(connection: Connection, identifier: UUID) -> list[Copy]:
    """All copies of all generations of an AIP."""
    wanted = _copies().where(aip.c.id == identifier)
    rows = connection.execute(wanted.order_by(generation.c.number, store.c.name))
    return [_copy(row) for row in rows]


def of_generation(connection: Connection, generation_key: int) -> list[Copy]:
    """All copies of one generation."""
    rows = connection.execute(_of_generation(), {"key": generation_key})
    return [_copy(row) for row in rows]


def in_partition(connection: Connection, number: int, store_name: str) -> list[Copy]:
    """The copies of one partition in one store, in the order of their keys there.

    Those that are owed are not there to be looked at.
    """
    wanted = _copies().where(
        aip.c.partition == number,
        store.c.name == store_name,
        copy.c.status != CopyStatus.OWED.value,
    )
    rows = connection.execute(wanted.order_by(aip.c.id, generation.c.number))
    return [_copy(row) for row in rows]


def damaged(connection: Connection) -> list[Copy]:
    """Copies that a check found to be anything but intact."""
    # named one by one: an index finds what is there, it cannot find what is not
    worse = [status.value for status in CopyStatus if status.is_damaged]
    wanted = _copies().where(copy.c.status.in_(worse))
    return [_copy(row) for row in connection.execute(wanted.order_by(aip.c.id, store.c.name))]


class Known(StrEnum):
    """What the catalogue knows of an object in a store."""

    RECORDED = "recorded"  # a copy of that generation in that store
    BEGUN = "begun"  # decided, or recorded and not for this store: the deed goes on or did not end
    NOT = "not"


def known_of(connection: Connection, store_name: str, key: str) -> Known:
    """Whether there is a row for an object, or a deed that has written it."""
    named = from_object_key(key)
    if named is None:
        return Known.NOT
    identifier, number = named
    its = (aip.c.id == identifier) & (generation.c.number == number)
    row = connection.execute(
        select(generation.c.key).join(aip, aip.c.key == generation.c.aip).where(its)
    ).first()
    if row is not None:
        here = (copy.c.generation == row.key) & (copy.c.status != CopyStatus.OWED.value)
        held = select(copy.c.key).join(store, store.c.key == copy.c.store)
        there = connection.execute(held.where(here, store.c.name == store_name)).first()
        return Known.BEGUN if there is None else Known.RECORDED
    for deeds in (intent, migration_unit):
        decided = (deeds.c.aip == identifier) & (deeds.c.generation == number)
        if connection.execute(select(deeds.c.key).where(decided).limit(1)).first() is not None:
            return Known.BEGUN
    return Known.NOT


def keys_in(
    connection: Connection, store_name: str, after: tuple[int, UUID | None, int], limit: int
) -> list[tuple[int, UUID, int]]:
    """A page of what a store holds, in the order of its keys there.

    Each as partition, AIP and number of the generation; ``after`` is the last of the page before,
    or a partition with None.
    """
    partition_number, last, number = after
    wanted = (
        select(aip.c.partition, aip.c.id, generation.c.number)
        .join(generation, generation.c.aip == aip.c.key)
        .join(copy, copy.c.generation == generation.c.key)
        .join(store, store.c.key == copy.c.store)
        .where(
            store.c.name == store_name,
            copy.c.status != CopyStatus.OWED.value,
            # one range of the index; what is behind us in the partition is little
            aip.c.partition >= partition_number,
        )
        .order_by(aip.c.partition, aip.c.id, generation.c.number)
        .limit(limit)
    )
    if last is not None:
        behind = (aip.c.id > last) | ((aip.c.id == last) & (generation.c.number > number))
        wanted = wanted.where((aip.c.partition > partition_number) | behind)
    return [(row.partition, row.id, row.number) for row in connection.execute(wanted)]


def bytes_in(connection: Connection, stores: Sequence[str]) -> int:
    """How many bytes lie in some stores together, for a progress display."""
    counted = (
        select(func.coalesce(func.sum(copy.c.length), 0))
        .join(store, store.c.key == copy.c.store)
        .where(store.c.name.in_(stores))
    )
    return int(connection.execute(counted).scalar_one())


def set_status(
    connection: Connection,
    key: int,
    status: CopyStatus,
    at: datetime,
    placement: Placement | None = None,
) -> None:
    """What a check by name, or a repair, found. ``placement``: where the copy lies from now on."""
    values: dict[str, object] = {"status": status.value, "checked_at": at}
    if placement is not None:
        values |= {"version": placement.version, "length": placement.length}
    connection.execute(update(copy).where(copy.c.key == key).values(values))


def status_of(connection: Connection, key: int) -> CopyStatus:
    """How a copy was last found."""
    return CopyStatus(
        connection.execute(select(copy.c.status).where(copy.c.key == key)).scalar_one()
    )


def partitions(connection: Connection, store_name: str) -> Iterator[int]:
    """The partitions that hold something, those never or longest not checked first."""
    wanted = (
        select(partition.c.number)
        .join(store, store.c.key == partition.c.store)
        .where(store.c.name == store_name, partition.c.copies > 0)
        .order_by(partition.c.checked_at, partition.c.number)
    )
    return iter(connection.execute(wanted).scalars().all())


def partition_checked(
    connection: Connection, number: int, store_name: str, at: datetime, depth: str
) -> None:
    """A round has come to the end of a partition in a store."""
    key = store_key(connection, store_name)
    values = {"checked_at": at, "depth": depth}
    here = (partition.c.store == key) & (partition.c.number == number)
    if connection.execute(update(partition).where(here).values(values)).rowcount == 0:
        connection.execute(insert(partition).values(values | {"store": key, "number": number}))


@cache  # readers wait for it: making the question anew takes longer than the answer
def _of_generation() -> Select[Any]:
    return _copies().where(copy.c.generation == bindparam("key")).order_by(store.c.name)


@cache
def _copies() -> Select[Any]:
    return (
        select(
            copy,
            aip.c.id.label("aip_id"),
            generation.c.number,
            generation.c.sha256,
            generation.c.size,
            store.c.name.label("store_name"),
            partition.c.checked_at.label("round_at"),
        )
        .join(generation, generation.c.key == copy.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .join(store, store.c.key == copy.c.store)
        .outerjoin(
            partition,
            (partition.c.store == copy.c.store) & (partition.c.number == aip.c.partition),
        )
    )


def _copy(row: Row[Any]) -> Copy:
    checks = [at for at in (row.checked_at, row.round_at) if at not in (None, NEVER)]
    return Copy(
        key=row.key,
        aip=row.aip_id,
        generation=row.number,
        generation_key=row.generation,
        sha256=bytes(row.sha256),
        size=row.size,
        placement=Placement(
            store=row.store_name,
            key=object_key(row.aip_id, row.number),
            version=row.version,
            offset=row.offset,
            length=row.length,
            doubtful=CopyStatus(row.status).is_damaged,
        ),
        status=CopyStatus(row.status),
        checked_at=max(checks, default=None),
    )
