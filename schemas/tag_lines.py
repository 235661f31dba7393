"""Lines of text from files that somebody else wrote: encodings trusted by name, lengths bounded."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from model.errors import MalformedError

# A path has at most 4,096 bytes on Linux, a digest 128 characters: what is longer is no entry,
# and a file without a line end must not fill the memory.
MAX_LINE = 65_536

# Python knows codecs that run code paths nobody wants here ("unicode_escape", "punycode", …).
_TRUSTED = re.compile(r"utf-8(-sig)?|utf-(16|32)(-[bl]e)?|iso8859-\d+|cp\d+|ascii|mac-roman")


class BagSyntaxError(MalformedError):
    """A line that is not what its file says it is. ``line`` counts from 1."""

    def __init__(self, line: int, en: str, de: str) -> None:
        self.line = line
        super().__init__(f"line {line}: {en}", f"Zeile {line}: {de}")


def trusted_encoding(name: str, *, line: int = 1) -> str:
    """The codec for a declared character encoding. Raises BagSyntaxError for strange ones."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if not _TRUSTED.fullmatch(codec):
        raise BagSyntaxError(
            line,
            f"unknown character encoding {name[:40]!r}",
            f"unbekannter Zeichensatz {name[:40]!r}",
        )
    return codec


def text_lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends (LF, CR or CRLF: RFC 8493 2.1.3), never half of one.

    The stream is left open. Raises BagSyntaxError for bytes that are not of the encoding and for
    lines that are too long.
    """
    codec = trusted_encoding(encoding)
    first = stream.read(4)
    joined = io.BufferedReader(_Prefixed(first, stream))
    text = io.TextIOWrapper(joined, encoding=_with_mark(codec, first), newline=None)
    number = 0
    try:
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                raise BagSyntaxError(
                    number, f"longer than {MAX_LINE} characters", f"länger als {MAX_LINE} Zeichen"
                )
            yield number, line.removesuffix("\n")
    except UnicodeDecodeError as error:
        raise BagSyntaxError(
            number + 1, f"not valid {codec.upper()}", f"kein gültiges {codec.upper()}"
        ) from error


def _with_mark(codec: str, first: bytes) -> str:
    """The codec that minds the byte-order mark, or guesses a missing one."""
    if codec == "utf-8":
        return "utf-8-sig"
    if codec == "utf-16" and first[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        # RFC 2781 4.3: big-endian without a mark, unless it plainly is not: entries begin in ASCII.
        return "utf-16-le" if first[1:2] == b"\0" else "utf-16-be"
    return codec


class _Prefixed(io.RawIOBase):
    """A stream with the bytes that were read ahead put back; closing it closes nothing."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first = first
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._first or self._stream.read(len(buffer))
        self._first = b""
        buffer[: len(data)] = data
        return len(data)
