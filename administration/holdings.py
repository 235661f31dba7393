"""What the archive holds, in short: AIPs with their formats and copies, stores with their sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, case, func, select

from administration.wiring import Archive
from catalogue import aips, copies, fills, rounds
from catalogue.aips import Generation
from catalogue.copies import Copy, CopyStatus
from catalogue.tables import copy, file, format, generation, store
from model.aip import Role
from model.errors import MunimentError


@dataclass(frozen=True, slots=True)
class Format:
    """A format and how many of the producer's files have it. ``puid`` None: PRONOM knows none."""

    puid: str | None
    name: str
    mime: str
    files: int

    def __str__(self) -> str:
        """As it stands in a list: ``fmt/353 × 12``."""
        puid = self.puid or "?"
        return f"{puid} × {self.files}" if self.files > 1 else puid


@dataclass(frozen=True, slots=True)
class Holding:
    """The newest generation of an AIP."""

    newest: Generation
    formats: tuple[Format, ...]
    copies: tuple[Copy, ...]

    @property
    def safe(self) -> list[Copy]:
        """Copies that are there."""
        return [one for one in self.copies if one.status is not CopyStatus.OWED]

    @property
    def owed(self) -> list[Copy]:
        """Copies that their stores get later."""
        return [one for one in self.copies if one.status is CopyStatus.OWED]


@dataclass(frozen=True, slots=True)
class StoreState:
    """What one store holds and owes. ``oldest_check`` None: a copy was never checked, or none is.

    ``free`` None: the store does not answer, or does not know. ``behind``: events of the ledger
    that a store which follows it has not seen; None where it never was filled.
    """

    name: str
    place: str
    required: bool
    answers: bool
    free: int | None
    aips: int
    copies: int
    owed: int
    altered: int
    missing: int
    unreadable: int
    bytes: int
    oldest_check: datetime | None
    behind: int | None
    failures: int
    checked: int  # copies that a round has read within the days that the settings give it

    @property
    def damaged(self) -> int:
        """Copies that a check found to be anything but intact."""
        return self.altered + self.missing + self.unreadable


def holding(connection: Connection, identifier: UUID) -> Holding | None:
    """The newest generation of an AIP; None where there is no such AIP."""
    newest = aips.newest(aips.generations(connection, identifier))
    if newest is None:
        return None
    return Holding(
        newest,
        tuple(_formats(connection, newest.key)),
        tuple(copies.of_generation(connection, newest.key)),
    )


def stores_of(archive: Archive) -> list[StoreState]:
    """Every store of the settings, whether it answers or not."""
    with archive.database.read() as connection:
        sums = {row.name: row for row in connection.execute(_sums())}
        since = archive.clock() - archive.settings.fixity.pace.interval
        covered = rounds.coverage(connection, since)
        positions, size = fills.positions(connection), fills.ledger_size(connection)
        failed = {s.name: len(fills.failures(connection, s.name)) for s in archive.settings.stores}
    states = []
    for setting, adapter in zip(archive.settings.stores, archive.stores, strict=True):
        try:
            free, answers = adapter.free_bytes(), True
        except MunimentError:
            free, answers = None, False
        row = sums.get(setting.name)
        states.append(
            StoreState(
                name=setting.name,
                place=setting.place(archive.home),
                required=setting.required,
                answers=answers,
                free=free,
                aips=int(row.aips) if row else 0,
                copies=int(row.copies) if row else 0,
                owed=int(row.owed) if row else 0,
                altered=int(row.altered) if row else 0,
                missing=int(row.missing) if row else 0,
                unreadable=int(row.unreadable) if row else 0,
                # PostgreSQL's sum over whole numbers is a decimal one
                bytes=int(row.bytes) if row else 0,
                oldest_check=row.oldest if row and not row.unchecked else None,
                behind=size - positions[setting.name] if setting.name in positions else None,
                failures=failed[setting.name],
                checked=covered[setting.name].checked if setting.name in covered else 0,
            )
        )
    return states


def _formats(connection: Connection, generation_key: int) -> Iterator[Format]:
    # Counted by the database: an AIP may hold 200,000 files.
    counted = (
        select(format.c.puid, format.c.name, format.c.mime, func.count().label("files"))
        .select_from(file.outerjoin(format, format.c.key == file.c.format))
        .where(file.c.generation == generation_key, file.c.role == int(Role.ORIGINAL))
        .group_by(format.c.puid, format.c.name, format.c.mime)
        .order_by(func.count().desc(), format.c.puid)
    )
    for row in connection.execute(counted):
        yield Format(row.puid, row.name or "", row.mime or "", row.files)


def _sums() -> Select[Any]:
    def counted(*states: CopyStatus) -> Any:
        return func.sum(case((copy.c.status.in_([s.value for s in states]), 1), else_=0))

    there = [status for status in CopyStatus if status is not CopyStatus.OWED]
    unchecked = copy.c.checked_at.is_(None) & (copy.c.status != CopyStatus.OWED.value)
    return (
        select(
            store.c.name,
            counted(*there).label("copies"),
            *(counted(status).label(status.value) for status in CopyStatus),
            func.count(generation.c.aip.distinct()).label("aips"),
            func.sum(copy.c.length).label("bytes"),
            func.min(copy.c.checked_at).label("oldest"),
            func.sum(case((unchecked, 1), else_=0)).label("unchecked"),
        )
        .join(copy, copy.c.store == store.c.key)
        .join(generation, generation.c.key == copy.c.generation)
        .group_by(store.c.name)
    )
