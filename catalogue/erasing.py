"""What a description said is erased by law: no revision of it is left but the newest.

The rows are one transaction. What the stores still hold is done afterwards by
`preservation.journal.erasing`, for which `description_erased` says how far it has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from catalogue import descriptions, journal, revising
from catalogue.description_rows import Described
from catalogue.tables import description, description_erased, description_past
from model.description import Description
from model.errors import MunimentError
from model.rights import RuleSet


def erase(
    connection: Connection,
    one: Described,
    noun: Description,
    rules: RuleSet,
    at: datetime,
    by: UUID,
) -> int:
    """Let it say ``noun`` from now on, and forget all that it said before; its revision.

    Raises as `revising.change`, and `describing.nothing-to-erase` where nothing would be forgotten.
    """
    revision = revising.change(connection, noun, one.revision, rules, at, by)
    past = description_past.c.description == one.key
    gone = connection.execute(delete(description_past).where(past)).rowcount
    if not gone:
        raise MunimentError("describing.nothing-to-erase", refcode=one.description.refcode)
    connection.execute(
        delete(description_erased).where(description_erased.c.description == one.key)
    )
    row = {"description": one.key, "before": revision, "at": at}
    connection.execute(insert(description_erased).values(row))
    journal.note(connection, one.description.id, revision, at)
    return revision


def forget_where(connection: Connection, keys: Sequence[int], at: datetime) -> None:
    """Let the stores forget to which paths some descriptions pointed; what they said stays."""
    for key in keys:
        mine = description_erased.c.description == key
        before = connection.execute(select(description_erased.c.before).where(mine)).scalar()
        connection.execute(delete(description_erased).where(mine))
        # revisions are counted from 1, so none is erased that was not before
        row = {"description": key, "before": before or 1, "at": at}
        connection.execute(insert(description_erased).values(row))


def unfinished(connection: Connection) -> dict[int, UUID]:
    """Descriptions whose old words may still lie in a store, by row key."""
    return _whose(connection, description_erased.c.done_at.is_(None))


def uncovered(connection: Connection) -> dict[int, UUID]:
    """Those for which the snapshots without the old words are not taken yet."""
    return _whose(connection, description_erased.c.covered_at.is_(None))


def to_sweep(connection: Connection) -> dict[int, UUID]:
    """Those for which they are, so that what still has the old words can go."""
    done = description_erased.c.done_at
    return _whose(connection, description_erased.c.covered_at.is_not(None) & done.is_(None))


def covered(connection: Connection, keys: dict[int, UUID], at: datetime) -> None:
    """Snapshots without the old words are in every required store; the old files can go."""
    mine = description_erased.c.description.in_(list(keys))
    connection.execute(update(description_erased).where(mine).values(covered_at=at))
    for identifier in keys.values():
        # Another line, in a segment that says from which number on segments are needed.
        found = descriptions.by_id(connection, identifier)
        if found is not None:
            journal.note(connection, identifier, found.revision, at)


def done(connection: Connection, keys: dict[int, UUID], at: datetime) -> None:
    """No store has the old words any more."""
    mine = description_erased.c.description.in_(list(keys))
    connection.execute(update(description_erased).where(mine).values(done_at=at))


def _whose(connection: Connection, state: ColumnElement[bool]) -> dict[int, UUID]:
    wanted = select(description.c.key, description.c.id).join(
        description_erased, description_erased.c.description == description.c.key
    )
    return {row.key: row.id for row in connection.execute(wanted.where(state))}
