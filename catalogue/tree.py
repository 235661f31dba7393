"""The tree of descriptions: above, below and beside, for who may see what.

``today`` is the day for a public view: what is not public by then does not exist in any answer,
counts included. None sees everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true, tuple_

from catalogue.description_rows import Described, described_rows, from_row
from catalogue.tables import description

_ORDER = (description.c.position, description.c.refcode, description.c.key)

Place = tuple[int, str, int]
"""Where a page of children ended: position, reference code and row key."""


@dataclass(frozen=True, slots=True)
class Child:
    """A unit in a list: itself, where it stands, and how many units are below it."""

    described: Described
    place: Place
    children: int


def ancestors(connection: Connection, key: int) -> list[Described]:
    """The units above, from the top down, without the unit itself."""
    above = (
        select(description.c.parent.label("key"))
        .where(description.c.key == key, description.c.parent.is_not(None))
        .cte("above", recursive=True)
    )
    above = above.union(
        select(description.c.parent)
        .join(above, above.c.key == description.c.key)
        .where(description.c.parent.is_not(None))
    )
    rows = connection.execute(described_rows().join(above, above.c.key == description.c.key))
    by_id = {one.description.id: one for one in map(from_row, rows)}
    # order them by following parents, from whichever has none among the others
    chain: list[Described] = []
    parents = {one.description.parent for one in by_id.values()}
    current = next((one for one in by_id.values() if one.description.id not in parents), None)
    while current is not None:
        chain.append(current)
        above_it = current.description.parent
        current = by_id.get(above_it) if above_it else None
    return chain[::-1]


def children(
    connection: Connection,
    key: int | None,
    today: date | None,
    after: Place | None = None,
    limit: int = 100,
) -> list[Child]:
    """The units directly below (None: the fonds at the top), a page at a time, in their order."""
    wanted = _below(key) & _visible(today)
    if after is not None:
        wanted &= tuple_(*_ORDER) > tuple_(*after)
    return _children(connection, wanted, today, limit)


def page_of_children(
    connection: Connection, key: int, today: date | None, offset: int, limit: int
) -> list[Child]:
    """The same by number, for programs that turn pages."""
    return _children(connection, _below(key) & _visible(today), today, limit, offset)


def child_count(connection: Connection, key: int | None, today: date | None) -> int:
    """How many units are directly below."""
    counted = select(func.count()).where(_below(key) & _visible(today))
    return connection.execute(counted).scalar_one()


def neighbours(
    connection: Connection, one: Described, today: date | None
) -> tuple[Described | None, Described | None]:
    """The previous and the next unit beside this one."""
    row = connection.execute(
        select(description.c.parent, *_ORDER).where(description.c.key == one.key)
    ).one()
    here = tuple_(row.position, row.refcode, row.key)
    beside = described_rows().where(_below(row.parent) & _visible(today)).limit(1)
    before = beside.where(tuple_(*_ORDER) < here).order_by(*(c.desc() for c in _ORDER))
    behind = beside.where(tuple_(*_ORDER) > here).order_by(*_ORDER)
    found = [connection.execute(query).one_or_none() for query in (before, behind)]
    previous, following = (from_row(row) if row else None for row in found)
    return previous, following


def _children(
    connection: Connection,
    wanted: ColumnElement[bool],
    today: date | None,
    limit: int,
    offset: int = 0,
) -> list[Child]:
    rows = connection.execute(
        described_rows()
        .add_columns(_count_below(today).label("children"))
        .where(wanted)
        .order_by(*_ORDER)
        .limit(limit)
        .offset(offset)
    )
    return [
        Child(from_row(row), (row.position, row.refcode, row.key), row.children) for row in rows
    ]


def _below(key: int | None) -> ColumnElement[bool]:
    return description.c.parent.is_(None) if key is None else description.c.parent == key


def _visible(today: date | None, table: Any = description) -> ColumnElement[bool]:
    return true() if today is None else table.c.metadata_public_from <= today


def _count_below(today: date | None) -> Any:
    below = description.alias("below")
    return (
        select(func.count())
        .select_from(below)
        .where(below.c.parent == description.c.key, _visible(today, below))
        .correlate(description)
        .scalar_subquery()
    )
