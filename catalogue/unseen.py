"""Generations of which nobody has made access copies yet: the outbox every ingest writes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from catalogue.bulk import load
from catalogue.tables import aip, file, format, generation, viewing_outbox
from model.aip import Role


@dataclass(frozen=True, slots=True)
class Unseen:
    """A generation that came in. ``seq``: its place in the outbox."""

    seq: int
    aip: UUID
    generation: int


def add(connection: Connection, identifier: UUID, number: int) -> None:
    """A generation came in, in the transaction that says so."""
    connection.execute(insert(viewing_outbox).values(aip=identifier, generation=number))


def add_all(connection: Connection, came: Sequence[tuple[UUID, int]]) -> None:
    """The newest generations of AIPs came in, many at once."""
    rows = [(identifier.bytes, number) for identifier, number in came]
    load(connection, viewing_outbox, ("aip", "generation"), rows)


def oldest(connection: Connection, most: int) -> list[Unseen]:
    """Those that have waited longest."""
    wanted = select(viewing_outbox).order_by(viewing_outbox.c.seq).limit(most)
    return [Unseen(row.seq, row.aip, row.generation) for row in connection.execute(wanted)]


def forget(connection: Connection, seen: Sequence[Unseen]) -> None:
    """They were looked at."""
    numbers = [one.seq for one in seen]
    connection.execute(delete(viewing_outbox).where(viewing_outbox.c.seq.in_(numbers)))


def drop(connection: Connection, identifier: UUID) -> None:
    """The AIP is being disposed of: nobody makes copies of it any more."""
    connection.execute(delete(viewing_outbox).where(viewing_outbox.c.aip == identifier))


def media_types(connection: Connection, one: Unseen) -> set[str]:
    """The media types of what the producer gave in it, as they were identified."""
    wanted = (
        select(format.c.mime)
        .distinct()
        .join(file, file.c.format == format.c.key)
        .join(generation, generation.c.key == file.c.generation)
        .join(aip, aip.c.key == generation.c.aip)
        .where(
            aip.c.id == one.aip,
            generation.c.number == one.generation,
            file.c.role == int(Role.ORIGINAL),
        )
    )
    return set(connection.execute(wanted).scalars())
