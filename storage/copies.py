"""One object in one store, and the stores side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from model.aip import Placement
from model.errors import MunimentError
from storage.limit import UNLIMITED, Limit
from storage.packing.directory import ReadRange
from storage.stores import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Copy:
    """A placement together with the store that keeps it."""

    store: Store
    placement: Placement
    limit: Limit = UNLIMITED

    def read(
        self, offset: int = 0, length: int | None = None, *, from_medium: bool = False
    ) -> Iterator[bytes]:
        """Some bytes of the object; see `Store.read` for what may be raised."""
        place = self.placement
        self.limit.request()
        for chunk in self.store.read(
            place.key, place.version, place.offset + offset, length, from_medium=from_medium
        ):
            self.limit.read(len(chunk))
            yield chunk

    def ranges(self, *, from_medium: bool = False) -> ReadRange:
        """For those who read here and there."""
        return lambda offset, length: b"".join(self.read(offset, length, from_medium=from_medium))


def copy_of(stores: Mapping[str, Store], placement: Placement, limit: Limit = UNLIMITED) -> Copy:
    """The copy that a placement names. Raises `storage.unknown`."""
    return Copy(store_of(stores, placement.store), placement, limit)


def store_of(stores: Mapping[str, Store], name: str) -> Store:
    """The store of this name. Raises `storage.unknown`."""
    if name not in stores:
        raise MunimentError("storage.unknown", store=name, stores=", ".join(stores))
    return stores[name]


def side_by_side(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run all, each on its own thread, to their ends; then raise the first error there was."""
    with ThreadPoolExecutor(max(1, len(tasks))) as threads:
        futures = [threads.submit(task) for task in tasks]
    return [future.result() for future in futures]
