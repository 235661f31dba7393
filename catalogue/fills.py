"""Filling a store: how far it follows the ledger, and which AIPs could not be copied to it.

A store is filled by what the ledger says was stored, never by listing another store: what a
store has lost is not lost to the one that is filled from the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from catalogue.copies import CopyStatus, store_key
from catalogue.tables import (
    aip,
    copy,
    disposal,
    event,
    fill_cursor,
    fill_failure,
    generation,
    leaf,
    store,
)
from model.disposal import BEGUN
from model.event import Kind

_READ_AT_ONCE = 1_000  # leaves of the ledger


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the ledger: the AIPs of which something was stored in it, each once."""

    aips: Sequence[UUID]
    end: int  # the first position behind it


@dataclass(frozen=True, slots=True)
class Failure:
    """An AIP that could not be copied to a store."""

    store: str
    aip: UUID
    code: str
    at: datetime


def position(connection: Connection, store_name: str) -> int:
    """Up to where a store has followed the ledger."""
    wanted = (
        select(fill_cursor.c.position)
        .join(store, store.c.key == fill_cursor.c.store)
        .where(store.c.name == store_name)
    )
    return int(connection.execute(wanted).scalar_one_or_none() or 0)


def positions(connection: Connection) -> dict[str, int]:
    """Of every store that follows the ledger at all."""
    wanted = select(store.c.name, fill_cursor.c.position)
    rows = connection.execute(wanted.join(store, store.c.key == fill_cursor.c.store))
    return {row.name: int(row.position) for row in rows}


def advance(connection: Connection, store_name: str, to: int) -> None:
    """The store has seen everything before this position; it follows from now on."""
    key = store_key(connection, store_name)
    here = fill_cursor.c.store == key
    moved = connection.execute(update(fill_cursor).where(here).values(position=to))
    if moved.rowcount == 0:
        connection.execute(insert(fill_cursor).values(store=key, position=to))


def ledger_size(connection: Connection) -> int:
    """How many events have their position."""
    return int(connection.execute(select(func.max(leaf.c.position))).scalar() or -1) + 1


def stretch(connection: Connection, start: int) -> Stretch | None:
    """What was stored from a position on; None at the ledger's end."""
    rows = connection.execute(
        select(leaf.c.position, event.c.body)
        .join(event, event.c.id == leaf.c.event)
        .where(leaf.c.position >= start)
        .order_by(leaf.c.position)
        .limit(_READ_AT_ONCE)
    ).all()
    if not rows:
        return None
    said = (json.loads(bytes(row.body)) for row in rows)
    found = [UUID(one["aip"]) for one in said if one["kind"] == Kind.STORED]
    return Stretch(list(dict.fromkeys(found)), int(rows[-1].position) + 1)


def lacking(connection: Connection, store_name: str, among: Sequence[UUID]) -> list[UUID]:
    """Those of some AIPs of which a store has not every generation, in the order given."""
    held = (
        select(copy.c.key)
        .join(store, store.c.key == copy.c.store)
        .where(
            copy.c.generation == generation.c.key,
            copy.c.status != CopyStatus.OWED.value,
            store.c.name == store_name,
        )
    )
    wanted = (
        select(aip.c.id)
        .join(generation, generation.c.aip == aip.c.key)
        .where(aip.c.id.in_(among), ~held.exists())
    )
    found = set(connection.execute(wanted).scalars())
    return [one for one in among if one in found]


def owed(connection: Connection, store_name: str, after: UUID | None, limit: int) -> list[UUID]:
    """A page of the AIPs of which a store owes a copy, in the order of their ids."""
    wanted = (
        select(aip.c.id)
        .distinct()
        .join(generation, generation.c.aip == aip.c.key)
        .join(copy, copy.c.generation == generation.c.key)
        .join(store, store.c.key == copy.c.store)
        .where(copy.c.status == CopyStatus.OWED.value, store.c.name == store_name)
        .order_by(aip.c.id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(aip.c.id > after)
    return list(connection.execute(wanted).scalars())


def is_going(connection: Connection, identifier: UUID, number: int) -> bool:
    """Whether a generation is being disposed of, or was: then nobody makes a copy of it."""
    its = (disposal.c.aip == identifier) & disposal.c.state.in_([one.value for one in BEGUN])
    which = disposal.c.generation.is_(None) | (disposal.c.generation > number)
    return connection.execute(select(disposal.c.id).where(its, which)).first() is not None


def fail(
    connection: Connection, store_name: str, identifier: UUID, code: str, at: datetime
) -> None:
    """An AIP could not be copied; what was known of it before is forgotten."""
    succeed(connection, store_name, identifier)
    values = {
        "store": store_key(connection, store_name),
        "aip": identifier,
        "code": code,
        "at": at,
    }
    connection.execute(insert(fill_failure).values(values))


def succeed(connection: Connection, store_name: str, identifier: UUID) -> None:
    """An AIP is in the store; it has not failed any more."""
    key = store_key(connection, store_name)
    here = (fill_failure.c.store == key) & (fill_failure.c.aip == identifier)
    connection.execute(delete(fill_failure).where(here))


def failures(connection: Connection, store_name: str) -> list[Failure]:
    """What could not be copied to a store, oldest first."""
    wanted = (
        select(fill_failure, store.c.name)
        .join(store, store.c.key == fill_failure.c.store)
        .where(store.c.name == store_name)
        .order_by(fill_failure.c.at, fill_failure.c.aip)
    )
    return [Failure(r.name, r.aip, r.code, r.at) for r in connection.execute(wanted)]


def bytes_to_come(connection: Connection, store_name: str) -> int:
    """How much a store lacks, for a progress display."""
    everything = connection.execute(select(func.coalesce(func.sum(generation.c.size), 0)))
    there = connection.execute(
        select(func.coalesce(func.sum(copy.c.length), 0))
        .join(store, store.c.key == copy.c.store)
        .where(store.c.name == store_name)
    )
    return max(0, int(everything.scalar_one()) - int(there.scalar_one()))
