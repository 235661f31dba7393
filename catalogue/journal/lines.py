"""What descriptions say, read from the catalogue as lines of the journal.

A handful of statements for a batch, whatever its descriptions point to.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Row, func, literal, select, type_coerce

from catalogue.description_rows import document_of, said_rows
from catalogue.tables import (
    aip,
    description,
    description_aip,
    description_erased,
    description_past,
    ead_origin,
)
from schemas.journal_lines import Line, Origin, Standing

BATCH = 500  # descriptions read at once


def lines_since(connection: Connection, since: Mapping[UUID, int]) -> dict[UUID, list[Line]]:
    """For each id the revisions from a number on, oldest first; none where it is not there."""
    rows = connection.execute(said_rows().where(description.c.id.in_(list(since)))).all()
    past = _past(connection, rows, since)
    return {row.id: [*past.get(row.key, ()), line] for row, line in _current(connection, rows)}


def lines_with_prefix(connection: Connection, prefix: int) -> Iterator[Line]:
    """Every revision that is kept of all descriptions with this prefix, parents in any order."""
    ids = _ids_with(connection, prefix)
    for start in range(0, len(ids), BATCH):
        some = dict.fromkeys(ids[start : start + BATCH], 0)
        found = lines_since(connection, some)
        for identifier in some:
            yield from found[identifier]


def _ids_with(connection: Connection, prefix: int) -> list[UUID]:
    """All of them: eight thousand among two million. The index of the ids alone is read."""
    last_byte = func.substr(type_coerce(description.c.id, LargeBinary), 16, 1)
    ids = select(description.c.id).where(last_byte == literal(bytes([prefix]), LargeBinary))
    return list(connection.scalars(ids.order_by(description.c.id)))


def _current(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], Line]]:
    keys = [row.key for row in rows]
    pointing, came = _aips(connection, keys), _origins(connection, keys)
    wanted = select(description_erased).where(description_erased.c.description.in_(keys))
    erased = {row.description: row.before for row in connection.execute(wanted)}
    for row in rows:
        line = Line(
            id=row.id,
            revision=row.revision,
            at=row.changed_at,
            by=row.changed_by,
            document=document_of(row),
            position=row.position,
            aips=tuple(pointing.get(row.key, ())),
            origins=tuple(came.get(row.key, ())),
            erased_before=erased.get(row.key, 0),
        )
        yield row, line


def _past(
    connection: Connection, rows: Sequence[Row[Any]], since: Mapping[UUID, int]
) -> dict[int, list[Line]]:
    by_key = {row.key: row.id for row in rows}
    wanted = (
        select(description_past)
        .where(description_past.c.description.in_(list(by_key)))
        .order_by(description_past.c.description, description_past.c.revision)
    )
    found: dict[int, list[Line]] = defaultdict(list)
    for row in connection.execute(wanted):
        identifier = by_key[row.description]
        if row.revision >= since[identifier]:
            line = Line(
                id=identifier,
                revision=row.revision,
                at=row.changed_at,
                by=row.changed_by,
                document=json.loads(row.said),
                standing=Standing.PAST,
            )
            found[row.description].append(line)
    return found


def _aips(connection: Connection, keys: Collection[int]) -> dict[int, list[tuple[UUID, str]]]:
    wanted = (
        select(description_aip.c.description, aip.c.id, description_aip.c.path)
        .join(aip, aip.c.key == description_aip.c.aip)
        .where(description_aip.c.description.in_(keys))
        .order_by(description_aip.c.description, aip.c.id, description_aip.c.path)
    )
    found: dict[int, list[tuple[UUID, str]]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.description].append((row.id, row.path))
    return found


def _origins(connection: Connection, keys: Collection[int]) -> dict[int, list[Origin]]:
    wanted = (
        select(ead_origin)
        .where(ead_origin.c.description.in_(keys))
        .order_by(ead_origin.c.description, ead_origin.c.source, ead_origin.c.ead_id)
    )
    found: dict[int, list[Origin]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.description].append(Origin(row.source, row.ead_id, bytes(row.digest)))
    return found
