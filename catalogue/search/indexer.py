"""Keeping the index level with the catalogue, from the outbox that every change writes to.

Whoever changes a description writes its id to `index_outbox` in the same transaction, and the ids
of all below it where they are touched: by a new title above them, or a new lock. Here the outbox
is emptied. A row goes only after the index has committed, so a crash in between costs a second
indexing and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, delete, func, select

from catalogue.database import Database
from catalogue.search.entries import BATCH, Reader
from catalogue.search.protocol import SearchEngine, Writing
from catalogue.tables import description, index_outbox
from model.ports import Progress

_T = TypeVar("_T")

_PER_COMMIT = 20_000  # rows of the outbox; a commit costs some 30 ms whatever it holds


def catch_up(db: Database, engine: SearchEngine, *, wait: float = 0.0) -> int:
    """Index what waits in the outbox; returns how many descriptions were indexed or removed.

    Builds the index where there is none. Raises `search.busy` if another process writes and has
    not finished after ``wait`` seconds, `search.away` if the index is damaged.
    """
    if not engine.is_built():
        return reindex(db, engine, wait=wait)
    with db.read() as connection:
        if not waiting(connection):
            return 0
    with engine.writing(wait=wait) as writing:
        done = 0
        while count := _one_commit(db, writing):
            done += count
        return done


def reindex(
    db: Database, engine: SearchEngine, progress: Progress | None = None, *, wait: float = 0.0
) -> int:
    """Build the index anew beside the old one, which answers meanwhile; returns how many entries.

    Raises `search.busy` as `catch_up` does.
    """
    with engine.rebuilding(wait=wait) as writing:
        with db.read() as connection:  # one state of the catalogue from the first to the last
            level = list(connection.scalars(select(index_outbox.c.seq)))
            total = connection.scalar(select(func.count()).select_from(description)) or 0
            if progress:
                progress.begin("reindex", total)
            done = 0
            for entries in Reader(connection).all():
                done += writing.put(entries)
                if progress:
                    progress.advance(len(entries))
        writing.commit()
    _forget(db, level)
    return done


def waiting(connection: Connection) -> int:
    """How many changes are not in the index yet, for `doctor` and for those who wait."""
    return connection.scalar(select(func.count()).select_from(index_outbox)) or 0


def _one_commit(db: Database, writing: Writing) -> int:
    with db.read() as connection:
        oldest = select(index_outbox.c.seq, index_outbox.c.description)
        rows = connection.execute(oldest.order_by(index_outbox.c.seq).limit(_PER_COMMIT)).all()
        ids = list(dict.fromkeys(row.description for row in rows))
        reader = Reader(connection)
        for some in _batches(ids):
            _bring_level(reader, writing, some)
    if rows:
        writing.commit()
        # by name, not "up to": on PostgreSQL a smaller number may be committed later than ours
        _forget(db, [row.seq for row in rows])
    return len(ids)


def _bring_level(reader: Reader, writing: Writing, ids: Sequence[UUID]) -> None:
    entries = list(reader.by_ids(ids))
    writing.put(entries)
    writing.remove(set(ids) - {entry.id for entry in entries})


def _forget(db: Database, numbers: list[int]) -> None:
    for some in _batches(numbers):
        with db.write() as connection:
            connection.execute(delete(index_outbox).where(index_outbox.c.seq.in_(some)))


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
