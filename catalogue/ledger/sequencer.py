"""The sequencer: gives events their positions, in batches, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from catalogue.database import Database, one_writer
from catalogue.ledger import tree
from catalogue.tables import event, event_outbox, leaf
from model.merkle import leaf_hash

_BATCH = 1_000  # a write transaction stays well under 200 ms


@dataclass(frozen=True, slots=True)
class Waiting:
    """Events without a position; one waiting over a minute is an alarm."""

    count: int
    oldest: datetime | None


def sequence(database: Database) -> int:
    """Give every waiting event its position; returns how many there were.

    Two processes may do it at once: write transactions come one after the other, and each takes
    what it finds waiting.
    """
    total = 0
    while count := _one_batch(database):
        total += count
    return total


def waiting(database: Database) -> Waiting:
    """What the sequencer has yet to do."""
    with database.read() as connection:
        found = connection.execute(select(func.count(), func.min(event_outbox.c.at))).one()
        return Waiting(found[0], found[1])


def count(connection: Connection) -> int:
    """How many events there are, with a position and without."""
    awaiting = connection.execute(select(func.count()).select_from(event_outbox)).scalar_one()
    return tree.size(connection) + int(awaiting)


def _one_batch(database: Database) -> int:
    with database.write() as connection:
        one_writer(connection, leaf)  # two sequencers would give out the same positions
        found = connection.execute(
            select(event_outbox.c.seq, event.c.id, event.c.body)
            .join(event, event.c.id == event_outbox.c.event)
            .order_by(event_outbox.c.seq)
            .limit(_BATCH)
        ).all()
        if not found:
            return 0
        first = tree.size(connection)
        hashes = [leaf_hash(bytes(row.body)) for row in found]
        rows = [
            {"position": first + number, "event": row.id, "hash": digest}
            for number, (row, digest) in enumerate(zip(found, hashes, strict=True))
        ]
        connection.execute(insert(leaf), rows)
        tree.grow(connection, first, hashes)
        # Just these: on PostgreSQL a lower number may be committed after a higher one.
        done = [row.seq for row in found]
        connection.execute(delete(event_outbox).where(event_outbox.c.seq.in_(done)))
        return len(found)
