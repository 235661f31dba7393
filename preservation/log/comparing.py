"""The log of a store compared with the catalogue, piece by piece, and mended from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from catalogue.database import Database
from catalogue.ledger import tiles
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

    def __str__(self) -> str:
        what = "is missing" if self.found is None else "is not what the database says"
        return f"{FOLDER}{self.tile.path} {what}"


def differences(database: Database, store: Store) -> Iterator[Difference]:
    """Everything that the store should have by now and has not, or otherwise. `storage.away`."""
    with database.read() as connection:
        has = tiles.cursor(connection, store.name)
    for tile in chain(bundles(has.entries), hash_tiles(has.signed)):
        with database.read() as connection:
            try:
                expected = tiles.content(connection, tile)
            except LookupError:
                continue  # the database has lost it, which its own verification says
        found = text_of(store, FOLDER + tile.path)
        if found != expected:
            yield Difference(store.name, tile, found or None)


def mend(database: Database, store: Store, wrong: Difference) -> None:
    """Put what the catalogue says in its place. The caller has verified the catalogue's ledger.

    Raises `KeyTaken` where somebody else has mended it, `storage.away`, `storage.full`.
    """
    with database.read() as connection:
        data = tiles.content(connection, wrong.tile)
    key = FOLDER + wrong.tile.path
    if wrong.found is None and store.stat(key) is None:
        post(store, key, data)
    else:
        bad = None if wrong.found is None else sha256(wrong.found)
        store.replace_damaged(key, bad, [data])
