"""The files of a large generation, written ahead of it, so that no transaction is a long one.

They are committed in batches under a key that no generation has yet, and nobody sees them: who
reads files comes by way of their generation. Its row is written last (`aips.record`), with copies,
descriptions and event. What a crash leaves is replaced when the deed is done again, or tidied away.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from catalogue import carried
from catalogue.columns import short_path
from catalogue.database import Database, one_writer
from catalogue.formats import Formats
from catalogue.tables import aip, file, file_ahead, generation
from catalogue.writing import insert_rows
from model.aip import Member, Sealed

BATCH = 5_000  # rows of one transaction: 50 ms


def ahead(database: Database, sealed: Sealed, at: datetime) -> None:
    """Write the files of a large generation ahead; those of others are written with it.

    Raises what `write_files` raises.
    """
    if len(sealed.members) <= BATCH:
        return
    owner = secrets.token_bytes(16)
    with database.write() as connection:
        key = _begun(connection, sealed, owner, at)
        aip_key = connection.execute(select(aip.c.key).where(aip.c.id == sealed.aip)).scalar()
    if key is None:
        return
    _remove(database, key)  # what a try before this one has left
    waiting = iter(sealed.members)
    batch = list(islice(waiting, BATCH))
    while batch:
        following = list(islice(waiting, BATCH))
        with database.write() as connection:
            if not _owns(connection, key, owner):
                return  # somebody took over who thought us dead
            write_files(connection, aip_key or 0, key, batch)
            if not following:
                done = update(file_ahead).where(file_ahead.c.generation == key)
                connection.execute(done.values(complete=True))
        batch = following


def written(connection: Connection, sealed: Sealed) -> int | None:
    """The key under which all files of a generation were written ahead; it is taken by asking."""
    if len(sealed.members) <= BATCH:
        return None
    it = (file_ahead.c.aip == sealed.aip) & (file_ahead.c.number == sealed.generation)
    wanted = select(file_ahead.c.generation).where(it, file_ahead.c.complete)
    key = connection.execute(wanted.with_for_update()).scalar()
    if key is not None:
        connection.execute(delete(file_ahead).where(file_ahead.c.generation == key))
    return key


def new_key(connection: Connection) -> int:
    """A key for a generation, which none has and no files that were written ahead."""
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(generation.name, "key")
        return int(connection.execute(select(func.nextval(sequence))).scalar_one())
    keys = (generation.c.key, file_ahead.c.generation)
    return max(connection.execute(select(func.max(key))).scalar() or 0 for key in keys) + 1


def write_files(
    connection: Connection, aip_key: int, generation_key: int, members: Sequence[Member]
) -> None:
    """Rows of files. Raises `storage.object-malformed`, as `carried.located` does."""
    formats = Formats(connection)
    rows = [_values(member, generation_key, formats) for member in members]
    located = carried.located(connection, aip_key, rows)
    for row in located:
        row["path"] = short_path(row["path"])
    insert_rows(connection, file, located)


def tidy(database: Database) -> int:
    """Remove what was written ahead by deeds that are not at work any more; how many deeds.

    For the only executor: of a deed that is at work the files are written again, with it.
    """
    with database.write() as connection:
        keys = list(connection.execute(select(file_ahead.c.generation)).scalars())
        # From here on nobody owns them, or publishes them.
        connection.execute(update(file_ahead).values(owner=b"", complete=False))
    for key in keys:
        _remove(database, key)
        with database.write() as connection:
            connection.execute(delete(file_ahead).where(file_ahead.c.generation == key))
    return len(keys)


def _begun(connection: Connection, sealed: Sealed, owner: bytes, at: datetime) -> int | None:
    one_writer(connection, file_ahead)
    known = select(generation.c.key).join(aip, aip.c.key == generation.c.aip)
    known = known.where(aip.c.id == sealed.aip, generation.c.number == sealed.generation)
    if connection.execute(known).first() is not None:
        return None
    it = (file_ahead.c.aip == sealed.aip) & (file_ahead.c.number == sealed.generation)
    key = connection.execute(select(file_ahead.c.generation).where(it)).scalar()
    values: dict[str, Any] = {"owner": owner, "complete": False, "begun_at": at}
    if key is not None:
        connection.execute(update(file_ahead).where(it).values(values))
        return int(key)
    key = new_key(connection)
    values |= {"generation": key, "aip": sealed.aip, "number": sealed.generation}
    connection.execute(insert(file_ahead).values(values))
    return key


def _owns(connection: Connection, key: int, owner: bytes) -> bool:
    wanted = select(file_ahead.c.owner).where(file_ahead.c.generation == key)
    found = connection.execute(wanted.with_for_update()).scalar()
    return found is not None and bytes(found) == owner


def _remove(database: Database, key: int) -> None:
    some = select(file.c.generation, file.c.path).where(file.c.generation == key).limit(BATCH)
    while True:
        with database.write() as connection:
            # never those of a generation that is there
            there = select(generation.c.key).where(generation.c.key == key).exists()
            gone = delete(file).where(tuple_(file.c.generation, file.c.path).in_(some), ~there)
            if not connection.execute(gone).rowcount:
                return


def _values(member: Member, generation_key: int, formats: Formats) -> dict[str, Any]:
    return {
        "generation": generation_key,
        "path": member.path,
        "size": member.size,
        "sha512": member.sha512,
        "crc32": member.crc32,
        "offset": member.offset,
        "role": int(member.role),
        "format": formats.key(member.identification),
        "held_in": member.held_in or None,
    }
