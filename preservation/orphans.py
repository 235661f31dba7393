"""Orphans: objects among the AIPs that the catalogue does not know, by a merge of two sorted lists.

A store lists its objects in the byte order of their keys; the catalogue gives its own in the same
order. Both are streamed, a partition after the other, so that memory does not grow and the search
can be taken up where it was. An orphan is reported and never deleted: it is what a deed that was
interrupted left, and that deed, done again, adopts it; or somebody has put it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from catalogue import copies, disposals
from catalogue.database import Connection, Database
from catalogue.disposals import Disposal
from model.disposal import DisposalState
from model.ids import PARTITIONS, from_object_key, object_key, partition_folder
from model.ports import Progress
from storage.limit import UNLIMITED, Limit
from storage.vault import Vault

FOLDER = "aip/"
_PAGE = 1_000  # keys in an answer of S3, and rows of the catalogue at once
PIECE = 20_000  # objects until a piece ends, at the next partition


@dataclass(frozen=True, slots=True)
class Orphan:
    """An object without a row. ``begun``: a deed or a filling that is known has written it.

    ``disposal``: it was disposed of by this one, and lies there again.
    """

    store: str
    key: str
    size: int
    begun: bool
    disposal: UUID | None = None


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A piece of the search. ``next``: the partition to go on with; None at the end."""

    orphans: Sequence[Orphan]
    objects: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Orphans:
    """Looks for them in the stores of one archive."""

    database: Database
    vault: Vault
    progress: Progress
    limit: Limit = UNLIMITED

    def survey(self, store: str, start: int, piece: int = PIECE) -> Surveyed:
        """From a partition on, through ``piece`` objects and to the end of the partition then.

        Raises `storage.away`, `storage.unknown`.
        """
        known = _Ahead(self._known(store, start))
        strange: list[tuple[str, int]] = []
        seen, after = 0, _end(start)
        # Everything that sorts before the first partition's folder belongs to the first piece.
        for there in self.vault.listing(store, FOLDER, partition_folder(start) if start else ""):
            if seen >= piece and there.key >= after:
                return Surveyed(self._orphans(store, strange), seen, _partition_at(there.key))
            if seen % _PAGE == 0:
                self.limit.request()
            seen += 1
            if seen <= piece:
                after = _end(_partition_at(there.key))
            if not known.has(there.key):
                strange.append((there.key, there.size))
        return Surveyed(self._orphans(store, strange), seen, None)

    def _known(self, store: str, start: int) -> Iterator[str]:
        after: tuple[int, UUID | None, int] = (start, None, 0)
        while True:
            with self.database.read() as connection:
                page = copies.keys_in(connection, store, after, _PAGE)
            for partition, aip, number in page:
                yield object_key(aip, number)
                after = (partition, aip, number)
            if len(page) < _PAGE:
                return

    def _orphans(self, store: str, strange: Sequence[tuple[str, int]]) -> list[Orphan]:
        """Looked at again: what was written meanwhile is none, and what is to go is known."""
        found = []
        with self.database.read() as connection:
            for key, size in strange:
                known = copies.known_of(connection, store, key)
                if known is copies.Known.RECORDED:
                    continue
                gone = _disposal_of(connection, key)
                if gone is not None and gone.state is not DisposalState.DISPOSED:
                    continue  # it is still being disposed of, and tried again every night
                is_begun = gone is None and known is copies.Known.BEGUN
                found.append(Orphan(store, key, size, is_begun, gone.id if gone else None))
        return found


class _Ahead:
    """A sorted list of keys, asked for keys in the same order."""

    def __init__(self, keys: Iterator[str]) -> None:
        self._keys = keys
        self._next = next(keys, None)

    def has(self, key: str) -> bool:
        """Whether it is among them."""
        while self._next is not None and self._next < key:
            self._next = next(self._keys, None)
        return self._next == key


def _disposal_of(connection: Connection, key: str) -> Disposal | None:
    named = from_object_key(key)
    return None if named is None else disposals.of_object(connection, *named)


def _partition_at(key: str) -> int:
    """The partition whose folder is the last that sorts not behind the key."""
    low, high = 0, PARTITIONS - 1
    while low < high:
        middle = (low + high + 1) // 2
        if partition_folder(middle) <= key:
            low = middle
        else:
            high = middle - 1
    return low


def _end(partition: int) -> str:
    """The first key that can belong to the next partition; behind the last one no key does."""
    return partition_folder(partition + 1) if partition + 1 < PARTITIONS else "aip0"
