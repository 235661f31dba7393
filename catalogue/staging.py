"""A finding aid on its way into the catalogue: staged in small batches, published at one stroke.

Until it is published nobody sees anything of it, and it can be dropped; other writers wait for
no batch longer than a moment.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select

from catalogue.description_rows import (
    Described,
    described_rows,
    from_row,
    opening_values,
    to_values,
)
from catalogue.tables import description, ead_import, ead_origin, ead_staged
from catalogue.writing import insert_row, insert_rows
from model.description import Description
from model.rights import Opening

_FORGOTTEN_AFTER = timedelta(days=2)  # staging that a crash has left behind


class Deed(StrEnum):
    """What publishing will do with a staged unit."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Known:
    """A description that a component stands for, and what its finding aid said last."""

    described: Described
    digest: bytes | None  # None: this document has not spoken of it before
    has_own_aid: bool = False  # another document is this fonds' own finding aid


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One unit as it is to be."""

    number: int
    deed: Deed
    depth: int
    line: int
    ead_id: str
    digest: bytes
    revision: int
    position: int
    noun: Description
    opening: Opening


def begin(connection: Connection, identifier: UUID, source: str, at: datetime) -> int:
    """Begin to stage, or begin again; the import's key. Drops what crashes left long ago."""
    old = or_(ead_import.c.id == identifier, ead_import.c.begun_at < at - _FORGOTTEN_AFTER)
    for key in connection.scalars(select(ead_import.c.key).where(old)).all():
        drop(connection, key)
    return insert_row(connection, ead_import, {"id": identifier, "source": source, "begun_at": at})


def drop(connection: Connection, key: int) -> None:
    """Forget what was staged."""
    connection.execute(delete(ead_staged).where(ead_staged.c["import"] == key))
    connection.execute(delete(ead_import).where(ead_import.c.key == key))


def key_of(connection: Connection, identifier: UUID) -> int | None:
    """The key of an import that has not been published or dropped."""
    found = select(ead_import.c.key).where(ead_import.c.id == identifier)
    return connection.execute(found).scalar_one_or_none()


def known(
    connection: Connection, source: str, ead_ids: Collection[str], own: Collection[UUID]
) -> dict[str, Known]:
    """The descriptions that components stand for, by ``c/@id``; ``own``: ids that we gave out.

    A fonds is one, whether its own finding aid or the tree of fonds has brought it: there its
    ``c/@id`` is the other's ``eadid``.
    """
    rows = connection.execute(
        described_rows()
        .add_columns(ead_origin.c.source, ead_origin.c.ead_id, ead_origin.c.digest)
        .join(ead_origin, ead_origin.c.description == description.c.key)
        .where(
            ead_origin.c.ead_id.in_(ead_ids),
            or_(
                ead_origin.c.source == source,
                ead_origin.c.source == ead_origin.c.ead_id,
                ead_origin.c.ead_id == source,
            ),
        )
    )
    found: dict[str, Known] = {}
    for row in rows:
        before = found.get(row.ead_id)
        digest = bytes(row.digest) if row.source == source else None
        if digest is None and before is not None:
            digest = before.digest
        own_aid = source != row.source == row.ead_id or (before is not None and before.has_own_aid)
        found[row.ead_id] = Known(from_row(row), digest, own_aid)
    for row in connection.execute(described_rows().where(description.c.id.in_(own))):
        one = from_row(row)
        found.setdefault(own_name(one.description.id), Known(one, None))
    return found


def own_name(identifier: UUID) -> str:
    """The ``c/@id`` and ``eadid`` of a description that no finding aid has brought."""
    return f"m-{identifier}"


def taken(connection: Connection, refcodes: Collection[str]) -> dict[str, UUID]:
    """The reference codes that belong to a description, and to which."""
    rows = connection.execute(
        select(description.c.refcode, description.c.id).where(description.c.refcode.in_(refcodes))
    )
    return {row.refcode: row.id for row in rows}


def staged_before(
    connection: Connection, key: int, ead_ids: Collection[str], refcodes: Collection[str]
) -> tuple[set[str], set[str]]:
    """Which of these identifiers and reference codes earlier batches hold."""

    def among(column: Any, values: Collection[str]) -> set[str]:
        here = select(column).where(ead_staged.c["import"] == key, column.in_(values))
        return set(connection.scalars(here))

    return among(ead_staged.c.ead_id, ead_ids), among(ead_staged.c.refcode, refcodes)


def stage(connection: Connection, key: int, units: Iterable[Staged]) -> None:
    """Stage a batch."""
    insert_rows(connection, ead_staged, [_plain(key, one) for one in units])


def lines_of(connection: Connection, key: int, refcodes: Collection[str]) -> Iterator[int]:
    """Where in the document some staged units stand."""
    yield from connection.scalars(
        select(ead_staged.c.line).where(
            ead_staged.c["import"] == key, ead_staged.c.refcode.in_(refcodes)
        )
    )


def _plain(key: int, one: Staged) -> dict[str, int | str | bytes | None]:
    """A row as the driver takes it."""
    values = to_values(one.noun) | opening_values(one.opening)
    parent = one.noun.parent
    return {
        "import": key,
        "number": one.number,
        "deed": one.deed.value,
        "depth": one.depth,
        "line": one.line,
        "ead_id": one.ead_id,
        "digest": one.digest,
        "parent_id": parent.bytes if parent else None,
        "revision": one.revision,
        "position": one.position,
        **{name: _converted(value) for name, value in values.items()},
    }


def _converted(value: Any) -> int | str | bytes | None:
    match value:
        case UUID():
            return value.bytes
        case dict():
            return json.dumps(value)
        case None | str():
            return value
        case _:
            return str(value)  # a day: ISO 8601
