"""Descriptions: written with the opening that follows, found by id, reference code and tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from uuid import UUID

from sqlalchemy import Connection, insert, select

from catalogue import journal
from catalogue.description_rows import (
    Described,
    described_rows,
    from_row,
    opening_values,
    to_values,
)
from catalogue.tables import aip, description, description_aip, index_outbox
from catalogue.writing import insert_row
from model.description import Description
from model.rights import Opening, RuleSet, beneath, handed_down, opening, strictest

_AT_ONCE = 500  # paths in one query

__all__ = [
    "Described",
    "by_id",
    "by_key",
    "by_refcode",
    "covering",
    "create",
    "exists",
    "key_of",
    "of_aip",
    "strictest_of_aip",
    "strictest_of_files",
]


def create(
    connection: Connection,
    noun: Description,
    rules: RuleSet,
    at: datetime,
    position: int = 0,
    by: UUID | None = None,
) -> int:
    """Write a description; its opening is its own, after the locks of the units above it.

    ``by``: the account that described it. Returns the row's key. Search index and journal learn
    of it through their outboxes, in this transaction. Raises ValueError where the parent is not
    there: the rooms above check what arrives.
    """
    own = opening(noun.rights, rules)
    parent = _parent(connection, noun)
    if parent is not None:
        # The parent's opening is that after its own ancestors: one step follows the whole chain.
        own = beneath(own, handed_down(parent.description.rights, parent.opening))
    values = to_values(noun) | opening_values(own)
    values |= {
        "changed_by": by,
        "parent": parent.key if parent else None,
        "position": position,
        "changed_at": at,
    }
    key = insert_row(connection, description, values)
    connection.execute(insert(index_outbox).values(description=noun.id))
    journal.note(connection, noun.id, 1, at)
    return key


def by_id(connection: Connection, identifier: UUID) -> Described | None:
    """The description with this id."""
    row = connection.execute(described_rows().where(description.c.id == identifier)).one_or_none()
    return None if row is None else from_row(row)


def by_key(connection: Connection, key: int) -> Described | None:
    """The description in this row."""
    row = connection.execute(described_rows().where(description.c.key == key)).one_or_none()
    return None if row is None else from_row(row)


def by_refcode(connection: Connection, refcode: str) -> Described | None:
    """The description with this reference code."""
    row = connection.execute(described_rows().where(description.c.refcode == refcode)).one_or_none()
    return None if row is None else from_row(row)


def key_of(connection: Connection, refcode: str) -> tuple[int, UUID] | None:
    """Row key and id of a reference code, where it is taken."""
    found = select(description.c.key, description.c.id).where(description.c.refcode == refcode)
    row = connection.execute(found).one_or_none()
    return None if row is None else (row.key, row.id)


def exists(connection: Connection, refcode: str) -> bool:
    """Whether a reference code is taken."""
    return key_of(connection, refcode) is not None


def of_aip(connection: Connection, identifier: UUID) -> list[tuple[Described, str]]:
    """The descriptions that point to an AIP, each with the path in it; the whole comes first."""
    rows = connection.execute(
        described_rows()
        .add_columns(description_aip.c.path.label("path_in_aip"))
        .join(description_aip, description_aip.c.description == description.c.key)
        .join(aip, aip.c.key == description_aip.c.aip)
        .where(aip.c.id == identifier)
        .order_by(description_aip.c.path, description.c.key)
    )
    return [(from_row(row), row.path_in_aip) for row in rows]


def strictest_of_aip(connection: Connection, identifier: UUID, path: str) -> Opening | None:
    """The opening of a file: the strictest of all descriptions that cover it (DESIGN section 4).

    ``path``: below the representation's data/. None where no description covers it: closed.
    """
    openings = [one.opening for one in covering(connection, identifier, path)]
    return reduce(strictest, openings) if openings else None


def covering(connection: Connection, identifier: UUID, path: str) -> list[Described]:
    """The units that a file of an AIP belongs to; the whole comes first."""
    return [one for one, _ in _pointing_to(connection, identifier, _covering_paths(path))]


def strictest_of_files(
    connection: Connection, identifier: UUID, paths: Sequence[str]
) -> dict[str, Opening]:
    """`strictest_of_aip` for many files of one AIP; a file that nothing covers is left out."""
    above = {path: _covering_paths(path) for path in paths}
    wanted = sorted({one for some in above.values() for one in some})
    openings: dict[str, Opening] = {}  # of each path that units point to
    for start in range(0, len(wanted), _AT_ONCE):
        batch = wanted[start : start + _AT_ONCE]
        for described, path in _pointing_to(connection, identifier, batch):
            own = described.opening
            openings[path] = strictest(openings[path], own) if path in openings else own
    found = {}
    for path, some in above.items():
        over = [openings[one] for one in some if one in openings]
        if over:
            found[path] = reduce(strictest, over)
    return found


def _covering_paths(path: str) -> list[str]:
    # A unit covers the file if its path is the file's or one of its folders'. They are few, and
    # an AIP may have ten thousand units.
    segments = path.split("/")
    return ["", *("/".join(segments[: count + 1]) for count in range(len(segments)))]


def _pointing_to(
    connection: Connection, identifier: UUID, paths: Sequence[str]
) -> list[tuple[Described, str]]:
    rows = connection.execute(
        described_rows()
        .add_columns(description_aip.c.path.label("path_in_aip"))
        .join(description_aip, description_aip.c.description == description.c.key)
        .join(aip, aip.c.key == description_aip.c.aip)
        .where(aip.c.id == identifier, description_aip.c.path.in_(paths))
        .order_by(description_aip.c.path, description.c.key)
    )
    return [(from_row(row), row.path_in_aip) for row in rows]


def _parent(connection: Connection, noun: Description) -> Described | None:
    if noun.parent is None:
        return None
    parent = by_id(connection, noun.parent)
    if parent is None:
        raise ValueError("a description's parent is there before it")
    return parent
