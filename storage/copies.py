"""One object in one store, and the stores side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from model.aip import Placement
from model.errors import MunimentError
from storage.packing.directory import ReadRange
from storage.stores import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Copy:
    """A placement together with the store that keeps it."""

    store: Store
    placement: Placement

    def read(
        self, offset: int = 0, length: int | None = None, *, from_medium: bool = False
    ) -> Iterator[bytes]:
        """Some bytes of the object; see `Store.read` for what may be raised."""
        place = self.placement
        return self.store.read(
            place.key, place.version, place.offset + offset, length, from_medium=from_medium
        )

    def ranges(self, *, from_medium: bool = False) -> ReadRange:
        """For those who read here and there."""
        return lambda offset, length: b"".join(self.read(offset, length, from_medium=from_medium))


def copy_of(stores: Mapping[str, Store], placement: Placement) -> Copy:
    """The copy that a placement names. Raises `storage.unknown`."""
    if placement.store not in stores:
        known = ", ".join(stores)
        raise MunimentError("storage.unknown", store=placement.store, stores=known)
    return Copy(stores[placement.store], placement)


def side_by_side(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run all, each on its own thread, to their ends; then raise the first error there was."""
    with ThreadPoolExecutor(max(1, len(tasks))) as threads:
        futures = [threads.submit(task) for task in tasks]
    return [future.result() for future in futures]
