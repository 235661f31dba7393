"""A list that may be longer than memory: written once, read from the front as often as one likes.

An AIP may hold a million files, and every step of its way asks for all of them. A roll keeps its
rows by pages in an unnamed file of the spool, and a page at a time in memory; a short one never
touches the disk.
"""

from __future__ import annotations

import io
import os
import pickle
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass
from heapq import merge
from itertools import islice
from operator import attrgetter, eq
from pathlib import Path
from typing import Any, TypeVar

from storage.packing.spool import unwritable

Row = TypeVar("Row")
Key = Callable[[Row], Any]

_PAGE = 250  # rows: enough to be quick, few enough that many rolls are merged in little memory
_RUN = 5_000  # rows that are sorted at once


class Roll(Collection[Row]):
    """Rows in the order in which they came: nouns, tuples or plain values.

    Whatever reads or writes it may raise `home.full` and `home.not-writable`.
    """

    def __init__(self, folder: Path | None = None, rows: Iterable[Row] = ()) -> None:
        """``folder``: the spool; None is where the system keeps files for a while."""
        self._folder = folder
        self._file: io.FileIO | None = None
        self._pages: list[tuple[int, int]] = []  # offset and length in the file
        self._last: list[Row] = []  # the page that is not full yet
        self._end = 0
        self.extend(rows)

    def append(self, row: Row) -> None:
        """One more at the end."""
        self._last.append(row)
        if len(self._last) == _PAGE:
            self._write_page()

    def extend(self, rows: Iterable[Row]) -> None:
        """Some more at the end."""
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return len(self._pages) * _PAGE + len(self._last)

    def __iter__(self) -> Iterator[Row]:
        for offset, length in self._pages:
            # Our own bytes: nobody else can reach a file without a name.
            yield from pickle.loads(self._read(offset, length))  # noqa: S301
        yield from self._last

    def __contains__(self, row: object) -> bool:
        return any(one == row for one in self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Collection):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # it changes, as a list does

    def _write_page(self) -> None:
        page = io.BytesIO()
        pickler = pickle.Pickler(page, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _NOUNS
        pickler.dump(self._last)
        left = page.getbuffer()
        self._pages.append((self._end, len(left)))
        try:
            if self._file is None:
                self._file = _unnamed(self, self._folder)
            while left:
                count = os.pwrite(self._file.fileno(), left, self._end)
                left, self._end = left[count:], self._end + count
        except OSError as error:
            raise unwritable(error, self._place) from error
        self._last = []

    def _read(self, offset: int, length: int) -> bytes:
        assert self._file is not None, "there are pages in it"
        try:
            # At a place, so that several may read at once.
            return os.pread(self._file.fileno(), length, offset)
        except OSError as error:
            raise unwritable(error, self._place) from error

    @property
    def _place(self) -> Path:
        return self._folder or Path(tempfile.gettempdir())


def in_order(rows: Iterable[Row], key: Key[Row], folder: Path | None = None) -> Roll[Row]:
    """The rows in the order of their keys; those that are equal as they came."""
    runs: list[Roll[Row]] = []
    waiting, highest = iter(rows), None
    while some := sorted(islice(waiting, _RUN), key=key):
        # What came in order, as most does, goes on in the same run.
        if not runs or key(some[0]) < highest:
            runs.append(Roll(folder))
        runs[-1].extend(some)
        highest = key(some[-1])
        some.clear()  # before the next ones are in memory as well
    return runs[0] if len(runs) == 1 else Roll(folder, merge(*runs, key=key))


def _unnamed(owner: object, folder: Path | None) -> io.FileIO:
    file: Any = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - lives with the roll
    weakref.finalize(owner, file.close)
    opened: io.FileIO = getattr(file, "file", file)
    return opened


class _Nouns(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """How frozen nouns are written: by their fields, three times as quick as pickle's own way."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]]:
        if not is_dataclass(kind):
            raise KeyError(kind)
        said = attrgetter(*(field.name for field in fields(kind)))
        self[kind] = reduced = lambda noun: (kind, said(noun))
        return reduced


_NOUNS = _Nouns()
