"""Descriptions changed: under a lock of their revision, and nothing that was said is lost.

What a description said before lies in `description_past`; its rows can be erased where the law
demands it. The ledger gets identifiers and counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, literal, select, update

from catalogue import journal, openings, tree
from catalogue.description_rows import Described, described_rows, from_row, to_values
from catalogue.tables import description, description_past, index_outbox
from model.description import Description
from model.errors import MunimentError
from model.rights import RuleSet
from schemas.description_json import dumps, loads


@dataclass(frozen=True, slots=True)
class Revision:
    """What a description said from one change to the next."""

    number: int
    said: Description
    at: datetime
    by: UUID | None


def change(
    connection: Connection,
    noun: Description,
    expected: int,
    rules: RuleSet,
    at: datetime,
    by: UUID,
) -> int:
    """Let a description say something else; its revision from now on.

    Openings below it are counted anew; index and journal learn of everything that is touched.
    Raises `describing.outdated` where the revision is not ``expected`` any more,
    `describing.inside-itself`.
    """
    row = connection.execute(
        described_rows().where(description.c.id == noun.id).with_for_update(of=description)
    ).one()
    before = from_row(row)
    if before.revision != expected:
        raise MunimentError("describing.outdated", refcode=before.description.refcode)
    if noun == before.description:
        return expected
    values = to_values(noun) | {"parent": _parent(connection, before, noun)}
    keep_past(connection, [before])
    values |= {"revision": expected + 1, "changed_at": at, "changed_by": by}
    connection.execute(update(description).where(description.c.key == before.key).values(values))
    openings.recompute(connection, before.key, rules, at)
    connection.execute(insert(index_outbox).values(description=noun.id))
    journal.note(connection, noun.id, expected + 1, at)
    if _shows_below(before.description) != _shows_below(noun):
        touch_below(connection, before.key)
    return expected + 1


def history(connection: Connection, one: Described) -> list[Revision]:
    """Every revision, the newest first. Revisions that were erased are missing."""
    rows = connection.execute(
        select(description_past)
        .where(description_past.c.description == one.key)
        .order_by(description_past.c.revision.desc())
    )
    past = [
        Revision(row.revision, loads(row.said.encode()), row.changed_at, row.changed_by)
        for row in rows
    ]
    return [Revision(one.revision, one.description, one.changed_at, one.changed_by), *past]


def keep_past(connection: Connection, before: list[Described]) -> None:
    """Put what descriptions say now among what they said."""
    rows = [
        {
            "description": one.key,
            "revision": one.revision,
            "said": dumps(one.description).decode(),
            "changed_at": one.changed_at,
            "changed_by": one.changed_by,
        }
        for one in before
    ]
    if rows:
        connection.execute(insert(description_past), rows)


def touch_below(connection: Connection, key: int) -> None:
    """Let the index read everything below a unit again: it shows the titles above."""
    below = select(description.c.key, description.c.id).where(description.c.parent == key)
    tree_below = below.cte("below", recursive=True)
    tree_below = tree_below.union_all(
        select(description.c.key, description.c.id).join(
            tree_below, tree_below.c.key == description.c.parent
        )
    )
    connection.execute(insert(index_outbox).from_select(["description"], select(tree_below.c.id)))


def touch(connection: Connection, identifier: UUID) -> None:
    """Let the index read a unit again: what it shows besides the description has changed."""
    connection.execute(insert(index_outbox).values(description=identifier))


def _shows_below(noun: Description) -> tuple[Any, ...]:
    return noun.title, noun.refcode, noun.level, noun.parent


def _parent(connection: Connection, before: Described, noun: Description) -> Any:
    if noun.parent is None:
        return literal(None)
    parent = connection.execute(
        select(description.c.key).where(description.c.id == noun.parent)
    ).scalar_one()
    above = [parent, *(one.key for one in tree.ancestors(connection, parent))]
    if before.key in above:
        raise MunimentError("describing.inside-itself", refcode=noun.refcode)
    return parent
