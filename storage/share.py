"""A store's share in the writing of a generation, which goes to all stores at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from model.aip import Placement, Sealed
from storage.copies import Copy
from storage.copying import confirm
from storage.debts import Debts
from storage.flow import Lane
from storage.stores import Incoming, Store


class Share:
    """One object on its way into one store. A store that may owe its copy fails alone."""

    def __init__(self, store: Store, key: str, debts: Debts) -> None:
        self.store = store
        self._key, self._debts = key, debts
        self._opened = ExitStack()
        self._incoming: Incoming | None = None
        self._lane: Lane[bytes] | None = None

    def write(self, chunk: bytes) -> None:
        """Append, on the share's own thread. Raises `storage.away`, `storage.full`."""
        lane = self._lane
        if lane is not None:
            self._debts.excused(self.store.name, lambda: lane.put(chunk))

    def close(self) -> None:
        """Wait until everything was written. Raises `storage.away`, `storage.full`."""
        if self._lane is not None:
            self._debts.excused(self.store.name, self._lane.close)

    def abandon(self) -> None:
        """Let the thread end, whatever came of it."""
        if self._lane is not None:
            self._lane.abandon()

    @property
    def owed(self) -> bool:
        """Whether this store will get its copy later."""
        return self._debts.owes(self.store.name)

    def commit(self, sealed: Sealed, told: Callable[[int], None]) -> Placement | None:
        """Make it visible and read it back from the medium; None where the copy is owed.

        ``told`` of every piece that was read back, in bytes. Raises `KeyTaken`, `storage.away`,
        `storage.full`, `storage.read-back-failed`.
        """
        incoming = self._incoming
        if incoming is None:
            return None
        return self._debts.excused(self.store.name, lambda: self._commit(incoming, sealed, told))

    def _commit(self, incoming: Incoming, sealed: Sealed, told: Callable[[int], None]) -> Placement:
        version = incoming.commit()
        placement = Placement(self.store.name, self._key, version, 0, sealed.object_size)
        confirm(Copy(self.store, placement), sealed.object_sha256, told)
        return placement

    def __enter__(self) -> Self:
        self._incoming = self._debts.excused(self.store.name, self._open)
        if self._incoming is not None:
            self._lane = Lane(self._incoming.write)
        return self

    def _open(self) -> Incoming:
        return self._opened.enter_context(self.store.receive(self._key))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(kind, error, trace)
