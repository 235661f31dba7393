"""Formats: their rows, and how much there is of each: what the holdings would lose with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from catalogue.tables import (
    aip,
    description,
    description_aip,
    file,
    format,
    generation,
    index_outbox,
)
from catalogue.writing import insert_row
from model.aip import Identification, Role

CONTENT = (Role.ORIGINAL, Role.PRESERVATION, Role.ACCESS)
"""What people read. METS, manifests and the delivery's own papers are our packing."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Files, their bytes, and the AIPs that hold them."""

    files: int = 0
    bytes: int = 0
    aips: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A format that PRONOM knows, and how much there is of it."""

    puid: str
    name: str
    version: str
    mime: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Files without a PUID. ``mimes``: the media type that was guessed, and so many files."""

    amount: Amount
    mimes: tuple[tuple[str, int], ...]


def held(connection: Connection) -> list[Held]:
    """Every PUID in the newest state of the AIPs, by its number of files.

    Reads every row of the files once: it is asked by people, not on every page.
    """
    rows = _counted(connection, format.c.puid, format.c.puid.is_not(None))
    keys = [row.newest for row in rows]
    known = {
        row.key: row for row in connection.execute(select(format).where(format.c.key.in_(keys)))
    }
    return [
        Held(row.what, said.name, said.version, said.mime, _amount(row))
        for row in rows
        for said in (known[row.newest],)
    ]


def unidentified(connection: Connection) -> Unidentified:
    """Files of which PRONOM has no answer, and those nobody asked about."""
    unknown = format.c.puid.is_(None)
    rows = _counted(connection, format.c.puid, unknown)
    mimes = _counted(connection, format.c.mime, unknown) if rows else []
    return Unidentified(
        _amount(rows[0]) if rows else Amount(),
        tuple((row.what, int(row.files)) for row in mimes if row.what),
    )


def _counted(connection: Connection, what: Any, which: Any) -> list[Row[Any]]:
    # First by AIP, so that counting AIPs is counting rows: each has one newest generation, and a
    # generation lists each of its files once, those too whose bytes an older one holds.
    by_aip = (
        select(
            what.label("what"),
            func.count().label("files"),
            func.sum(file.c.size).label("bytes"),
            func.max(format.c.key).label("newest"),
        )
        .select_from(file)
        .join(generation, generation.c.key == file.c.generation)
        .outerjoin(format, format.c.key == file.c.format)
        .where(file.c.role.in_([int(role) for role in CONTENT]), which, ~_superseded())
        .group_by(what, file.c.generation)
        .subquery()
    )
    files = func.sum(by_aip.c.files)
    wanted = (
        select(
            by_aip.c.what,
            files.label("files"),
            func.sum(by_aip.c.bytes).label("bytes"),
            func.count().label("aips"),
            func.max(by_aip.c.newest).label("newest"),  # as it was last called
        )
        .group_by(by_aip.c.what)
        .order_by(files.desc(), by_aip.c.what)
    )
    return list(connection.execute(wanted))


def _superseded() -> Any:
    later = generation.alias("later")
    return (
        select(later.c.key)
        .where(later.c.aip == generation.c.aip, later.c.number > generation.c.number)
        .exists()
    )


def _amount(row: Row[Any]) -> Amount:
    return Amount(int(row.files), int(row.bytes), int(row.aips))


def take_for(
    connection: Connection,
    identifier: UUID,
    generation_key: int,
    found: Mapping[str, Identification],
) -> None:
    """What some files of a generation, by their paths in the bag, are taken for from now on.

    Its sealed PREMIS goes on saying what it said; the next generation is made from these rows.
    """
    known = Formats(connection)
    for path, one in found.items():
        changed = update(file).where(file.c.generation == generation_key, file.c.path == path)
        connection.execute(changed.values(format=known.key(one)))
    described = (
        select(description.c.id)
        .distinct()
        .join(description_aip, description_aip.c.description == description.c.key)
        .join(aip, aip.c.key == description_aip.c.aip)
        .where(aip.c.id == identifier)
    )
    connection.execute(insert(index_outbox).from_select(["description"], described))


class Formats:
    """Row keys of formats, looked up once each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys: dict[tuple[str | None, str, str, str], int] = {}

    def key(self, found: Identification | None) -> int | None:
        """The row of a format, made where it is new; None where nobody asked what a file is."""
        if found is None:
            return None
        what = (found.puid, found.mime, found.name, found.version)
        if what not in self._keys:
            self._keys[what] = self._find(*what) or self._make(*what)
        return self._keys[what]

    def _find(self, puid: str | None, mime: str, name: str, version: str) -> int | None:
        same_puid = format.c.puid.is_(None) if puid is None else format.c.puid == puid
        key = self._connection.execute(
            select(format.c.key).where(
                same_puid,
                format.c.mime == mime,
                format.c.name == name,
                format.c.version == version,
            )
        ).scalar()
        return None if key is None else int(key)

    def _make(self, puid: str | None, mime: str, name: str, version: str) -> int:
        values = {"puid": puid, "mime": mime, "name": name, "version": version}
        return insert_row(self._connection, format, values)
