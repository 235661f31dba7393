"""The ledger put into a store: bytes first, then the cursor, so that a crash costs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.database import Database
from catalogue.ledger import Verifier, tiles, tree
from catalogue.ledger.tiles import Cursor
from model.errors import MunimentError
from model.tiles import Tile, bundles, hash_tiles
from preservation.log import FOLDER, KEYS, checkpoint_key
from storage.posting import post
from storage.stores import Store


class AnotherText(Exception):
    """The store holds something else under a key of the log; it stays as it is."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Publication:
    """Brings stores level with the ledger of one database.

    ``verifiers``: the key that signs now, and those that signed before it.
    """

    database: Database
    verifiers: tuple[Verifier, ...]

    def entries(self, store: Store) -> None:
        """Every event that has a position. Raises `AnotherText`, `storage.away`, `storage.full`."""
        with self.database.read() as connection:
            size, before = tree.size(connection), tiles.cursor(connection, store.name)
        if before.entries >= size:
            return
        self._post(store, bundles(size, before.entries))
        self._supersede(store, bundles(before.entries), bundles(size))
        self._have(store, Cursor(size, before.signed))

    def checkpoint(self, store: Store, size: int, note: str) -> None:
        """A checkpoint, and before it all that proves it. Raises as `entries`."""
        with self.database.read() as connection:
            before = tiles.cursor(connection, store.name)
        if before.signed < size:
            self._post(store, hash_tiles(size, before.signed))
        for verifier in self.verifiers:
            _have(store, f"{KEYS}{verifier.key_id.hex()}", f"{verifier}\n".encode())
        _have(store, checkpoint_key(size), note.encode())
        if before.signed < size:
            self._supersede(store, hash_tiles(before.signed), hash_tiles(size))
            self._have(store, Cursor(before.entries, size))

    def _post(self, store: Store, wanted: Iterable[Tile]) -> None:
        for tile in wanted:
            with self.database.read() as connection:
                data = tiles.content(connection, tile)
            _have(store, FOLDER + tile.path, data)
            if tile.is_full:
                # Its last partial one, and what a crash has left of others.
                for left in list(store.list(f"{FOLDER}{tile.full_path}.p/")):
                    store.delete(left.key)

    def _supersede(self, store: Store, old: Iterable[Tile], new: Iterable[Tile]) -> None:
        # A wider partial tile begins with what the narrower one was.
        kept = {tile.path for tile in new if not tile.is_full}
        for tile in old:
            if not tile.is_full and tile.path not in kept:
                store.delete(FOLDER + tile.path)

    def _have(self, store: Store, to: Cursor) -> None:
        with self.database.write() as connection:
            tiles.move_cursor(connection, store.name, to)


def _have(store: Store, key: str, data: bytes) -> None:
    if not post(store, key, data):
        raise AnotherText(key)


def conflict(store: Store, key: str) -> MunimentError:
    """The error that tells people of `AnotherText`."""
    return MunimentError("ledger.tampered", problem=f"{store.name} holds another text under {key}")
