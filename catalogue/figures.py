"""Figures about the whole: for the home page, for doctor, for people who ask how much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from catalogue.copies import CopyStatus
from catalogue.description_rows import Described, described_rows, from_row
from catalogue.tables import copy, description, description_aip, generation, partition


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is. Files and bytes are what producers gave, in newest generations."""

    descriptions: int
    aips: int
    files: int
    bytes: int


_SMALL = 20_000  # rows; counting them takes some twenty milliseconds


def is_small(connection: Connection) -> bool:
    """Whether there is so little that it can be counted at every visit; by the newest keys."""
    wanted = select(
        select(func.max(description.c.key)).scalar_subquery(),
        select(func.max(generation.c.key)).scalar_subquery(),
    )
    return sum(key or 0 for key in connection.execute(wanted).one()) <= _SMALL


def figures(connection: Connection, today: date | None = None) -> Figures:
    """Count; ``today``: only descriptions that are public by then, and what belongs to them."""
    described = select(func.count()).select_from(description)
    later = generation.alias("later")
    superseded = select(later.c.key).where(
        later.c.aip == generation.c.aip, later.c.number > generation.c.number
    )
    held = select(
        func.count(generation.c.aip.distinct()),
        func.coalesce(func.sum(generation.c.files), 0),
        func.coalesce(func.sum(generation.c.bytes), 0),
    ).where(~superseded.exists())
    if today is not None:
        public = description.c.metadata_public_from <= today
        described = described.where(public)
        shown = (
            select(description_aip.c.aip)
            .join(description, description.c.key == description_aip.c.description)
            .where(public)
        )
        held = held.where(generation.c.aip.in_(shown))
    aips, files, size = connection.execute(held).one()
    return Figures(
        descriptions=connection.execute(described).scalar_one(),
        aips=aips,
        files=int(files),
        bytes=int(size),
    )


def copies_by_status(connection: Connection) -> dict[str, int]:
    """How many copies are in which state."""
    # Nearly all are intact: those are what the partitions hold without the few that are not.
    others = [status.value for status in CopyStatus if status is not CopyStatus.INTACT]
    counted = (
        select(copy.c.status, func.count()).where(copy.c.status.in_(others)).group_by(copy.c.status)
    )
    found = {row[0]: int(row[1]) for row in connection.execute(counted)}
    held = int(connection.execute(select(func.sum(partition.c.copies))).scalar() or 0)
    damaged = sum(count for status, count in found.items() if CopyStatus(status).is_damaged)
    intact = {CopyStatus.INTACT.value: held - damaged} if held > damaged else {}
    return found | intact


def latest(connection: Connection, today: date | None, limit: int = 6) -> list[Described]:
    """The units with files that came last."""
    # asked of each unit from the newest backward, so that a list of all of them is never made
    whole = (
        select(description_aip.c.aip)
        .where(description_aip.c.description == description.c.key, description_aip.c.path == "")
        .correlate(description)
    )
    wanted = described_rows().where(whole.exists())
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
