"""The census of formats: what the files were counted to be, and when.

Counting reads every row of the files. Where they are many that is done by a job, at night or when
somebody asks for it, and pages show what it found with its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from catalogue import formats
from catalogue.formats import Amount, Held, Unidentified
from catalogue.tables import file, format_census

AT_ONCE = 100_000
"""So many rows of files are counted while a page waits: a fifth of a second."""


@dataclass(frozen=True, slots=True)
class Census:
    """What was counted. ``at`` None: just now, for whoever looks."""

    held: tuple[Held, ...]
    unidentified: Unidentified
    at: datetime | None = None


def take(connection: Connection) -> Census:
    """Count all files."""
    return Census(tuple(formats.held(connection)), formats.unidentified(connection))


def keep(connection: Connection, census: Census, at: datetime) -> None:
    """Keep what was counted, instead of the census before."""
    connection.execute(delete(format_census))
    document = asdict(census) | {"at": None}
    connection.execute(insert(format_census).values(taken_at=at, census=document))


def latest(connection: Connection) -> Census | None:
    """The census to show: a new one where that is quickly had, else the one that was kept.

    None: there are many files, and nobody has counted them yet.
    """
    some = select(file.c.generation).limit(AT_ONCE + 1).subquery()
    if connection.execute(select(func.count()).select_from(some)).scalar_one() <= AT_ONCE:
        return take(connection)
    row = connection.execute(select(format_census)).one_or_none()
    return None if row is None else _census(row.census, row.taken_at)


def _census(document: Mapping[str, Any], at: datetime) -> Census:
    rest = document["unidentified"]
    return Census(
        tuple(Held(**one | {"amount": Amount(**one["amount"])}) for one in document["held"]),
        Unidentified(
            Amount(**rest["amount"]), tuple((mime, files) for mime, files in rest["mimes"])
        ),
        at,
    )
