"""A ledger in two stores, and an empty catalogue to which it comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from catalogue import ledger
from catalogue.database import Database
from catalogue.tables import event, leaf
from preservation.log.publishing import Publication
from storage.stores.file import FileStore
from tests.catalogue import samples
from tests.catalogue.ledger.keeper import SIGNER


@dataclass
class Books:
    """One ledger and the stores that it goes into."""

    database: Database
    stores: list[FileStore]
    root: Path

    def happen(self, count: int) -> None:
        """That many events, each at its position."""
        with self.database.write() as connection:
            for number in range(count):
                ledger.append(connection, samples.event(files=number))
        ledger.sequence(self.database)

    def publish(self, *stores: FileStore, sign: bool = True) -> None:
        """Into all stores, or those given."""
        if sign:
            ledger.sign_checkpoint(self.database, SIGNER, samples.clock)
        publication = Publication(self.database, (SIGNER.verifier,))
        note = ledger.latest_note(self.database)
        for store in stores or self.stores:
            publication.entries(store)
            if note is not None:
                publication.checkpoint(store, SIGNER.verifier.open(note).size, note)

    def file(self, store: FileStore, key: str) -> Path:
        """Where an object of a store lies, to be damaged."""
        path = self.root / store.name / key
        path.chmod(0o644)
        return path


def entries(database: Database) -> list[bytes]:
    """The bytes of all events in their order."""
    ordered = select(event.c.body).join(leaf, leaf.c.event == event.c.id).order_by(leaf.c.position)
    with database.read() as connection:
        return [bytes(body) for body in connection.scalars(ordered)]


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes empty catalogues."""
    made: list[Database] = []

    def make() -> Database:
        database = Database(f"sqlite:///{tmp_path / f'{len(made)}.db'}")
        database.upgrade()
        made.append(database)
        return database

    yield make
    for one in made:
        one.close()


@pytest.fixture
def books(tmp_path: Path, fresh: Callable[[], Database]) -> Books:
    """An empty ledger and two stores."""
    names = ("north", "south")
    return Books(fresh(), [FileStore.create(n, tmp_path / n) for n in names], tmp_path)
