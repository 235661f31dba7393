"""Stores: where objects lie under keys. Under one key only one content is ever valid.

Every store keeps the same promises; `tests/storage/store_contract.py` tests them all alike.

| word | module |
|---|---|
| a directory as a store | `file`, with `file_…` for each of its deeds |
| a bucket as a store | `s3`, with `s3_…` for each of its deeds |
| a new store in a place of its own | `founding` |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self, runtime_checkable

# S3 allows 1,024 bytes and file systems 255. Some are left for a bucket's prefix, for the longer
# name that a damaged object gets in quarantine/, and for what servers over a file system add.
MAX_KEY_BYTES = 900
MAX_SEGMENT_BYTES = 200
# these folders of a store are its workshop, not its holdings
TMP, QUARANTINE = "tmp", "quarantine"
# Every store bears this mark. Where it is not, nothing is read or written: an empty mount point,
# an emptied bucket or a mistyped prefix must be "away", not "everything is missing".
MARKER = "muniment-store.txt"
MARKER_TEXT = b"A store of Muniment, a digital archive. Do not change anything in here by hand.\n"
RESERVED = frozenset({TMP, QUARANTINE, MARKER})


class KeyTaken(Exception):
    """There is an object under this key already. It stays as it is."""


class NoSuchObject(Exception):
    """The store answers, and says that there is no object under this key."""


class ObjectUnreadable(Exception):
    """The store has the object and cannot give its bytes; the argument says why."""


@dataclass(frozen=True, slots=True)
class Stat:
    """What a store says of an object without reading it. ``version``: empty where it has none."""

    key: str
    size: int
    version: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """Nothing of it is left in this store, and a power cut will not bring it back."""


@dataclass(frozen=True, slots=True)
class NotThere:
    """There was nothing to remove: it never was here, or somebody removed it before."""


@dataclass(frozen=True, slots=True)
class Held:
    """Object Lock forbids it. ``until``: when the last retention ends; None: a legal hold.

    A legal hold has no end but the one that somebody puts to it.
    """

    until: datetime | None


Deleted = Removed | NotThere | Held
"""Every ``match`` over it ends in ``assert_never``."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a bucket can do, found by trying. Without any of it a store keeps its promises still."""

    conditional: bool  # refuses to overwrite when asked to, also objects that come in parts
    versioning: bool  # keeps what is overwritten
    object_lock: bool  # can be told to refuse deleting until a day
    checksums: bool  # keeps the SHA-256 that it verified on arrival
    # holds everything that is put into it, by a rule of its own: also what may have to go
    holds_all: bool = False


class Incoming(Protocol):
    """An object on its way into a store: nothing of it is visible before `commit`."""

    def write(self, chunk: bytes) -> None:
        """Append. Raises `storage.full`, `storage.away`."""

    def commit(self) -> str:
        """Make it durable and visible, all of it at once; return its version.

        Raises `KeyTaken` where an object lies under the key by then, `storage.full`,
        `storage.away`. After any of these nothing of it is left.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None:
        """Leaving without `commit` leaves nothing behind."""


class Store(Protocol):
    """A place that keeps objects. Raises `storage.away` where it does not answer."""

    @property
    def name(self) -> str:
        """As the settings, the catalogue and the ledger call it."""

    def receive(self, key: str) -> Incoming:
        """Begin to write an object that is not there yet."""

    def put(self, key: str, data: bytes) -> str:
        """Write a small object that is not there yet; return its version. Raises `KeyTaken`."""

    def read(
        self,
        key: str,
        version: str = "",
        offset: int = 0,
        length: int | None = None,
        *,
        from_medium: bool = False,
    ) -> Iterator[bytes]:
        """The bytes from ``offset`` on, in chunks; fewer than ``length`` only at the end.

        ``from_medium``: past the machine's memory, so that it is the disk that answers.
        Raises `NoSuchObject` and `ObjectUnreadable`, also between two chunks.
        """

    def stat(self, key: str, version: str = "") -> Stat | None:
        """Size and version, or None where there is no such object."""

    def list(self, prefix: str = "", after: str = "") -> Iterator[Stat]:
        """Objects whose keys start with ``prefix`` and sort after ``after``, in byte order."""

    def replace_damaged(self, key: str, bad_sha256: bytes | None, chunks: Iterable[bytes]) -> str:
        """For repair only: set the bad object aside, then put ``chunks`` in its place.

        ``bad_sha256``: the digest that the damaged object was found to have, None where it could
        not be read or is missing. If the object there has another digest by now, somebody else
        was quicker: raises `KeyTaken` and changes nothing. Returns the new version.
        """

    def delete(self, key: str, version: str = "") -> Deleted:
        """For disposal, and for what may be dropped: journal, state, partial tiles.

        Removes every version of the object, marks of earlier deletions, and what repairs set
        aside of it; with ``version`` that one alone. If any of them is held, all stay. Call it
        again after any error: it goes on where it stopped. Raises `storage.away`, also where
        the store refuses for a reason of its own.
        """

    def free_bytes(self) -> int | None:
        """Room left, or None where the store does not know."""

    def tidy(self, older_than: float) -> int:
        """Remove what interrupted writes left, if older than so many seconds; return how many.

        What a living process is writing is never touched.
        """


@runtime_checkable
class Versioned(Protocol):
    """A store that may hold several versions under one key."""

    def versions(self, prefix: str = "", after: str = "") -> Iterator[Stat]:
        """As `Store.list`, but every version there is of each object, the newest first.

        Those too that a mark of deletion hides. ``version`` is empty where the newest has none.
        """


@runtime_checkable
class Probed(Protocol):
    """A store whose medium can do more or less, which `doctor` should know."""

    def abilities(self) -> Abilities:
        """Try it out, with an object in the store's workshop. Raises `storage.away`."""


@runtime_checkable
class Holding(Protocol):
    """A store that can be told to let nobody delete one object (S3 Object Lock, legal hold)."""

    def hold(self, key: str, version: str, *, on: bool) -> bool:
        """Set the hold of one version, or lift it; False where the bucket has no Object Lock.

        The same again changes nothing; what the settings hold by themselves is not lifted. Raises
        `storage.away`, also where the server says yes and does not do it.
        """


def checked_key(key: str) -> str:
    """Return ``key`` if every store can hold it; raises ValueError: keys are ours, not input."""
    if len(key.encode()) > MAX_KEY_BYTES:
        raise ValueError(f"a key has at most {MAX_KEY_BYTES} bytes, as S3 allows no more")
    if "\\" in key or any(ord(c) < 0x20 or ord(c) == 0x7F for c in key):
        # on some systems a backslash separates folders; control characters break listings
        raise ValueError(f"backslashes and control characters have no place in a key: {key!r}")
    segments = key.split("/")
    if "" in segments:
        # a slash at either end, or two in a row, would name a folder or another key's object
        raise ValueError(f"a key has no empty segment: {key!r}")
    if "." in segments or ".." in segments:
        # "aip/../../x" would leave the store
        raise ValueError(f"a key does not climb: {key!r}")
    if any(len(s.encode()) > MAX_SEGMENT_BYTES for s in segments):
        raise ValueError(f"a segment of a key has at most {MAX_SEGMENT_BYTES} bytes: {key!r}")
    if segments[0] in RESERVED:
        raise ValueError(f"{segments[0]} belongs to the store's own workshop")
    return key
