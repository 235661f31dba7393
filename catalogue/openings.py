"""Openings counted anew: after a lock was set or lifted, or under another rule set.

`descriptions.create` counts a unit's opening once, when it is written. What changes above a unit
changes the unit, so everything below is counted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from catalogue import journal
from catalogue.description_rows import described_rows, from_row, opening_values
from catalogue.tables import description, index_outbox
from model.rights import Opening, RuleSet, beneath, handed_down, opening

BATCH = 1_000  # units in memory at once, for each level of the tree

Handed = Mapping[int | None, Opening]  # what each of some units lays on those below it
Rows = Sequence[Row[Any]]
Changes = list[dict[str, Any]]


def recompute(connection: Connection, key: int, rules: RuleSet, at: datetime) -> int:
    """Count the opening of a unit and of everything below it anew; how many have changed.

    One transaction, so that no unit is seen for a moment that its parent hides; a hundred thousand
    units take some seconds. Search index and journal learn of every change.
    """
    above = _above(connection, key)
    top = connection.execute(described_rows().where(description.c.key == key)).all()
    return _count_anew(connection, top, above, rules, at)


def _count_anew(
    connection: Connection, rows: Rows, above: Handed, rules: RuleSet, at: datetime
) -> int:
    """Count these units, then all below them, page by page: a tree is wide but not deep."""
    handed, changes = count(rows, above, rules)
    if changes:
        write(connection, changes, at)
        connection.execute(insert(index_outbox), [{"description": one["id"]} for one in changes])
        # The opening is derived, but the day of the change is not: harvesters go by it.
        journal.note_keys(connection, [one["which"] for one in changes], at)
    return len(changes) + sum(
        _count_anew(connection, page, handed, rules, at) for page in _pages(connection, handed)
    )


def count(rows: Rows, above: Handed, rules: RuleSet) -> tuple[Handed, Changes]:
    """Count some units; what each lays on those below it, and what `write` has to write.

    ``above``: what the units above them, by row key, lay on them.
    """
    handed: dict[int | None, Opening] = {}
    changes: list[dict[str, Any]] = []
    for row in rows:
        unit = from_row(row)
        counted = opening(unit.description.rights, rules)
        if row.parent in above:
            counted = beneath(counted, above[row.parent])
        handed[row.key] = handed_down(unit.description.rights, counted)
        if counted != unit.opening:
            changes.append({"which": row.key, "id": row.id} | _new(counted))
    return handed, changes


def below(connection: Connection, parents: Handed, after: int) -> Rows:
    """A page of the units directly below some others, from the row key ``after`` on."""
    page = described_rows().where(description.c.parent.in_(list(parents)))
    page = page.where(description.c.key > after).order_by(description.c.key).limit(BATCH)
    return connection.execute(page).all()


def _above(connection: Connection, key: int) -> Handed:
    parent = select(description.c.parent).where(description.c.key == key).scalar_subquery()
    row = connection.execute(described_rows().where(description.c.key == parent)).one_or_none()
    if row is None:
        return {}
    unit = from_row(row)
    return {row.key: handed_down(unit.description.rights, unit.opening)}


def _pages(connection: Connection, parents: Handed) -> Iterator[Rows]:
    last = 0
    while rows := below(connection, parents, last):
        yield rows
        last = rows[-1].key


def write(connection: Connection, changes: Changes, at: datetime | None) -> None:
    """Write openings that were counted otherwise. ``at``: when that happened; None: long ago."""
    names = [name for name in changes[0] if name.startswith("new_")]
    columns: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in names}
    if at is not None:
        columns["changed_at"] = at
    changed = update(description).where(description.c.key == bindparam("which"))
    connection.execute(changed.values(**columns), changes)


def _new(counted: Opening) -> dict[str, Any]:
    # named apart from the columns, which are the statement's own parameters
    return {f"new_{name}": value for name, value in opening_values(counted).items()}
