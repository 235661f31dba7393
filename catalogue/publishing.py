"""A staged finding aid published: everything of it is there at once, or nothing (one short switch).

Set by set, not unit by unit: a hundred thousand take a few seconds, a usual fonds a moment.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from catalogue import journal, openings
from catalogue.columns import Id, Instant
from catalogue.description_rows import described_rows, from_row
from catalogue.revising import keep_past, touch_below
from catalogue.staging import Deed, drop
from catalogue.tables import description, ead_import, ead_origin, ead_staged, index_outbox
from model.errors import MunimentError
from model.rights import RuleSet

_PAGE = 1_000
_OPENING = (
    *("metadata_public_from", "content_from", "reason", "metadata_reason", "rule_set", "review"),
)
_SAID = (
    *("refcode", "level", "title", "position", "date_start", "date_end", "date_text"),
    *("fields", "rights", *_OPENING),
)


def publish(connection: Connection, key: int, rules: RuleSet, at: datetime, by: UUID) -> None:
    """Switch. Raises `describing.changed-meanwhile` where somebody has worked on the same units."""
    staged = ead_staged.alias("s")
    here = staged.c["import"] == key
    _refuse_what_has_changed(connection, staged, here)
    opened_otherwise = _opens_otherwise(connection, staged, here)
    _note_what_stands_otherwise(connection, key, staged, here, at)
    _create(connection, staged, here, at, by)
    changed = _update(connection, staged, here, at, by)
    _positions(connection, staged, here)
    _origins(connection, key)
    touched = staged.c.deed.in_([Deed.CREATE.value, Deed.UPDATE.value])
    ids = select(staged.c.id).where(here, touched).order_by(staged.c.number)
    connection.execute(insert(index_outbox).from_select(["description"], ids))
    known = select(description.c.key).join(staged, staged.c.id == description.c.id)
    journal.note_all(connection, known.where(here, touched), at)
    if changed:
        _below(connection, staged, here, rules, at, opened_otherwise=opened_otherwise)
    drop(connection, key)


def _refuse_what_has_changed(connection: Connection, staged: Any, here: Any) -> None:
    joined = staged.join(description, description.c.id == staged.c.id)
    stale = select(func.count()).select_from(joined)
    stale = stale.where(here, description.c.revision != staged.c.revision)
    codes = staged.join(description, description.c.refcode == staged.c.refcode)
    taken = select(func.count()).select_from(codes).where(here, description.c.id != staged.c.id)
    if connection.execute(stale).scalar_one() or connection.execute(taken).scalar_one():
        raise MunimentError("describing.changed-meanwhile")


def _note_what_stands_otherwise(
    connection: Connection, key: int, staged: Any, here: Any, at: datetime
) -> None:
    """Units that say the same, and yet the journal must know: their place or origin changes."""
    source = select(ead_import.c.source).where(ead_import.c.key == key).scalar_subquery()
    same_origin = (
        select(ead_origin.c.description)
        .where(
            ead_origin.c.source == source,
            ead_origin.c.ead_id == staged.c.ead_id,
            ead_origin.c.description == description.c.key,
            ead_origin.c.digest == staged.c.digest,
        )
        .exists()
    )
    moved = (description.c.position != staged.c.position) | ~same_origin
    same = select(description.c.key).join(staged, staged.c.id == description.c.id)
    same = same.where(here, staged.c.deed == Deed.SAME.value, moved)
    journal.note_all(connection, same, at)


def _create(connection: Connection, staged: Any, here: Any, at: datetime, by: UUID) -> None:
    above = description.alias("above")
    deepest = select(func.max(staged.c.depth)).where(here, staged.c.deed == Deed.CREATE.value)
    depth = connection.execute(deepest).scalar_one()
    columns = ["id", *_SAID, "parent", "revision", "changed_at", "changed_by"]
    for level in range((depth if depth is not None else -1) + 1):
        units = (
            select(
                staged.c.id,
                *(staged.c[name] for name in _SAID),
                above.c.key,
                literal(1),
                literal(at, Instant),
                literal(by, Id),
            )
            .select_from(staged.outerjoin(above, above.c.id == staged.c.parent_id))
            .where(here, staged.c.deed == Deed.CREATE.value, staged.c.depth == level)
            .order_by(staged.c.number)
        )
        connection.execute(insert(description).from_select(columns, units))


def _update(connection: Connection, staged: Any, here: Any, at: datetime, by: UUID) -> int:
    updated = staged.c.deed == Deed.UPDATE.value
    last, count = 0, 0
    while True:
        page = (
            described_rows()
            .join(staged, staged.c.id == description.c.id)
            .where(here, updated, description.c.key > last)
            .order_by(description.c.key)
            .limit(_PAGE)
        )
        before = [from_row(row) for row in connection.execute(page)]
        if not before:
            break
        keep_past(connection, before)
        last, count = before[-1].key, count + len(before)
    if count:
        above = description.alias("above")
        parent = select(above.c.key).where(above.c.id == staged.c.parent_id).scalar_subquery()
        connection.execute(
            update(description)
            .where(description.c.id == staged.c.id, here, updated)
            .values(
                {name: staged.c[name] for name in _SAID}
                | {
                    "parent": parent,
                    "revision": description.c.revision + 1,
                    "changed_at": literal(at, Instant),
                    "changed_by": literal(by, Id),
                }
            )
        )
    return count


def _positions(connection: Connection, staged: Any, here: Any) -> None:
    """Units that say the same may stand elsewhere among their siblings: that is no revision."""
    connection.execute(
        update(description)
        .where(
            description.c.id == staged.c.id,
            here,
            staged.c.deed == Deed.SAME.value,
            description.c.position != staged.c.position,
        )
        .values(position=staged.c.position)
    )


def _origins(connection: Connection, key: int) -> None:
    source = connection.execute(
        select(ead_import.c.source).where(ead_import.c.key == key)
    ).scalar_one()
    mine = select(ead_staged.c.ead_id).where(ead_staged.c["import"] == key)
    connection.execute(
        delete(ead_origin).where(ead_origin.c.source == source, ead_origin.c.ead_id.in_(mine))
    )
    rows = (
        select(literal(source), ead_staged.c.ead_id, description.c.key, ead_staged.c.digest)
        .join(description, description.c.id == ead_staged.c.id)
        .where(ead_staged.c["import"] == key)
    )
    columns = ["source", "ead_id", "description", "digest"]
    connection.execute(insert(ead_origin).from_select(columns, rows))


def _opens_otherwise(connection: Connection, staged: Any, here: Any) -> bool:
    """Whether a unit that is there already will lay something else on those below it."""
    joined = staged.join(description, description.c.id == staged.c.id)
    differs = (description.c.metadata_public_from != staged.c.metadata_public_from) | (
        description.c.content_from != staged.c.content_from
    )
    found = select(func.count()).select_from(joined)
    return bool(connection.execute(found.where(here, differs)).scalar_one())


def _below(
    connection: Connection,
    staged: Any,
    here: Any,
    rules: RuleSet,
    at: datetime,
    *,
    opened_otherwise: bool,
) -> None:
    """What is below the document's units without being in it: files that were ingested."""
    roots = select(description.c.key).join(staged, staged.c.id == description.c.id)
    for root in connection.scalars(roots.where(here, staged.c.depth == 0)).all():
        touch_below(connection, root)
        if opened_otherwise:
            openings.recompute(connection, root, rules, at)
