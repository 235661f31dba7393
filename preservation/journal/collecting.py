"""Lines on their way from many files to one description each: sorted by prefix, on disk.

Two million descriptions do not fit into memory, but those of one prefix do.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Self
from uuid import UUID

from schemas.journal import PREFIXES
from schemas.journal_lines import Line, Standing, decode

_RECORD = struct.Struct(">16sQI")  # id, revision, how many bytes follow


class Pile:
    """The lines of one file, which nobody believes until its end was reached."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 - closed in __exit__

    def add(self, line: Line, raw: bytes) -> None:
        """Put a line on it."""
        self._file.write(_RECORD.pack(line.id.bytes, line.revision, len(raw)) + raw)

    def records(self) -> Iterator[tuple[UUID, int, bytes]]:
        """Id, revision and text of every line, in their order."""
        self._file.seek(0)
        while head := self._file.read(_RECORD.size):
            identifier, revision, length = _RECORD.unpack(head)
            yield UUID(bytes=identifier), revision, self._file.read(length)

    def append(self, identifier: UUID, revision: int, raw: bytes) -> None:
        """Put a record of another pile on it."""
        self._file.write(_RECORD.pack(identifier.bytes, revision, len(raw)) + raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Collection:
    """All lines that are believed, a pile for each prefix."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._piles: dict[int, Pile] = {}
        self._open = ExitStack()

    def take(self, pile: Pile) -> None:
        """Every line of a file that was read to its end."""
        for identifier, revision, raw in pile.records():
            prefix = identifier.int % PREFIXES
            if prefix not in self._piles:
                self._piles[prefix] = self._open.enter_context(Pile(self._folder))
            self._piles[prefix].append(identifier, revision, raw)

    def descriptions(self) -> Iterator[list[Line]]:
        """For each description that is not gone its revisions, the newest last."""
        for prefix in sorted(self._piles):
            said: dict[UUID, dict[int, bytes]] = {}
            for identifier, revision, raw in self._piles[prefix].records():
                said.setdefault(identifier, {})[revision] = raw  # the last word on it counts
            for identifier in sorted(said):
                if lines := _merged(said[identifier]):
                    yield lines

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def _merged(said: dict[int, bytes]) -> list[Line]:
    newest = decode(json.loads(said[max(said)]))
    if newest.standing is Standing.GONE:
        return []
    past = [
        replace(decode(json.loads(said[number])), standing=Standing.PAST)
        for number in sorted(said)
        # A store that came back late may still hold what was erased by law.
        if newest.erased_before <= number < newest.revision
    ]
    if newest.standing is not Standing.CURRENT:
        newest = replace(newest, standing=Standing.CURRENT)
    return [*past, newest]
