"""The outbox becomes a segment: its numbers, its bytes and the empty outbox are one transaction.

What goes into a segment is read and written down before; the short transaction at the end holds
it only if nobody else has given out the same numbers meanwhile. So there are no gaps and no
doubles, whoever is killed or works at the same time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select

from catalogue.database import Database, one_writer
from catalogue.journal import files
from catalogue.journal.lines import BATCH, lines_since
from catalogue.tables import journal_file, journal_outbox
from model.digests import sha256
from model.ports import Clock
from schemas.journal import segment
from schemas.journal_lines import Line, Standing, encode, prefix_of

CHANGES = 10_000  # in one segment at most (DESIGN section 4)
_BYTES = 8 << 20  # and about so many: it is held in memory, and in the database for a moment


@dataclass(slots=True)
class _Batch:
    """What goes into one segment. ``rows``: of the outbox, which it makes unnecessary."""

    first: int
    kept_from: int
    rows: list[int] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    prefixes: Counter[int] = field(default_factory=Counter)
    oldest: datetime | None = None


def cut(database: Database, archive: str, clock: Clock) -> bool:
    """Make one segment of what waits; False where nothing does. ``archive``: the origin."""
    while True:
        with database.read() as connection:
            batch = _batch(connection)
        if not batch.lines:
            return False
        head, body = segment(archive, batch.first, batch.lines, batch.kept_from, clock())
        digest = sha256(body)
        with database.write() as connection:
            one_writer(connection, journal_file)
            if files.last_number(connection) != batch.first - 1:
                continue  # somebody else was quicker: look again
            files.record(connection, head, len(body), digest, batch.oldest, body)
            files.changed(connection, head.name.last, batch.prefixes)
            # Just these: on PostgreSQL a lower number may be committed after a higher one.
            for start in range(0, len(batch.rows), BATCH):
                some = batch.rows[start : start + BATCH]
                connection.execute(delete(journal_outbox).where(journal_outbox.c.seq.in_(some)))
        return True


def _batch(connection: Connection) -> _Batch:
    batch = _Batch(files.last_number(connection) + 1, files.kept_from(connection))
    oldest = select(journal_outbox).order_by(journal_outbox.c.seq).limit(CHANGES)
    by_id: dict[UUID, list[Row[tuple[int, UUID, int, datetime]]]] = {}
    for row in connection.execute(oldest):
        by_id.setdefault(row.description, []).append(row)
    ids, size = list(by_id), 0
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        since = {one: min(row.revision for row in by_id[one]) for one in some}
        found = lines_since(connection, since)
        for one in some:
            rows = by_id[one]
            for line in found.get(one) or [_gone(rows)]:
                batch.lines.append(encode(line, batch.first + len(batch.lines)))
                batch.prefixes[prefix_of(one)] += 1
                size += len(batch.lines[-1])
            batch.rows += [row.seq for row in rows]
            happened = min(row.at for row in rows)
            batch.oldest = min(batch.oldest or happened, happened)
        if size > _BYTES:
            break
    return batch


def _gone(rows: list[Row[tuple[int, UUID, int, datetime]]]) -> Line:
    last = rows[-1]
    return Line(last.description, last.revision, last.at, None, None, Standing.GONE)
