"""The ledger read from the stores. Nothing is believed that a signed checkpoint does not prove.

A checkpoint's root proves the right edge of the tree; each hash of a tile proves the tile below
it; a tile of leaves proves its bundle of entries (C2SP tlog-tiles, RFC 9162 section 2.1). Each
piece may come from another store, so that damage in one of them costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from catalogue.ledger import Checkpoint, InvalidNote, Verifier
from catalogue.ledger.restoring import is_event
from catalogue.ledger.tiles import Cursor
from model.merkle import Frontier, leaf_hash, root
from model.tiles import HEIGHT, WIDTH, Tile, bundle_at, hashes_in, right_edge, unpack
from preservation.log import CHECKPOINTS, FOLDER, KEYS
from storage.posting import text_of
from storage.stores import Store

_MOST_CHOICES = 1_000  # of tiles for one right edge; honest stores give one or two


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint that is proved, and the store that has it."""

    checkpoint: Checkpoint
    note: str
    store: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Up to 256 entries in their order; None for one that no store has any more."""

    first: int
    hashes: Sequence[bytes]
    entries: Sequence[bytes | None]


class Log:
    """The ledger in several stores."""

    def __init__(self, stores: Sequence[Store], verifiers: Sequence[Verifier]) -> None:
        """``verifiers``: the public keys that are trusted."""
        self._stores = stores
        self._verifiers = verifiers

    def newest(self) -> Head | None:
        """The checkpoint over most events whose signature is right and whose tree is there.

        None where no store has one. Raises `storage.away`.
        """
        found = [head for store in self._stores for head in self._heads(store)]
        for head in sorted(found, key=lambda one: -one.checkpoint.size):
            if self._edge(head.checkpoint) is not None:
                return head
        return None

    def stretches(self, checkpoint: Checkpoint) -> Iterator[Stretch]:
        """All entries under a checkpoint, proved. Raises LookupError where a tile is lost."""
        edge = self._edge(checkpoint)
        if edge is None:
            raise LookupError("no store has the tiles that this checkpoint signs")
        for tile, hashes in edge:
            level, first = tile.level or 0, tile.number * WIDTH
            if level == 0:
                yield self._stretch(tile, hashes)
            else:
                for number, expected in enumerate(hashes, first):
                    yield from self._below(level - 1, number, expected)

    def tail(self, size: int) -> Iterator[bytes]:
        """Entries after the first ``size``, which no checkpoint signs yet.

        Nothing proves them. Each is the first that a store has and that is an event at all; the
        tail ends where there is none.
        """
        number, skip = size // WIDTH, size % WIDTH
        while True:
            found = list(self._entries(Tile(None, number, skip + 1)))
            for at in range(skip, WIDTH):
                candidates = (bundle[at] for bundle in found if at < len(bundle))
                entry = next((one for one in candidates if is_event(one)), None)
                if entry is None:
                    return
                yield entry
            number, skip = number + 1, 0

    def extent(self, store: Store) -> Cursor:
        """How far a store has the ledger, by the names of what lies there. `storage.away`."""
        entries = 0
        for found in store.list(f"{FOLDER}tile/entries/"):
            tile = bundle_at(found.key.removeprefix(FOLDER))
            if tile is not None:
                entries = max(entries, tile.number * WIDTH + tile.width)
        signed = max((head.checkpoint.size for head in self._heads(store)), default=0)
        return Cursor(entries, signed)

    def _heads(self, store: Store) -> Iterator[Head]:
        keys = [found.key for found in store.list(CHECKPOINTS)]
        for key in reversed(keys):
            note = text_of(store, key).decode(errors="replace")
            for verifier in self._verifiers:
                try:
                    yield Head(verifier.open(note), note, store.name)
                except InvalidNote:
                    continue
                return  # the older ones are part of it

    def _edge(self, checkpoint: Checkpoint) -> list[tuple[Tile, list[bytes]]] | None:
        partial = right_edge(checkpoint.size)
        choices = [list(self._stored(tile)) for tile in partial]
        found = _fitting(partial, choices, checkpoint)
        if found is None:
            computed = [list(self._computed(tile)) for tile in partial]
            choices = [[*some, *more] for some, more in zip(choices, computed, strict=True)]
            found = _fitting(partial, choices, checkpoint)
        return found

    def _below(self, level: int, number: int, expected: bytes) -> Iterator[Stretch]:
        tile = Tile(level, number)
        candidates = chain(self._stored(tile), self._computed(tile))
        hashes = next((one for one in candidates if root(one) == expected), None)
        if hashes is None:
            raise LookupError(f"no store has {tile.path} as it was signed")
        if level == 0:
            yield self._stretch(tile, hashes)
            return
        for child, below in enumerate(hashes, number * WIDTH):
            yield from self._below(level - 1, child, below)

    def _stretch(self, tile: Tile, hashes: list[bytes]) -> Stretch:
        entries: list[bytes | None] = [None] * len(hashes)
        for bundle in self._entries(Tile(None, tile.number, tile.width)):
            for at, (expected, entry) in enumerate(zip(hashes, bundle, strict=False)):
                if entries[at] is None and leaf_hash(entry) == expected:
                    entries[at] = entry
            if None not in entries:
                break
        return Stretch(tile.number * WIDTH, hashes, entries)

    def _stored(self, tile: Tile) -> Iterator[list[bytes]]:
        """What the stores have for a tile of hashes."""
        for store in self._stores:
            for data in _texts(store, tile):
                yield hashes_in(data)[: tile.width]

    def _computed(self, tile: Tile) -> Iterator[list[bytes]]:
        """What follows for a tile of hashes from what lies below it."""
        if not tile.level:
            for bundle in self._entries(Tile(None, tile.number, tile.width)):
                yield [leaf_hash(entry) for entry in bundle[: tile.width]]
            return
        first = tile.number * WIDTH
        roots = []
        for number in range(first, first + tile.width):
            below = Tile(tile.level - 1, number)
            candidates = chain(self._stored(below), self._computed(below))
            whole = next((one for one in candidates if len(one) == WIDTH), None)
            if whole is None:
                return
            roots.append(root(whole))
        yield roots

    def _entries(self, tile: Tile) -> Iterator[list[bytes]]:
        for store in self._stores:
            for data in _texts(store, tile):
                yield unpack(data)


def _fitting(
    partial: list[Tile], choices: list[list[list[bytes]]], checkpoint: Checkpoint
) -> list[tuple[Tile, list[bytes]]] | None:
    for chosen in islice(product(*choices), _MOST_CHOICES):
        growing = Frontier()
        for tile, hashes in zip(partial, chosen, strict=True):
            for one in hashes:
                growing.add(one, (tile.level or 0) * HEIGHT)
        if (growing.size, growing.root()) == (checkpoint.size, checkpoint.root):
            return list(zip(partial, chosen, strict=True))
    return None


def known_keys(stores: Sequence[Store]) -> list[Verifier]:
    """The public keys that lie in the stores. Whoever trusts them must have seen them elsewhere."""
    found: dict[str, Verifier] = {}
    for store in stores:
        for stat in store.list(KEYS):
            try:
                verifier = Verifier.parse(text_of(store, stat.key).decode(errors="replace"))
            except InvalidNote:
                continue
            found[str(verifier)] = verifier
    return list(found.values())


def _texts(store: Store, tile: Tile) -> Iterator[bytes]:
    """The full tile, else the partial ones that are wide enough, the widest first."""
    full = text_of(store, FOLDER + tile.full_path)
    if full:
        yield full
    if tile.is_full:
        return
    partial = []
    for found in store.list(f"{FOLDER}{tile.full_path}.p/"):
        width = found.key.rpartition("/")[2]
        if width.isdecimal() and int(width) >= tile.width:
            partial.append((int(width), found.key))
    for _, key in sorted(partial, reverse=True):
        yield text_of(store, key)
