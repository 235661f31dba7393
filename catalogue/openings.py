"""Openings counted anew: after a lock was set or lifted, or under another rule set.

`descriptions.create` counts a unit's opening once, when it is written. What changes above a unit
changes the unit, so everything below is counted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from catalogue import journal
from catalogue.description_rows import described_rows, from_row, opening_values
from catalogue.tables import description, index_outbox
from model.rights import Opening, RuleSet, beneath, handed_down, opening

_BATCH = 1_000  # units in memory at once, for each level of the tree

_Handed = Mapping[int | None, Opening]  # what each of some units lays on those below it
_Rows = list[Row[Any]]


def recompute(connection: Connection, key: int, rules: RuleSet, at: datetime) -> int:
    """Count the opening of a unit and of everything below it anew; how many have changed.

    One transaction, so that no unit is seen for a moment that its parent hides; a hundred thousand
    units take some seconds. Search index and journal learn of every change.
    """
    above = _above(connection, key)
    top = connection.execute(described_rows().where(description.c.key == key)).all()
    return _count_anew(connection, list(top), above, rules, at)


def _count_anew(
    connection: Connection, rows: _Rows, above: _Handed, rules: RuleSet, at: datetime
) -> int:
    """Count these units, then all below them, page by page: a tree is wide but not deep."""
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
    _write(connection, changes, at)
    return len(changes) + sum(
        _count_anew(connection, page, handed, rules, at) for page in _below(connection, handed)
    )


def _above(connection: Connection, key: int) -> _Handed:
    parent = select(description.c.parent).where(description.c.key == key).scalar_subquery()
    row = connection.execute(described_rows().where(description.c.key == parent)).one_or_none()
    if row is None:
        return {}
    unit = from_row(row)
    return {row.key: handed_down(unit.description.rights, unit.opening)}


def _below(connection: Connection, parents: _Handed) -> Iterator[_Rows]:
    last = 0
    wanted = described_rows().where(description.c.parent.in_(list(parents)))
    while True:
        page = wanted.where(description.c.key > last).order_by(description.c.key).limit(_BATCH)
        rows = list(connection.execute(page))
        if rows:
            yield rows
        if len(rows) < _BATCH:
            return
        last = rows[-1].key


def _write(connection: Connection, changes: list[dict[str, Any]], at: datetime) -> None:
    if not changes:
        return
    names = [name for name in changes[0] if name.startswith("new_")]
    columns: dict[str, Any] = {name.removeprefix("new_"): bindparam(name) for name in names}
    changed = update(description).where(description.c.key == bindparam("which"))
    connection.execute(changed.values(**columns, changed_at=at), changes)
    connection.execute(insert(index_outbox), [{"description": one["id"]} for one in changes])
    # The opening is derived, but the day of the change is not: harvesters go by it.
    journal.note_keys(connection, [one["which"] for one in changes], at)


def _new(counted: Opening) -> dict[str, Any]:
    # named apart from the columns, which are the statement's own parameters
    return {f"new_{name}": value for name, value in opening_values(counted).items()}
