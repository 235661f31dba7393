"""Descriptions as they stand in the catalogue now, read in batches as search entries.

A handful of statements for a batch, however many units, ancestors and files there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from catalogue.search.holdings import Holding, holdings
from catalogue.search.protocol import SearchEntry
from catalogue.tables import description
from model.description import Level
from model.period import Period

BATCH = 1_000  # descriptions read at once; SQLite takes 32,766 parameters

_PARENTS_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a unit below needs to know of the one above."""

    id: UUID
    parent: int | None
    refcode: str
    title: str
    level: str


@dataclass(slots=True)
class Reader:
    """Reads entries within one transaction; remembers the units above from batch to batch."""

    connection: Connection
    _above: dict[int, _Unit] = field(default_factory=dict)

    def by_ids(self, ids: Collection[UUID]) -> Iterator[SearchEntry]:
        """The entries of those ids that exist, in any order; at most BATCH ids."""
        rows = self.connection.execute(select(description).where(description.c.id.in_(ids)))
        yield from self._entries(rows.all())

    def all(self) -> Iterator[list[SearchEntry]]:
        """Every description, in batches."""
        last = 0
        while True:
            page = select(description).where(description.c.key > last)
            rows = self.connection.execute(page.order_by(description.c.key).limit(BATCH)).all()
            if not rows:
                return
            last = rows[-1].key
            yield list(self._entries(rows))

    def _entries(self, rows: Sequence[Row[Any]]) -> Iterator[SearchEntry]:
        self._read_above({row.parent for row in rows if row.parent is not None})
        held = holdings(self.connection, [row.key for row in rows])
        for row in rows:
            yield _entry(row, self._ancestors(row.parent), held[row.key])

    def _read_above(self, keys: set[int]) -> None:
        if len(self._above) > _PARENTS_KEPT:
            self._above.clear()
        # one statement a level: trees are deep in levels, never in statements a unit
        columns = (
            description.c.key,
            description.c.id,
            description.c.parent,
            description.c.refcode,
            description.c.title,
            description.c.level,
        )
        wanted = {key for known in keys for key in self._chain(known)} - self._above.keys()
        while wanted:
            rows = self.connection.execute(select(*columns).where(description.c.key.in_(wanted)))
            for row in rows:
                self._above[row.key] = _Unit(row.id, row.parent, row.refcode, row.title, row.level)
            parents = {self._above[key].parent for key in wanted if key in self._above}
            wanted = {key for key in parents if key is not None} - self._above.keys()

    def _chain(self, key: int | None) -> Iterator[int]:
        """The key and those above it, as far as they are known, and the first unknown one."""
        while key is not None:
            yield key
            unit = self._above.get(key)
            key = unit.parent if unit else None

    def _ancestors(self, parent: int | None) -> list[_Unit]:
        """From the top."""
        chain = [self._above[key] for key in self._chain(parent) if key in self._above]
        return chain[::-1]


def _entry(row: Row[Any], ancestors: list[_Unit], held: Holding) -> SearchEntry:
    stated: dict[str, Any] = defaultdict(str, row.fields)
    period = Period(row.date_start, row.date_end, row.date_text)
    return SearchEntry(
        id=row.id,
        refcode=row.refcode,
        level=row.level,
        title=row.title,
        metadata_public_from=row.metadata_public_from,
        content_from=row.content_from,
        reason=row.reason,
        dates=str(period),
        first_year=period.start.year if period.start else None,
        last_year=period.end.year if period.end else None,
        old_refcode=stated["old_refcode"],
        scope=stated["scope"],
        note=stated["note"],
        creator=stated["creator"],
        extent=stated["extent"],
        genre=stated["genre"],
        language=stated["language"],
        subjects=tuple(stated["subjects"]),
        places=tuple(stated["places"]),
        ancestors=tuple(unit.id for unit in ancestors),
        path=tuple(unit.title for unit in ancestors),
        fonds=_fonds(row, ancestors),
        digital=held.digital,
        formats=tuple(sorted(held.formats)),
        media=tuple(sorted(held.media)),
        file_names=tuple(held.names),
    )


def _fonds(row: Row[Any], ancestors: list[_Unit]) -> str:
    """The fonds that a unit belongs to; the topmost unit where there is none above it."""
    if row.level == Level.FONDS:
        return str(row.refcode)
    # the lowest one: above a fonds there may be the archive and its groups of fonds
    above = [unit.refcode for unit in ancestors if unit.level == Level.FONDS]
    return above[-1] if above else ancestors[0].refcode if ancestors else str(row.refcode)
