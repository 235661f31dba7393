"""The records that are harvested: public descriptions, a page at a time, with their fonds.

A description counts as new on the day it becomes public, though nobody has touched it then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from access.harvesting.asked import EAD, Asked
from catalogue.description_rows import Described, described_rows, from_row
from catalogue.tables import description
from model.description import Level

PAGE = 100


@dataclass(frozen=True, slots=True)
class Record:
    """A description, since when it says what it says, and the fonds that it belongs to."""

    described: Described
    stamp: datetime
    fonds: UUID | None


def page(connection: Connection, asked: Asked, today: date) -> tuple[list[Record], int | None]:
    """A page of records, and the row key to go on after, where there are more."""
    wanted = described_rows().where(_public(today), description.c.key > asked.after)
    if asked.fonds is not None:
        below = _below(asked.fonds)
        wanted = wanted.join(below, below.c.key == description.c.key)
    if asked.prefix == EAD:
        return _findbuecher(connection, asked, wanted.where(_is_fonds()), today)
    wanted = wanted.where(*_between(asked))
    rows = connection.execute(wanted.order_by(description.c.key).limit(PAGE + 1)).all()
    found = [from_row(row) for row in rows[:PAGE]]
    more = found[-1].key if len(rows) > PAGE else None
    return list(_records(connection, found)), more


def one(connection: Connection, asked: Asked, today: date) -> Record | None:
    """One record; None where the public may not know of it, and where there is none."""
    wanted = described_rows().where(_public(today), description.c.id == asked.unit)
    rows = connection.execute(wanted).all()
    found = [from_row(row) for row in rows]
    if asked.prefix == EAD and found and found[0].description.level is Level.FONDS:
        return _findbuch(connection, found[0], today)
    return next(_records(connection, found), None)


def sets(connection: Connection, after: int, today: date) -> tuple[list[Described], int | None]:
    """A page of public fonds, and where to go on."""
    wanted = described_rows().where(_public(today), _is_fonds(), description.c.key > after)
    rows = connection.execute(wanted.order_by(description.c.key).limit(PAGE + 1)).all()
    found = [from_row(row) for row in rows[:PAGE]]
    return found, found[-1].key if len(rows) > PAGE else None


def earliest(connection: Connection, today: date) -> datetime | None:
    """The lower limit of all datestamps."""
    query = select(func.min(description.c.changed_at)).where(_public(today))
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def _findbuecher(
    connection: Connection, asked: Asked, wanted: Select[Any], today: date
) -> tuple[list[Record], int | None]:
    """The next fonds: a whole finding aid is a record, so one of them is a page."""
    found: Record | None = None
    for row in connection.execute(wanted.order_by(description.c.key)):
        record = _findbuch(connection, from_row(row), today)
        if not _within(asked, record.stamp):
            continue
        if found is not None:
            return [found], found.described.key
        found = record
    return ([found] if found else []), None


def _findbuch(connection: Connection, fonds: Described, today: date) -> Record:
    """A fonds with the stamp of its youngest part."""
    below = _below(fonds.description.id)
    newest = (
        select(func.max(description.c.changed_at), func.max(description.c.metadata_public_from))
        .join(below, below.c.key == description.c.key)
        .where(_public(today))
    )
    changed, opened = connection.execute(newest).one()
    return Record(fonds, _stamp(changed, opened), fonds.description.id)


def _records(connection: Connection, found: Sequence[Described]) -> Iterator[Record]:
    fonds = _fonds_of(connection, [unit.key for unit in found])
    for unit in found:
        stamp = _stamp(unit.changed_at, unit.opening.metadata_public_from)
        yield Record(unit, stamp, fonds.get(unit.key))


def _stamp(changed: datetime, opened: date) -> datetime:
    return max(changed.replace(microsecond=0), datetime.combine(opened, time(), UTC))


def _within(asked: Asked, stamp: datetime) -> bool:
    return not ((asked.since and stamp < asked.since) or (asked.until and stamp > asked.until))


def _between(asked: Asked) -> Iterator[ColumnElement[bool]]:
    # as `_stamp`: the later of both moments
    changed, opened = description.c.changed_at, description.c.metadata_public_from
    if asked.since is not None:
        yield or_(changed >= asked.since, opened > _eve(asked.since))
    if asked.until is not None:
        yield and_(changed < asked.until.replace(microsecond=999_000), opened <= asked.until.date())


def _eve(moment: datetime) -> date:
    """The last day whose beginning is before ``moment``."""
    if moment.time() != time():
        return moment.date()
    return date.fromordinal(max(1, moment.date().toordinal() - 1))


def _public(today: date) -> ColumnElement[bool]:
    return description.c.metadata_public_from <= today


def _is_fonds() -> ColumnElement[bool]:
    return description.c.level == Level.FONDS.value


def _below(fonds: UUID) -> Any:
    tree = (
        select(description.c.key)
        .where(description.c.id == fonds, _is_fonds())
        .cte("inside", recursive=True)
    )
    part = description.alias("part")
    return tree.union_all(select(part.c.key).join(tree, tree.c.key == part.c.parent))


def _fonds_of(connection: Connection, keys: Sequence[int]) -> dict[int, UUID]:
    """The fonds of each of some units, by row key."""
    here = description.alias("here")
    chain = (
        select(here.c.key.label("start"), here.c.key, here.c.parent, here.c.level, here.c.id)
        .where(here.c.key.in_(keys))
        .cte("chain", recursive=True)
    )
    above = description.alias("above")
    chain = chain.union_all(
        select(chain.c.start, above.c.key, above.c.parent, above.c.level, above.c.id)
        .join(chain, chain.c.parent == above.c.key)
        .where(chain.c.level != Level.FONDS.value)
    )
    rows = connection.execute(
        select(chain.c.start, chain.c.id).where(chain.c.level == Level.FONDS.value)
    )
    return {row.start: row.id for row in rows}
