"""The vault: one object in several stores, safe in all that are required or not acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from model.aip import Member, Placed, Placement, Sealed
from model.ports import Progress, Silence
from model.verdict import Verdict
from storage import checking, healing, placing, reading
from storage.copies import Copy, copy_of, store_of
from storage.copying import copy_on
from storage.debts import Debts
from storage.limit import UNLIMITED, Limit
from storage.stores import Deleted, Holding, Stat, Store

Write = Callable[[bytes], None]
Seal = Callable[[Write], Sealed]
Noticed = Callable[[Placement, Verdict], None]
SILENCE = Silence()


def silent(_placement: Placement, _verdict: Verdict) -> None:
    """Nobody wants to know; a check will find it again."""


class Vault:
    """Several stores that hold the same objects. All methods raise `storage.away`."""

    def __init__(self, stores: Sequence[Store], may_owe: Collection[str] = ()) -> None:
        """``may_owe``: stores whose copy need not be safe before a generation is called stored."""
        self._stores = {store.name: store for store in stores}
        if len(self._stores) != len(stores):
            raise ValueError("two stores have the same name")
        if len(self._stores.keys() - set(may_owe)) < 2:
            # One copy is none: a medium that fails would take the only one with it.
            raise ValueError("an archive keeps at least two copies, and needs as many stores")
        self._may_owe = frozenset(may_owe)

    @property
    def names(self) -> tuple[str, ...]:
        """The stores, in the order in which they are read."""
        return tuple(self._stores)

    def place(self, key: str, seal: Seal, progress: Progress = SILENCE) -> Placed:
        """Write to all stores while packing, then read every copy back from its medium.

        ``progress`` of reading back, from several threads; of packing ``seal`` tells itself.

        What lies under the key already is adopted, and ``seal`` is not called. After an error
        nothing is acknowledged; call again. A store that may owe its copy and is away or full is
        among the ``owed`` of what is given back. Raises `storage.full`,
        `storage.read-back-failed`, what `adopt` raises, and what ``seal`` raises.
        """
        stores = list(self._stores.values())
        return placing.place(stores, Debts(self._may_owe), key, seal, progress)

    def adopt(self, key: str) -> Placed | None:
        """What lies under the key already, verified byte for byte and copied to every store.

        None where no store has it. Raises `storage.orphan-damaged`, `storage.key-conflict`.
        """
        return placing.adopt(list(self._stores.values()), Debts(self._may_owe), key)

    def copy_to(self, store: str, source: Placement, sha256: bytes) -> Placement:
        """Let ``store`` hold the object of a copy as well, verified on the way and read back.

        An identical object there already is the copy. Raises `storage.key-conflict` where
        another one lies there, `storage.unknown`, `storage.full`, `storage.read-back-failed`,
        `storage.copying.SourceNotIntact`.
        """
        return copy_on(self._copy(source), store_of(self._stores, store), sha256)

    def check(self, placement: Placement, sha256: bytes, limit: Limit = UNLIMITED) -> Verdict:
        """Read the copy from its medium and compare the object's SHA-256."""
        return checking.check(self._copy(placement, limit), sha256)

    def check_deep(
        self,
        placement: Placement,
        sha256: bytes,
        members: Collection[Member] = (),
        limit: Limit = UNLIMITED,
        spool: Path | None = None,
    ) -> Verdict:
        """Object, every member, and the bag's own manifests.

        ``members``: all, as the catalogue has them, in the order of their offsets. ``spool``: for
        lists of them.
        """
        return checking.check_deep(self._copy(placement, limit), sha256, members, spool)

    def locate(self, placement: Placement, members: Collection[Member]) -> str | None:
        """The first altered member of an altered copy; None where no member was hit."""
        return checking.locate(self._copy(placement), members)

    def heal(self, source: Placement, bad: Placement, verdict: Verdict, sha256: bytes) -> Placement:
        """Replace the bad copy, of which ``verdict`` was found, from the source; verify both.

        Raises `storage.copying.SourceNotIntact`, `storage.full`, `storage.read-back-failed`.
        """
        return healing.heal(self._copy(source), self._copy(bad), verdict, sha256)

    def open_object(
        self,
        placements: Sequence[Placement],
        sha256: bytes,
        *,
        noticed: Noticed = silent,
        certain: bool = False,
    ) -> Iterator[bytes]:
        """The whole object, verified: ends with `storage.member-altered`, never with wrong bytes.

        ``noticed`` is told of copies that failed. ``certain``: verify before the first byte.
        """
        first = placements[0]
        wanted = reading.Wanted(first.key, 0, first.length, "sha256", sha256)
        return reading.read_whole(self._copies(placements), wanted, noticed, certain=certain)

    def open_member(
        self,
        placements: Sequence[Placement],
        member: Member,
        start: int = 0,
        length: int | None = None,
        *,
        noticed: Noticed = silent,
        certain: bool = False,
    ) -> Iterator[bytes]:
        """A file inside the object, or a part of it: one ranged read from the first good copy.

        A whole file is verified, and so is a part of a file of up to 8 MiB. Raises
        `storage.member-altered`, at once or before the last chunk.
        """
        wanted, copies = reading.Wanted.of(member), self._copies(placements)
        left = max(0, member.size - start)
        length = left if length is None else min(length, left)
        if length == member.size:
            return reading.read_whole(copies, wanted, noticed, certain=certain)
        return reading.read_part(copies, wanted, start, length, noticed)

    def listed(self, store: str, prefix: str) -> Iterator[str]:
        """Keys in one store. Raises `storage.unknown`."""
        return (stat.key for stat in self.listing(store, prefix))

    def listing(self, store: str, prefix: str, after: str = "") -> Iterator[Stat]:
        """What one store holds, in the byte order of the keys. Raises `storage.unknown`."""
        return store_of(self._stores, store).list(prefix, after)

    def remove(self, store: str, key: str) -> Deleted:
        """For disposal alone: every version of an object, and what repairs set aside of it.

        Raises `storage.unknown`.
        """
        return store_of(self._stores, store).delete(key)

    def hold(self, placement: Placement, *, on: bool) -> bool:
        """Set or lift the legal hold of a copy; False where its store cannot hold.

        Raises `storage.unknown`.
        """
        store = store_of(self._stores, placement.store)
        return isinstance(store, Holding) and store.hold(placement.key, placement.version, on=on)

    def answers(self, store: str) -> None:
        """Ask one store whether it is there. Raises `storage.away`, `storage.unknown`."""
        store_of(self._stores, store).free_bytes()

    def free_bytes(self) -> dict[str, int | None]:
        """Room left in each store; None where a store does not know."""
        return {name: store.free_bytes() for name, store in self._stores.items()}

    def free_in(self, store: str) -> int | None:
        """Room left in one of them; None where it does not know. Raises `storage.unknown`."""
        return store_of(self._stores, store).free_bytes()

    def tidy(self, older_than: float) -> int:
        """Remove what interrupted writes left, older than so many seconds; return how many."""
        return sum(store.tidy(older_than) for store in self._stores.values())

    def _copy(self, placement: Placement, limit: Limit = UNLIMITED) -> Copy:
        return copy_of(self._stores, placement, limit)

    def _copies(self, placements: Sequence[Placement]) -> list[Copy]:
        # As the settings order the stores, for the near and fast one is named first; but a copy
        # that is known to be damaged only after all others.
        names = list(self._stores)
        known = [p for p in placements if p.store in self._stores]
        known.sort(key=lambda p: (p.doubtful, names.index(p.store)))
        return [self._copy(p) for p in known]
