"""What a disposal takes out of the catalogue: links from descriptions, files, and the AIP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, tuple_

from catalogue import aips
from catalogue.disposals import Disposal
from catalogue.tables import aip, description, description_aip, disposal_unit, file, generation

_AT_ONCE = 500  # paths in one query
_BATCH = 10_000  # rows deleted by one transaction


def parts_of(connection: Connection, one: Disposal) -> set[str] | None:
    """The paths that go, as descriptions point to them: of the one file and of its like.

    None where the whole AIP goes.
    """
    if one.path is None or one.sha512 is None:
        return None
    alike = (
        select(file.c.path)
        .join(generation, generation.c.key == file.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .where(aip.c.id == one.aip, file.c.sha512 == one.sha512)
    )
    paths = {one.path, *connection.execute(alike).scalars()}
    return {path.removeprefix(aips.ORIGINAL) for path in paths}


def take_units(connection: Connection, one: Disposal, parts: set[str] | None) -> list[int]:
    """Let descriptions point to the tombstone; row keys of those that had what goes.

    They point to the AIP, to one of the ``parts``, or to a folder that one of them lies in.
    """
    pointing = (
        select(description.c.id, description.c.key, description_aip.c.path)
        .join(description_aip, description_aip.c.description == description.c.key)
        .join(aip, aip.c.key == description_aip.c.aip)
        .where(aip.c.id == one.aip)
        .order_by(description.c.key)
    )
    having = None if parts is None else {above for part in parts for above in _above(part)}
    rows = {
        row.key: row
        for row in connection.execute(pointing)
        if having is None or row.path.rstrip("/") in having
    }
    known = set(
        connection.execute(
            select(disposal_unit.c.description).where(disposal_unit.c.disposal == one.id)
        ).scalars()
    )
    for row in rows.values():
        if row.id not in known:
            connection.execute(insert(disposal_unit).values(disposal=one.id, description=row.id))
    return list(rows)


def units_of(connection: Connection, identifier: UUID) -> list[int]:
    """Row keys of the descriptions that point to a tombstone."""
    wanted = (
        select(description.c.key)
        .join(disposal_unit, disposal_unit.c.description == description.c.id)
        .where(disposal_unit.c.disposal == identifier)
    )
    return list(connection.execute(wanted).scalars())


def unlink(connection: Connection, identifier: UUID, parts: set[str] | None = None) -> None:
    """No description points to the AIP any more, or none to some parts of it."""
    key = select(aip.c.key).where(aip.c.id == identifier).scalar_subquery()
    gone = delete(description_aip).where(description_aip.c.aip == key)
    if parts is None:
        connection.execute(gone)
        return
    paths = sorted(parts)
    for start in range(0, len(paths), _AT_ONCE):
        some = paths[start : start + _AT_ONCE]
        connection.execute(gone.where(description_aip.c.path.in_(some)))


def drop_some_files(connection: Connection, identifier: UUID, below: int | None) -> bool:
    """Remove a batch of the AIP's file rows; False when none is left.

    ``below``: only of the generations before this one.
    """
    of = _generations(identifier, below)
    some = select(file.c.generation, file.c.path).where(file.c.generation.in_(of)).limit(_BATCH)
    gone = delete(file).where(tuple_(file.c.generation, file.c.path).in_(some))
    return connection.execute(gone).rowcount > 0


def drop_generations(connection: Connection, identifier: UUID, below: int | None) -> None:
    """Remove the rows of generations that have no files any more, and the AIP's where all went."""
    connection.execute(
        delete(generation).where(generation.c.key.in_(_generations(identifier, below)))
    )
    if below is None:
        connection.execute(delete(aip).where(aip.c.id == identifier))


def _above(path: str) -> Iterator[str]:
    """A path, the folders that it lies in, and the whole."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""


def _generations(identifier: UUID, below: int | None) -> Any:
    of = select(generation.c.key).join(aip, aip.c.key == generation.c.aip)
    of = of.where(aip.c.id == identifier)
    return of if below is None else of.where(generation.c.number < below)
