"""The members of a generation, column by column: a rebuild passes a thousand million of them on.

One object for each file would cost more than all that is done with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self

Row = tuple[str, int, bytes, int, int, int, int, int]
"""One member, in the order of the columns."""


class Members(NamedTuple):
    """Columns of the same length. What they mean is said at `model.aip.Member`.

    ``formats``: which of the formats that are told beside them, -1: nobody asked what it is.
    ``held_in`` is 0 where the object itself has the bytes. Small numbers may come as ``bytes``.
    """

    paths: Sequence[str]
    sizes: Sequence[int]
    sha512: Sequence[bytes]
    crc32: Sequence[int]
    offsets: Sequence[int]
    roles: Sequence[int]
    formats: Sequence[int]
    held_in: Sequence[int]

    @classmethod
    def none(cls) -> Self:
        """Of a generation of which nobody knows any."""
        return cls((), (), (), (), (), b"", (), b"")

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Self:
        """From rows to columns."""
        columns = list(zip(*rows, strict=True))
        return cls(*columns) if columns else cls.none()

    def rows(self) -> Iterator[Row]:
        """From columns to rows."""
        return zip(*self, strict=True)
