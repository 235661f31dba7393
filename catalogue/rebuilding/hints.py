"""Rows that came from segments of the catalogue: hints, until an AIP's own end was compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Text, delete, select, type_coerce, update

from catalogue.bulk import load
from catalogue.columns import milliseconds
from catalogue.copies import CopyStatus
from catalogue.rebuilding.facts import Fact
from catalogue.rebuilding.found import FoundCopy, FoundGeneration
from catalogue.rebuilding.rows import FILE, Earlier, Writer
from catalogue.tables import (
    aip,
    copy,
    file,
    generation,
    intent,
    rebuild_fact,
    store,
    viewing_outbox,
)

_FORMAT = FILE.index("format")


@dataclass(frozen=True, slots=True)
class Copies:
    """What is known of the copies of a generation whose rows are there."""

    aip: UUID
    number: int
    copies: Sequence[FoundCopy]


def are_there(connection: Connection) -> bool:
    """Whether some rows came from segments and were not compared yet."""
    wanted = select(rebuild_fact.c.aip).where(rebuild_fact.c.hinted).limit(1)
    return connection.execute(wanted).first() is not None


def mark(connection: Connection, some: Collection[Fact], *, hinted: bool) -> None:
    """The rows of these generations came from segments; or that is no matter any more."""
    numbers: dict[int, list[UUID]] = {}
    for one in some:
        numbers.setdefault(one.generation, []).append(one.aip)
    for number, aips in numbers.items():
        for start in range(0, len(aips), 500):
            its = rebuild_fact.c.aip.in_(aips[start : start + 500])
            here = update(rebuild_fact).where(its, rebuild_fact.c.generation == number)
            connection.execute(here.values(hinted=hinted))


def keys_of(connection: Connection, aips: Sequence[UUID]) -> dict[tuple[UUID, int], int]:
    """The rows of the generations of some AIPs."""
    wanted = select(aip.c.id, generation.c.number, generation.c.key).join(
        generation, generation.c.aip == aip.c.key
    )
    rows = connection.execute(wanted.where(aip.c.id.in_(aips)))
    return {(row.id, row.number): row.key for row in rows}


def give_copies(connection: Connection, writer: Writer, found: Sequence[Copies]) -> None:
    """Write what is known of copies."""
    keys = keys_of(connection, list({one.aip for one in found}))
    writer.add_copies(connection, [(keys[one.aip, one.number], one.copies) for one in found])


def forget(connection: Connection, hinted: Collection[Fact]) -> None:
    """Drop the rows of AIPs of which segments do not tell all, or not what the stores list."""
    aips = list({one.aip for one in hinted})
    if not aips:
        return
    keys = list(keys_of(connection, aips).values())
    connection.execute(delete(file).where(file.c.generation.in_(keys)))
    connection.execute(delete(generation).where(generation.c.key.in_(keys)))
    for column in (intent.c.aip, viewing_outbox.c.aip, aip.c.id):
        connection.execute(delete(column.table).where(column.in_(aips)))
    mark(connection, hinted, hinted=False)


def put_right(
    connection: Connection, writer: Writer, identifier: UUID, found: Sequence[FoundGeneration]
) -> list[int]:
    """Let the rows of an AIP say what its own ends say; the generations of which they did not.

    What nobody could read stays as it is. What a file is taken for may have been found anew since
    the bag was sealed: then the bag's own word comes back, and that is no difference.
    """
    keys = keys_of(connection, [identifier])
    earlier, different = Earlier(), []
    for one in found:
        key = keys.get((identifier, one.number))
        if key is None or not one.members.paths:
            continue
        told = list(writer.file_rows(connection, key, earlier.located(one, key), one.formats))
        told.sort(key=lambda row: str(row[FILE.index("path")]))
        held = _rows(connection, key)
        said = _says_otherwise(connection, identifier, key, one)
        if held != told:
            said = said or [_bare(row) for row in held] != [_bare(row) for row in told]
            connection.execute(delete(file).where(file.c.generation == key))
            load(connection, file, FILE, told)
        if said:
            different.append(one.number)
    return different


def alter(connection: Connection, identifier: UUID, found: Sequence[FoundGeneration]) -> None:
    """Note which copies do not end as they were stored."""
    keys = keys_of(connection, [identifier])
    for one in found:
        key = keys.get((identifier, one.number))
        for made in one.copies:
            if key is not None and made.status is CopyStatus.ALTERED:
                which = select(store.c.key).where(store.c.name == made.store).scalar_subquery()
                mine = (copy.c.generation == key) & (copy.c.store == which)
                connection.execute(update(copy).where(mine).values(status=made.status.value))


def _rows(connection: Connection, key: int) -> list[tuple[object, ...]]:
    columns = [type_coerce(file.c.path, Text) if name == "path" else file.c[name] for name in FILE]
    wanted = select(*columns).where(file.c.generation == key).order_by(file.c.path)
    return [(*row[:-1], bytes(row[-1])) for row in connection.execute(wanted)]


def _bare(row: tuple[object, ...]) -> tuple[object, ...]:
    return (*row[:_FORMAT], *row[_FORMAT + 1 :])


def _says_otherwise(
    connection: Connection, identifier: UUID, key: int, one: FoundGeneration
) -> bool:
    """Whether the generation's own row, or its secret, was otherwise; it is put right."""
    right = {
        "sealed_at": one.sealed_at,
        "size": one.size,
        "files": one.files,
        "bytes": one.bytes,
    }
    mine = generation.c.key == key
    columns = [generation.c[name] for name in right]
    row = connection.execute(select(*columns).where(mine)).one()
    now = {**row._mapping, "sealed_at": milliseconds(row.sealed_at)}
    different = now != {**right, "sealed_at": milliseconds(one.sealed_at)}
    if different:
        connection.execute(update(generation).where(mine).values(right))
    secret = update(intent).where(
        intent.c.aip == identifier, intent.c.generation == one.number, intent.c.secret != one.secret
    )
    connection.execute(secret.values(secret=one.secret))
    return different
