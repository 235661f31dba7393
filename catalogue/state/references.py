"""What rows of the state refer to, named by what it is: the number of its row does not survive."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, select

from catalogue.tables import aip, copy, description, generation, store

Names = Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """How something is named: ``names`` of many keys; the ``key`` of a name, None if it is gone."""

    names: Callable[[Connection, Collection[int]], Names]
    key: Callable[[Connection, Any], int | None]


def _descriptions(connection: Connection, keys: Collection[int]) -> Names:
    found = select(description.c.key, description.c.id).where(description.c.key.in_(keys))
    return {row.key: str(row.id) for row in connection.execute(found)}


def _description(connection: Connection, name: Any) -> int | None:
    found = select(description.c.key).where(description.c.id == UUID(name))
    return connection.execute(found).scalar()


def _copies(connection: Connection, keys: Collection[int]) -> Names:
    found = (
        select(copy.c.key, aip.c.id, generation.c.number, store.c.name)
        .join(generation, generation.c.key == copy.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .join(store, store.c.key == copy.c.store)
        .where(copy.c.key.in_(keys))
    )
    return {row.key: [str(row.id), row.number, row.name] for row in connection.execute(found)}


def _copy(connection: Connection, name: Any) -> int | None:
    identifier, number, place = name
    found = (
        select(copy.c.key)
        .join(generation, generation.c.key == copy.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .join(store, store.c.key == copy.c.store)
        .where(aip.c.id == UUID(identifier), generation.c.number == number, store.c.name == place)
    )
    return connection.execute(found).scalar()


REFERENCES: Mapping[Column[Any], Reference] = {
    description.c.key: Reference(_descriptions, _description),
    copy.c.key: Reference(_copies, _copy),
}
"""By the column that is referred to. A description is its id; a copy is AIP, generation, store."""
