"""Figures about the whole: for the home page, for doctor, for people who ask how much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from catalogue.description_rows import Described, described_rows, from_row
from catalogue.tables import aip, copy, description, generation


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is. Files and bytes are what producers gave, in all generations."""

    descriptions: int
    aips: int
    files: int
    bytes: int


def figures(connection: Connection, today: date | None = None) -> Figures:
    """Count; ``today``: only descriptions that are public by then."""
    described = select(func.count()).select_from(description)
    if today is not None:
        described = described.where(description.c.metadata_public_from <= today)
    held = select(func.coalesce(func.sum(generation.c.files), 0)).add_columns(
        func.coalesce(func.sum(generation.c.bytes), 0)
    )
    files, size = connection.execute(held).one()
    return Figures(
        descriptions=connection.execute(described).scalar_one(),
        aips=connection.execute(select(func.count()).select_from(aip)).scalar_one(),
        files=int(files),
        bytes=int(size),
    )


def copies_by_status(connection: Connection) -> dict[str, int]:
    """How many copies are in which state."""
    counted = select(copy.c.status, func.count()).group_by(copy.c.status)
    return {row[0]: row[1] for row in connection.execute(counted)}


def latest(connection: Connection, today: date | None, limit: int = 6) -> list[Described]:
    """The units that came last."""
    wanted = described_rows().where(description.c.level.in_(("file", "item")))
    if today is not None:
        wanted = wanted.where(description.c.metadata_public_from <= today)
    rows = connection.execute(wanted.order_by(description.c.key.desc()).limit(limit))
    return [from_row(row) for row in rows]


def years(connection: Connection, today: date | None) -> tuple[int, int] | None:
    """The first and the last year that any unit's dates name."""
    span = select(func.min(description.c.date_start), func.max(description.c.date_end))
    if today is not None:
        span = span.where(description.c.metadata_public_from <= today)
    first, last = connection.execute(span).one()
    return (first.year, last.year) if first and last else None
