"""The accession register (Zugangsbuch): what came into the archive, when, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
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
class Arrived:
    """A unit that came with an accession."""

    id: UUID
    refcode: str
    title: str


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
    first: Arrived | None  # of the units it brought, as the catalogue calls it today


def accession_number(key: int, received_at: datetime) -> str:
    """The number under which an accession is known for ever."""
    return f"Z{received_at.year}-{key:04d}"


def newest(connection: Connection, most: int) -> list[AccessionEntry]:
    """The newest accessions first."""
    rows = connection.execute(
        select(submission, incoming.c.title, incoming.c.source, incoming.c.decided_by)
        .outerjoin(incoming, incoming.c.submission == submission.c.id)
        .order_by(submission.c.key.desc())
        .limit(most)
    ).all()
    keys = [row.key for row in rows]
    sums, first = _sums(connection, keys), _first(connection, keys)
    return [
        AccessionEntry(
            number=accession_number(row.key, row.received_at),
            received_at=row.received_at,
            stored_at=row.stored_at,
            title=row.title or "",
            source=row.source or "",
            accepted_by=row.decided_by,
            units=row.units,
            files=sums.get(row.key, (0, 0))[0],
            bytes=sums.get(row.key, (0, 0))[1],
            first=first.get(row.key),
        )
        for row in rows
    ]


def _sums(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Files and bytes as they first came, by submission."""
    files, size = func.sum(generation.c.files), func.sum(generation.c.bytes)
    rows = connection.execute(
        select(aip.c.submission, files.label("files"), size.label("bytes"))
        .join(generation, generation.c.aip == aip.c.key)
        .where(generation.c.number == 1, aip.c.submission.in_(keys))
        .group_by(aip.c.submission)
    )
    return {row.submission: (int(row.files), int(row.bytes)) for row in rows}


def _first(connection: Connection, keys: Sequence[int]) -> dict[int, Arrived]:
    """The unit that was described first, by submission."""
    first = (
        select(aip.c.submission, func.min(description_aip.c.description).label("key"))
        .join(description_aip, description_aip.c.aip == aip.c.key)
        .where(aip.c.submission.in_(keys), description_aip.c.path == "")
        .group_by(aip.c.submission)
        .subquery()
    )
    rows = connection.execute(
        select(
            first.c.submission, description.c.id, description.c.refcode, description.c.title
        ).join(description, description.c.key == first.c.key)
    )
    return {row.submission: Arrived(row.id, row.refcode, row.title) for row in rows}


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
