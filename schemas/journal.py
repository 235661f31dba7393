"""The journal of descriptions: plain NDJSON in UTF-8, one revision of one description on a line.

A file begins with a line that says what it is and ends with one that says how much there was, so
that nothing can be missing from it unnoticed:

    {"format": "muniment-journal-1", "kind": "segment", "first": 1, "last": 2, "lines": 2, …}
    {"seq": 1, "id": "…", "revision": 1, "at": "…", "description": {…}, "position": 1, …}
    {"seq": 2, …}
    {"end": true, "lines": 2, "sha256": "… of every byte before this line"}

docs/journal.md tells what each field means. Fields that a reader does not know are passed over.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from model.event import utc
from schemas.journal_lines import JournalSyntaxError, Line, decode

FORMAT = "muniment-journal-1"
"""Named in every file; a change that older programs would misread gets a new name."""

FOLDER = "journal/descriptions/"
SEGMENTS = f"{FOLDER}segments/"
SNAPSHOTS = f"{FOLDER}snapshots/"
CATALOGUE = "journal/catalogue/"
PREFIXES = 256

_SEGMENT = re.compile(rf"{SEGMENTS}([0-9]{{20}})-([0-9]{{20}})\.ndjson")
_SNAPSHOT = re.compile(rf"{SNAPSHOTS}([0-9a-f]{{2}})/([0-9]{{20}})\.ndjson")
_CATALOGUE = re.compile(rf"{CATALOGUE}([0-9]{{20}})-([0-9]{{20}})-([0-9]{{4,9}})\.ndjson\.zst")
_LONGEST = 64 << 20  # bytes of one line: no description is longer, and memory has an end


@dataclass(frozen=True, slots=True)
class Name:
    """Which file it is. ``prefix`` None: a segment, the changes numbered ``first`` to ``last``.

    Else a snapshot: what all descriptions with this prefix say after change number ``last``.
    ``edition`` from 1 on: a segment of the catalogue (`schemas.segments`), cut for so many times,
    with what was stored at the positions ``first`` to ``last`` of the ledger.
    """

    first: int
    last: int
    prefix: int | None = None
    edition: int = 0

    @property
    def key(self) -> str:
        """Where it lies in a store."""
        if self.edition:
            return f"{CATALOGUE}{self.first:020d}-{self.last:020d}-{self.edition:04d}.ndjson.zst"
        if self.prefix is None:
            return f"{SEGMENTS}{self.first:020d}-{self.last:020d}.ndjson"
        return f"{SNAPSHOTS}{self.prefix:02x}/{self.last:020d}.ndjson"

    @classmethod
    def of_key(cls, key: str) -> Name | None:
        """What lies under a key; None where it is none of the journal's."""
        if found := _SEGMENT.fullmatch(key):
            first, last = int(found[1]), int(found[2])
            return cls(first, last) if 1 <= first <= last else None
        if found := _SNAPSHOT.fullmatch(key):
            return snapshot(int(found[1], 16), int(found[2]))
        if found := _CATALOGUE.fullmatch(key):
            name = cls(int(found[1]), int(found[2]), edition=int(found[3]))
            return name if name.key == key and name.first <= name.last and name.edition else None
        return None


def snapshot(prefix: int, upto: int) -> Name:
    """The name of a snapshot."""
    return Name(1, upto, prefix)


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a file. ``archive``: the origin, as on the ledger's checkpoints.

    ``kept_from``: changes with smaller numbers may be missing: every snapshot covers them.
    """

    name: Name
    archive: str
    lines: int
    kept_from: int
    written_at: datetime


def segment(
    archive: str, first: int, encoded: Sequence[bytes], kept_from: int, at: datetime
) -> tuple[Head, bytes]:
    """A segment of lines that bear their numbers, whole: it is small enough for memory."""
    lines = len(encoded)
    head = Head(Name(first, first + lines - 1), archive, lines, kept_from, at)
    return head, b"".join(frame(head, encoded))


def frame(head: Head, encoded: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file whose lines are written already; as many as ``head`` says."""
    digest = hashlib.sha256()
    for piece in chain((_json(_stated(head)),), encoded):
        digest.update(piece)
        yield piece
    yield _json({"end": True, "lines": head.lines, "sha256": digest.hexdigest()})


