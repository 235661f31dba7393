"""Migrations: the plan, what became of it, and what was decided for each AIP beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from catalogue.tables import (
    aip,
    description,
    description_aip,
    file,
    format,
    generation,
    migration,
    migration_unit,
)
from catalogue.writing import insert_row
from model.aip import Role
from model.digests import sha256

MIGRATE, ROLL_BACK = "migrate", "roll-back"
"""What an AIP has its turn for. Stored: never change one."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One of them. ``rehearsal``: None before it was rehearsed."""

    id: UUID
    plan: str
    state: str
    planned_at: datetime
    planned_by: UUID
    rehearsed_at: datetime | None
    rehearsal: Mapping[str, Any] | None
    signed_at: datetime | None
    signed_by: UUID | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unit:
    """What was decided for one AIP. ``number``: of the representation."""

    key: int
    aip: UUID
    purpose: str
    generation: int
    number: int
    decided_at: datetime
    event: UUID
    secret: bytes
    state: str
    report: Mapping[str, Any]


def plan(connection: Connection, identifier: UUID, text: str, by: UUID, at: datetime) -> bool:
    """Write a plan; False where the same text was planned before."""
    if by_text(connection, text) is not None:
        return False
    connection.execute(
        insert(migration).values(
            id=identifier,
            digest=sha256(text.encode()),
            plan=text,
            state="planned",
            planned_at=at,
            planned_by=by,
        )
    )
    return True


def by_text(connection: Connection, text: str) -> Migration | None:
    """The migration of this very plan."""
    wanted = select(migration).where(migration.c.digest == sha256(text.encode()))
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _migration(row)


def by_id(connection: Connection, identifier: UUID) -> Migration | None:
    """The one with this id."""
    row = connection.execute(select(migration).where(migration.c.id == identifier)).one_or_none()
    return None if row is None else _migration(row)


def newest(connection: Connection, most: int) -> list[Migration]:
    """All of them, newest first."""
    order = (migration.c.planned_at.desc(), migration.c.id.desc())
    return [
        _migration(row)
        for row in connection.execute(select(migration).order_by(*order).limit(most))
    ]


def move(
    connection: Connection, identifier: UUID, before: Sequence[str], state: str, **values: Any
) -> bool:
    """Bring it to another state; False where it is not in one of those before."""
    here = (migration.c.id == identifier) & migration.c.state.in_(before)
    moved = connection.execute(update(migration).where(here).values(state=state, **values))
    return moved.rowcount == 1


def selected(
    connection: Connection, puids: Sequence[str], collection: str = ""
) -> list[tuple[UUID, int, int]]:
    """AIPs whose newest generation has originals of these formats: id, files, bytes.

    ``collection``: only what descriptions at or below this reference code point to.
    """
    wanted = (
        select(aip.c.id, func.count(), func.sum(file.c.size))
        .select_from(file)
        .join(format, format.c.key == file.c.format)
        .join(generation, generation.c.key == file.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .where(format.c.puid.in_(puids), file.c.role == int(Role.ORIGINAL), _is_newest())
    )
    if collection:
        wanted = wanted.where(aip.c.key.in_(_below(collection)))
    rows = connection.execute(wanted.group_by(aip.c.id).order_by(aip.c.id))
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


def next_number(connection: Connection, identifier: UUID) -> int:
    """The first number that no preservation representation of the AIP has ever had."""
    head = "data/representations/preservation-"
    paths = (
        select(file.c.path)
        .join(generation, generation.c.key == file.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .where(aip.c.id == identifier, file.c.role == int(Role.PRESERVATION))
    )
    numbers = [
        int(path.removeprefix(head).partition("/")[0])
        for path in connection.execute(paths).scalars()
    ]
    return max(numbers, default=0) + 1


def decide(connection: Connection, identifier: UUID, values: Mapping[str, Any]) -> None:
    """Write what was decided for one AIP, before its first byte is written."""
    insert_row(
        connection, migration_unit, {"migration": identifier, "state": "open"} | dict(values)
    )


def unit_of(connection: Connection, identifier: UUID, of: UUID, purpose: str) -> Unit | None:
    """What was decided for an AIP."""
    wanted = _units(identifier, purpose).where(migration_unit.c.aip == of)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _unit(row)


def units(connection: Connection, identifier: UUID, purpose: str) -> list[Unit]:
    """Of every AIP, in the order of their ids."""
    wanted = _units(identifier, purpose).order_by(migration_unit.c.aip)
    return [_unit(row) for row in connection.execute(wanted)]


def change(connection: Connection, key: int, **values: Any) -> None:
    """Decide anew, or say what came of it."""
    connection.execute(update(migration_unit).where(migration_unit.c.key == key).values(values))


def _units(identifier: UUID, purpose: str) -> Select[Any]:
    here = (migration_unit.c.migration == identifier) & (migration_unit.c.purpose == purpose)
    return select(migration_unit).where(here)


def _is_newest() -> Any:
    later = generation.alias("later")
    return ~(
        select(later.c.key)
        .where(later.c.aip == generation.c.aip, later.c.number > generation.c.number)
        .exists()
    )


def _below(refcode: str) -> Select[Any]:
    tree = (
        select(description.c.key)
        .where(description.c.refcode == refcode)
        .cte("below", recursive=True)
    )
    tree = tree.union_all(select(description.c.key).join(tree, description.c.parent == tree.c.key))
    return select(description_aip.c.aip).where(
        description_aip.c.description.in_(select(tree.c.key))
    )


def _migration(row: Row[Any]) -> Migration:
    return Migration(
        id=row.id,
        plan=row.plan,
        state=row.state,
        planned_at=row.planned_at,
        planned_by=row.planned_by,
        rehearsed_at=row.rehearsed_at,
        rehearsal=row.rehearsal,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        ended_at=row.ended_at,
    )


def _unit(row: Row[Any]) -> Unit:
    return Unit(
        key=row.key,
        aip=row.aip,
        purpose=row.purpose,
        generation=row.generation,
        number=row.number,
        decided_at=row.decided_at,
        event=row.event,
        secret=bytes(row.secret),
        state=row.state,
        report=row.report,
    )
