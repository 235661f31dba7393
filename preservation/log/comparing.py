"""The log of a store compared with the catalogue, piece by piece, and mended from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from catalogue.database import Database
from catalogue.ledger import last_signed, tiles, tree
from model.digests import sha256
from model.tiles import Tile, bundles, hash_tiles
from preservation.log import FOLDER
from storage.posting import post, text_of
from storage.stores import Store


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece of the log that is not what the catalogue says. ``found`` None: it is not there."""

    store: str
    tile: Tile
    found: bytes | None

    @property
    def key(self) -> str:
        """Where it lies in the store."""
        return FOLDER + self.tile.path

    def __str__(self) -> str:
        what = "is missing" if self.found is None else "is not what the database says"
        return f"{self.key} {what}"


def differences(database: Database, store: Store) -> Iterator[Difference]:
    """Everything that the store should have by now and has not, or otherwise. `storage.away`."""
    with database.read() as connection:
        has = tiles.cursor(connection, store.name)
        size, signed = tree.size(connection), last_signed(connection)
    there = chain(bundles(has.entries), hash_tiles(has.signed))
    yield from _compared(database, store, there, owed=True)
    # What is still on its way need not be there, but nothing else may lie in its place.
    coming = chain(bundles(size, has.entries), hash_tiles(signed, has.signed))
    yield from _compared(database, store, coming, owed=False)


def _compared(
    database: Database, store: Store, wanted: Iterable[Tile], *, owed: bool
) -> Iterator[Difference]:
    for tile in wanted:
        with database.read() as connection:
            try:
                expected = tiles.content(connection, tile)
            except LookupError:
                continue  # the database has lost it, which its own verification says
        found = text_of(store, FOLDER + tile.path)
        if found != expected and (found or owed):
            yield Difference(store.name, tile, found or None)


def mend(database: Database, store: Store, wrong: Difference) -> None:
    """Put what the catalogue says in its place. The caller has verified the catalogue's ledger.

    Raises `KeyTaken` where somebody else has mended it, `storage.away`, `storage.full`.
    """
    with database.read() as connection:
        data = tiles.content(connection, wrong.tile)
    if wrong.found is None and store.stat(wrong.key) is None:
        post(store, wrong.key, data)
    else:
        bad = None if wrong.found is None else sha256(wrong.found)
        store.replace_damaged(wrong.key, bad, [data])