def read(chunks: Iterable[bytes], key: str) -> Iterator[Head | Line]:
    """The head, then every line. Nothing may be believed before the end is reached.

    ``key``: where it lies, which its head must agree with. Raises JournalSyntaxError.
    """
    return (found for found, _ in read_raw(chunks, key))


def read_raw(chunks: Iterable[bytes], key: str) -> Iterator[tuple[Head | Line, bytes]]:
    """The same, each with the line that says it, as it is written."""
    reading = _Reading(key)
    for number, raw in enumerate(_lines(chunks, key), 1):
        try:
            found = reading.take(raw)
        except ValueError as error:
            raise JournalSyntaxError(key, number, str(error)) from error
        if found is not None:
            yield found, raw
    if not reading.ended:
        raise JournalSyntaxError(key, reading.number, "the file ends before its last line")


class _Reading:
    """How far a file was read."""

    def __init__(self, key: str) -> None:
        self.number = 0
        self.ended = False
        self._key = key
        self._head: Head | None = None
        self._digest = hashlib.sha256()

    def take(self, raw: bytes) -> Head | Line | None:
        """What the next line says; None where it is the last one. Raises ValueError."""
        if self.ended:
            raise ValueError("something follows the end")
        if not raw.endswith(b"\n"):
            raise ValueError("the line is cut off")
        self.number += 1
        stated = _object(raw)
        if self._head is None:
            self._head = _head(stated, self._key)
            self._digest.update(raw)
            return self._head
        if "end" in stated:
            _end(self._head, stated, self.number, self._digest.digest())
            self.ended = True
            return None
        line = decode(stated)
        _in_turn(self._head, line, self.number)
        self._digest.update(raw)
        return line


def _in_turn(head: Head, line: Line, number: int) -> None:
    if head.name.prefix is None:
        if line.seq != head.name.first + number - 2:
            raise ValueError(f"change {line.seq} is out of its turn")
    elif line.prefix != head.name.prefix:
        raise ValueError(f"{line.id} belongs to another snapshot")


def _end(head: Head, stated: dict[str, Any], number: int, digest: bytes) -> None:
    if not head.lines == stated.get("lines") == number - 2:
        raise ValueError(f"there are {number - 2} lines and should be {head.lines}")
    if stated.get("sha256") != digest.hex():
        raise ValueError("what is above is not what was written")


def _head(stated: dict[str, Any], key: str) -> Head:
    if stated.get("format") != FORMAT:
        raise ValueError(f"not of the format {FORMAT}")
    try:
        if stated["kind"] == "snapshot":
            name = snapshot(int(stated["prefix"], 16), stated["upto"])
        else:
            name = Name(stated["first"], stated["last"])
        head = Head(
            name,
            str(stated["archive"]),
            int(stated["lines"]),
            int(stated["kept_from"]),
            datetime.fromisoformat(stated["written_at"]),
        )
    except KeyError as error:
        raise ValueError(f"it has no {error}") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    if name.key != key:
        raise ValueError(f"the file says that it is {name.key}")
    if name.prefix is None and head.lines != name.last - name.first + 1:
        raise ValueError("its numbers and its lines do not agree")
    return head


def _stated(head: Head) -> dict[str, Any]:
    name = head.name
    which: dict[str, Any] = (
        {"kind": "segment", "first": name.first, "last": name.last}
        if name.prefix is None
        else {"kind": "snapshot", "prefix": f"{name.prefix:02x}", "upto": name.last}
    )
    return {
        "format": FORMAT,
        **which,
        "archive": head.archive,
        "lines": head.lines,
        "kept_from": head.kept_from,
        "written_at": utc(head.written_at),
    }


def _lines(chunks: Iterable[bytes], key: str) -> Iterator[bytes]:
    """Split at line feeds, which stay; also what is after the last one."""
    rest, number = b"", 0
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for raw in whole:
            number += 1
            yield raw + b"\n"
        if len(rest) > _LONGEST:
            raise JournalSyntaxError(key, number + 1, "this line has no end")
    if rest:
        yield rest


def _object(raw: bytes) -> dict[str, Any]:
    try:
        stated = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    if not isinstance(stated, dict):
        raise ValueError("not an object of JSON")  # noqa: TRY004 - it is about what was read
    return stated


def _json(stated: dict[str, Any]) -> bytes:
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
