"""The journal's files as the catalogue knows them: which there are, and which store has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, insert, select, update

from catalogue.tables import journal_copy, journal_file, journal_outbox, journal_prefix
from catalogue.writing import insert_row
from schemas.journal import Head, Name

# conditions and columns: what is looked for again and again
CATALOGUE = journal_file.c.edition > 0
SEGMENTS = (journal_file.c.prefix.is_(None), ~CATALOGUE)
KEPT = (journal_file.c.dropped_at.is_(None), journal_file.c.stale_at.is_(None))
COLUMNS = [column for column in journal_file.c if column.name != "body"]


@dataclass(frozen=True, slots=True)
class File:
    """A segment or snapshot. ``kept_from``: as its head says; 0 for those of the catalogue."""

    key: int
    name: Name
    lines: int
    size: int
    sha256: bytes
    kept_from: int
    written_at: datetime
    journaled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Changes that not every required store has. ``oldest`` None: there is none."""

    changes: int
    oldest: datetime | None


def last_number(connection: Connection) -> int:
    """The newest number that was given to a change; 0 before the first."""
    # A snapshot bears the number up to which it goes, so none is lost with the last segment.
    newest = select(func.max(journal_file.c.last)).where(~CATALOGUE)
    return int(connection.execute(newest).scalar_one() or 0)


def kept_from(connection: Connection) -> int:
    """The first number that a segment still keeps; what is before, snapshots cover."""
    first = select(func.min(journal_file.c.first)).where(*SEGMENTS, *KEPT)
    return int(connection.execute(first).scalar_one() or last_number(connection) + 1)


def record(
    connection: Connection,
    head: Head,
    size: int,
    sha256: bytes,
    oldest: datetime | None = None,
    body: bytes | None = None,
) -> int:
    """A file was written; its row's key. ``oldest``: the first change of a segment."""
    values = {
        "prefix": head.name.prefix,
        "edition": head.name.edition,
        "first": head.name.first,
        "last": head.name.last,
        "name": head.name.key,
        "lines": head.lines,
        "size": size,
        "sha256": sha256,
        "kept_from": head.kept_from,
        "written_at": head.written_at,
        "oldest": oldest,
        "body": body,
    }
    return insert_row(connection, journal_file, values)


def changed(connection: Connection, last: int, changes: Mapping[int, int]) -> None:
    """So many lines of each prefix are in the segment that ends with ``last``."""
    known = set(connection.scalars(select(journal_prefix.c.prefix)))
    for prefix, count in changes.items():
        if prefix in known:
            connection.execute(
                update(journal_prefix)
                .where(journal_prefix.c.prefix == prefix)
                .values(last=last, changes=journal_prefix.c.changes + count)
            )
        else:
            row = {"prefix": prefix, "last": last, "changes": count}
            connection.execute(insert(journal_prefix).values(row))


def by_key(connection: Connection, key: str) -> File | None:
    """The file that lies under this key of the stores, where it is known."""
    wanted = select(*COLUMNS).where(journal_file.c.name == key)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _file(row)


def lacking(connection: Connection, store: str) -> list[File]:
    """What a store has not yet, oldest first."""
    here = exists().where(journal_copy.c.file == journal_file.c.key, journal_copy.c.store == store)
    return files_of(connection, select(*COLUMNS).where(~here, *KEPT))


def in_store(connection: Connection, store: str) -> list[File]:
    """What a store has and must go on having, oldest first."""
    here = exists().where(journal_copy.c.file == journal_file.c.key, journal_copy.c.store == store)
    return files_of(connection, select(*COLUMNS).where(here, *KEPT))


def body_of(connection: Connection, file: File) -> bytes | None:
    """A segment's bytes; None where every required store has had it."""
    body = connection.execute(
        select(journal_file.c.body).where(journal_file.c.key == file.key)
    ).scalar_one_or_none()
    return None if body is None else bytes(body)


def stores_of(connection: Connection, file: File) -> list[str]:
    """Which stores have it."""
    wanted = select(journal_copy.c.store).where(journal_copy.c.file == file.key)
    return list(connection.scalars(wanted.order_by(journal_copy.c.placed_at)))


def placed(connection: Connection, key: int, store: str, at: datetime) -> None:
    """A store has it now, read back. The same again changes nothing."""
    wanted = select(journal_file.c.key).where(journal_file.c.key == key).with_for_update()
    there = select(journal_copy.c.file).where(
        journal_copy.c.file == key, journal_copy.c.store == store
    )
    if connection.execute(wanted).first() and not connection.execute(there).first():
        row = {"file": key, "store": store, "placed_at": at}
        connection.execute(insert(journal_copy).values(row))


def unacknowledged(connection: Connection, required: Collection[str]) -> list[File]:
    """What every required store has, and nobody has said so yet."""
    copies = (
        select(func.count())
        .where(journal_copy.c.file == journal_file.c.key, journal_copy.c.store.in_(required))
        .scalar_subquery()
    )
    fresh = journal_file.c.journaled_at.is_(None)
    return files_of(connection, select(*COLUMNS).where(fresh, *KEPT, copies == len(required)))


def acknowledge(connection: Connection, key: int, at: datetime) -> bool:
    """Every required store has it, so the catalogue lets go of it. False: somebody said so."""
    done = connection.execute(
        update(journal_file)
        .where(journal_file.c.key == key, journal_file.c.journaled_at.is_(None))
        .values(journaled_at=at, body=None)
    )
    return done.rowcount == 1


def unsafe_segments(connection: Connection) -> int:
    """How many segments some required store lacks, so that the catalogue holds their bytes."""
    unsafe = (*SEGMENTS, *KEPT, journal_file.c.journaled_at.is_(None))
    return int(connection.execute(select(func.count()).where(*unsafe)).scalar_one())


def waiting(connection: Connection) -> Waiting:
    """What would be lost with the database. For `doctor`, and for those who wait."""
    out = connection.execute(select(func.count(), func.min(journal_outbox.c.at))).one()
    unsafe = (*SEGMENTS, *KEPT, journal_file.c.journaled_at.is_(None))
    cut = connection.execute(
        select(func.sum(journal_file.c.lines), func.min(journal_file.c.oldest)).where(*unsafe)
    ).one()
    days = [day for day in (out[1], cut[1]) if day is not None]
    return Waiting(out[0] + int(cut[0] or 0), min(days, default=None))


def counts(connection: Connection) -> dict[str, int]:
    """How many files each store has."""
    wanted = select(journal_copy.c.store, func.count()).join(
        journal_file, journal_file.c.key == journal_copy.c.file
    )
    rows = connection.execute(wanted.where(*KEPT).group_by(journal_copy.c.store))
    return {row[0]: row[1] for row in rows}


def total(connection: Connection) -> int:
    """How many files a store should have."""
    return int(connection.execute(select(func.count()).where(*KEPT)).scalar_one())


def files_of(connection: Connection, wanted: Select[Any]) -> list[File]:
    """The files that a query for COLUMNS selects, oldest first."""
    return [_file(row) for row in connection.execute(wanted.order_by(journal_file.c.key))]


def _file(row: Row[Any]) -> File:
    return File(
        key=row.key,
        name=Name(row.first, row.last, row.prefix, row.edition),
        lines=row.lines,
        size=row.size,
        sha256=bytes(row.sha256),
        kept_from=row.kept_from,
        written_at=row.written_at,
        journaled_at=row.journaled_at,
    )
