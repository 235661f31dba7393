"""A directory as a store: written once, flushed, linked into place, read-only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from model.errors import MunimentError, Phrase
from storage.stores import (
    MARKER,
    MARKER_TEXT,
    QUARANTINE,
    TMP,
    Deleted,
    KeyTaken,
    NoSuchObject,
    NotThere,
    ObjectUnreadable,
    Stat,
    checked_key,
)
from storage.stores.file_deleting import delete_file
from storage.stores.file_incoming import FileIncoming, make_folders, refusal, sync_folder
from storage.stores.file_listing import listing
from storage.stores.file_reading import read_file
from storage.stores.file_tidying import tidy_folder


class FileStore:
    """Objects as files below ``root``; ``tmp/`` and ``quarantine/`` there are its workshop."""

    def __init__(self, name: str, root: Path) -> None:
        self._name = name
        self._root = str(root)

    @classmethod
    def create(cls, name: str, root: Path) -> FileStore:
        """Make an empty store at ``root``, or open the one that is there. Raises `storage.away`."""
        store = cls(name, root)
        with store._answering():
            (root / TMP).mkdir(parents=True, exist_ok=True)
            (root / MARKER).write_bytes(MARKER_TEXT)
            make_folders(store._root, QUARANTINE)
        return store

    @property
    def name(self) -> str:
        """As the settings call it."""
        return self._name

    def receive(self, key: str) -> FileIncoming:
        """Begin a new object in ``tmp/``."""
        with self._answering():
            self._look_for_marker()
            return FileIncoming(self._name, self._root, checked_key(key))

    def put(self, key: str, data: bytes) -> str:
        """Write a small object. Raises `KeyTaken`."""
        with self.receive(key) as incoming:
            incoming.write(data)
            return incoming.commit()

    def read(
        self,
        key: str,
        version: str = "",
        offset: int = 0,
        length: int | None = None,
        *,
        from_medium: bool = False,
    ) -> Iterator[bytes]:
        """Chunks of the object. ``from_medium`` drops it from the page cache before."""
        path = self._path(key)
        try:
            yield from read_file(path, offset, length, from_medium=from_medium)
        except FileNotFoundError as error:
            with self._answering():
                self._look_for_marker()
            raise NoSuchObject(key) from error
        except OSError as error:
            with self._answering():
                self._look_for_marker()
            raise ObjectUnreadable(error.strerror or type(error).__name__) from error

    def stat(self, key: str, version: str = "") -> Stat | None:
        """Size of the object. Raises `ObjectUnreadable` where something else lies there."""
        path = self._path(key)
        with self._answering():
            try:
                found = os.lstat(path)
            except FileNotFoundError:
                self._look_for_marker()
                return None
        if not stat.S_ISREG(found.st_mode):
            raise ObjectUnreadable("not a plain file")
        return Stat(key, found.st_size)

    def list(self, prefix: str = "", after: str = "") -> Iterator[Stat]:
        """Objects in the byte order of their keys."""
        with self._answering():
            self._look_for_marker()
            yield from listing(self._root, prefix, after, self._look_for_marker)

    def replace_damaged(self, key: str, bad_sha256: bytes | None, chunks: Iterable[bytes]) -> str:
        """The bad object goes to ``quarantine/``, then the new one is linked in its place.

        Killed between the two, nothing lies under the key: the copy is missing, and repaired
        again. Killed before, the bad object is where it was.
        """
        with self.receive(key) as incoming:
            for chunk in chunks:
                incoming.write(chunk)
            incoming.flush()
            if bad_sha256 is not None and self._digest(key) not in (None, bad_sha256):
                raise KeyTaken(key)
            with self._answering():
                self._set_aside(key)
            return incoming.commit()

    def delete(self, key: str, version: str = "") -> Deleted:
        """See `storage.stores.Store`. There are no versions here, so one that is named is none."""
        path = self._path(key)
        with self._answering():
            self._look_for_marker()
            if version:
                return NotThere()
            return delete_file(path, f"{self._root}/{QUARANTINE}/{key}")

    def free_bytes(self) -> int | None:
        """Room for a process without privileges."""
        with self._answering():
            self._look_for_marker()
            found = os.statvfs(self._root)
            return found.f_bavail * found.f_frsize

    def tidy(self, older_than: float) -> int:
        """Remove stale files from ``tmp/``."""
        with self._answering():
            self._look_for_marker()
            return tidy_folder(f"{self._root}/{TMP}", older_than)

    def _path(self, key: str) -> str:
        return f"{self._root}/{checked_key(key)}"

    def _digest(self, key: str) -> bytes | None:
        digest = sha256()
        try:
            for chunk in self.read(key):
                digest.update(chunk)
        except (NoSuchObject, ObjectUnreadable):
            return None
        return digest.digest()

    def _set_aside(self, key: str) -> None:
        # A random end: the same copy may be damaged more than once.
        target = f"{QUARANTINE}/{key}.{os.urandom(8).hex()}"
        folders = make_folders(self._root, target.rpartition("/")[0])
        path = Path(self._path(key))
        try:
            path.rename(f"{self._root}/{target}")
        except FileNotFoundError:
            return  # missing: nothing to keep
        for folder in (*reversed(folders), str(path.parent)):
            sync_folder(folder)

    def _look_for_marker(self) -> None:
        if not os.path.exists(f"{self._root}/{MARKER}"):  # noqa: PTH110 - hot path
            reason = Phrase(
                f"{self._root} has no {MARKER}, as if its disk were not mounted",
                f"in {self._root} fehlt {MARKER}, als wäre der Datenträger nicht eingehängt",
            )
            raise MunimentError("storage.away", store=self._name, reason=reason)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise refusal(self._name, error) from error
