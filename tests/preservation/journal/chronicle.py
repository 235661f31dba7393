"""A catalogue and real file stores with their journal, and descriptions of any number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from catalogue import descriptions, revising
from catalogue.database import Database
from catalogue.journal import files
from catalogue.tables import (
    aip,
    description,
    description_aip,
    description_erased,
    description_past,
    ead_origin,
    event,
)
from model.description import Description, Level
from model.event import Agent, AgentKind
from model.ids import uuid7
from model.period import Period
from model.rights import RightsInputs, rule_set_for
from preservation.journal import dropping, erasing, placing, snapshots
from preservation.journal.keeping import Journal, Pace
from preservation.journal.reading import Reading, digests_of
from schemas.journal import FOLDER
from storage.stores.file import FileStore

RULES = rule_set_for(date(2026, 11, 24))
ORIGIN = "archive.example/log"
NAMES = ("north", "south")


@dataclass
class Chronicle:
    """``clock`` stands still until it is moved."""

    place: Path
    database: Database
    stores: list[FileStore]
    now: datetime = datetime(2026, 11, 24, 1, 2, 3, 4000, tzinfo=UTC)
    pace: Pace = field(default_factory=Pace)
    required: frozenset[str] = frozenset(NAMES)
    _count: int = 0

    def new_id(self) -> UUID:
        self._count += 1
        # the last byte runs on, so that all prefixes get some
        return uuid7(self.now, self._count.to_bytes(10, "big"))

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    @property
    def journal(self) -> Journal:
        agent = Agent(AgentKind.SOFTWARE, UUID(int=1))
        return Journal(
            self.database,
            self.stores,
            self.required,
            ORIGIN,
            lambda: self.now,
            self.new_id,
            agent,
            self.place / "spool",
            self.pace,
        )

    def describe(self, refcode: str, parent: UUID | None = None, **stated: Any) -> UUID:
        with self.database.write() as connection:
            return self.describe_in(connection, refcode, parent, **stated)

    def describe_in(
        self, connection: Connection, refcode: str, parent: UUID | None = None, **stated: Any
    ) -> UUID:
        level = stated.pop("level", Level.FILE)
        title = stated.pop("title", f"Akte {refcode}")
        noun = Description(self.new_id(), refcode, level, title, parent, **stated)
        descriptions.create(connection, noun, RULES, self.now, self._count, self.new_id())
        return noun.id

    def change(self, identifier: UUID, **said: Any) -> None:
        self.wait(seconds=1)
        with self.database.write() as connection:
            one = descriptions.by_id(connection, identifier)
            assert one is not None
            noun = replace(one.description, **said)
            revising.change(connection, noun, one.revision, RULES, self.now, UUID(int=5))

    def keep(self) -> list[str]:
        """What the worker does each minute; what went wrong."""
        troubles = placing.keep_level(self.journal) or snapshots.take_due(self.journal)
        troubles += erasing.finish(self.journal)
        dropping.let_go(self.journal)
        troubles += dropping.remove(self.journal)[1]
        return [trouble.code for trouble in troubles]

    def reading(self, stores: Sequence[FileStore] | None = None, **more: Any) -> Reading:
        spool = self.place / "spool"
        return Reading(stores or self.stores, spool, more.pop("digests", self.digests()))

    def digests(self) -> dict[str, bytes]:
        return digests_of(self.events())

    def events(self) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            bodies = connection.scalars(select(event.c.body).order_by(event.c.id)).all()
        return [json.loads(body) for body in bodies]

    def lying(self, store: int = 0) -> list[str]:
        return [one.key.removeprefix(FOLDER) for one in self.stores[store].list(FOLDER)]

    def file(self, key: str, store: int = 0) -> Path:
        return self.place / NAMES[store] / FOLDER / key

    def ids(self) -> list[UUID]:
        with self.database.read() as connection:
            return list(connection.scalars(select(description.c.id).order_by(description.c.id)))

    def waiting(self) -> int:
        with self.database.read() as connection:
            return files.waiting(connection).changes

    def said(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row that describes something, keys replaced by what they stand for."""
        return said(self.database)


def said(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as connection:
        keyed = select(description.c.key, description.c.id)
        names = {row.key: row.id for row in connection.execute(keyed)}
        bags = {row.key: row.id for row in connection.execute(select(aip.c.key, aip.c.id))}
        found: dict[str, list[tuple[object, ...]]] = {}
        columns = [c for c in description.c if c.name != "key"]
        for row in connection.execute(select(*columns).order_by(description.c.id)):
            told = dict(row._mapping)
            told["parent"] = names.get(told["parent"])
            # the very text of the JSON columns, not what it means
            found.setdefault("description", []).append(tuple(map(repr, told.values())))
        for table in (description_aip, description_past, ead_origin, description_erased):
            rows = []
            for row in connection.execute(select(table)):
                told = dict(row._mapping)
                told["description"] = names[told["description"]]
                if "aip" in told:
                    told["aip"] = bags[told["aip"]]
                for state in ("at", "covered_at", "done_at"):  # of the deed, not of what is said
                    if table is description_erased:
                        told.pop(state)
                rows.append(tuple(map(repr, told.values())))
            found[table.name] = sorted(rows)
    return found


@contextmanager
def chronicle(place: Path, url: str = "") -> Iterator[Chronicle]:
    (place / "spool").mkdir(parents=True, exist_ok=True)
    database = Database(url or f"sqlite:///{place}/archive.db")
    database.upgrade()
    stores = [FileStore.create(name, place / name) for name in NAMES]
    yield Chronicle(place, database, stores)
    database.close()


def grow(kept: Chronicle, count: int) -> list[UUID]:
    """A tree of several levels: fonds, series, files and items, some locked, some hidden."""
    with kept.database.write() as connection:
        return _grow(kept, connection, count)


def _grow(kept: Chronicle, connection: Connection, count: int) -> list[UUID]:
    ids: list[UUID] = []
    above: list[UUID | None] = [None, None, None]
    for number in range(count):
        depth = 0 if number % 500 == 0 else 1 if number % 50 == 0 else 2 if number % 5 else 3
        level = (Level.FONDS, Level.SERIES, Level.FILE, Level.ITEM)[depth]
        parent = above[depth - 1] if depth else None
        rights = RightsInputs(
            end_year=1800 + number % 230,
            lock_reason="mould" if number % 97 == 3 else "",
            deposit_until=date(2050, 1, 1) if number % 50 == 0 and number % 200 else None,
            aggregate=depth < 2,
        )
        identifier = kept.describe_in(
            connection,
            f"B {number}",
            parent,
            level=level,
            title=f"Schriftwechsel Nr. {number} mit Müller & Söhne, „Straße“",
            rights=rights,
            period=Period(date(1900, 1, 1), date(1905, 12, 31), "1900-1905"),
            scope="Enthält: Pläne\nund Risse" * (number % 3),
            subjects=("Bau", "Plan")[: number % 3],
        )
        if depth < 3:
            above[depth:] = [identifier] * (3 - depth)
        ids.append(identifier)
    return ids
