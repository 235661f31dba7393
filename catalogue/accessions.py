"""The accession register (Zugangsbuch): what came into the archive, when, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from catalogue.tables import (
    aip,
    description,
    description_aip,
    generation,
    incoming,
    submission,
)


@dataclass(frozen=True, slots=True)
class AccessionEntry:
    """One line of it. ``stored_at`` is None while not everything is stored."""

    number: str  # Z2026-0001
    received_at: datetime
    stored_at: datetime | None
    title: str  # as it was handed in; empty where it came by the command line
    source: str
    accepted_by: UUID | None
    units: int
    files: int
    bytes: int


def accession_number(key: int, received_at: datetime) -> str:
    """The number under which an accession is known for ever."""
    return f"Z{received_at.year}-{key:04d}"


def newest(connection: Connection, most: int) -> list[AccessionEntry]:
    """The newest accessions first."""
    first = generation.c.number == 1
    held = (
        select(
            aip.c.submission,
            func.sum(generation.c.files).label("files"),
            func.sum(generation.c.bytes).label("bytes"),
        )
        .join(generation, generation.c.aip == aip.c.key)
        .where(first)
        .group_by(aip.c.submission)
        .subquery()
    )
    rows = connection.execute(
        select(submission, held.c.files, held.c.bytes, incoming.c.title, incoming.c.source,
               incoming.c.decided_by)
        .outerjoin(held, held.c.submission == submission.c.key)
        .outerjoin(incoming, incoming.c.submission == submission.c.id)
        .order_by(submission.c.key.desc())
        .limit(most)
    )  # fmt: skip
    return [
        AccessionEntry(
            number=accession_number(row.key, row.received_at),
            received_at=row.received_at,
            stored_at=row.stored_at,
            title=row.title or "",
            source=row.source or "",
            accepted_by=row.decided_by,
            units=row.units,
            files=int(row.files or 0),
            bytes=int(row.bytes or 0),
        )
        for row in rows
    ]


def stored_of(connection: Connection, identifier: UUID) -> list[tuple[UUID, str, str]]:
    """Id, reference code and title of the units that came with a submission."""
    rows = connection.execute(
        select(description.c.id, description.c.refcode, description.c.title)
        .join(description_aip, description_aip.c.description == description.c.key)
        .join(aip, aip.c.key == description_aip.c.aip)
        .join(submission, submission.c.key == aip.c.submission)
        .where(submission.c.id == identifier, description_aip.c.path == "")
        .order_by(description.c.refcode)
        .limit(500)
    )
    return [(row.id, row.refcode, row.title) for row in rows]
