"""Checksum lists as ``sha512sum`` and its relatives write them (GNU coreutils, BSD ``--tag``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from schemas.tag_lines import BagSyntaxError, text_lines

HEX_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}

_BSD_NAMES = {"md5": "MD5", "sha1": "SHA1", "sha256": "SHA256", "sha512": "SHA512"}
# coreutils: with a backslash in front of the line, names have these three escapes and no other.
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


class ChecksumSyntaxError(ValueError):
    """A line that is not a checksum line. ``line`` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem
        super().__init__(f"line {line}: {problem}")


def read_checksums(stream: BinaryIO, algorithm: str) -> Iterator[tuple[str, str]]:
    """The (lower-case hex digest, file name) pairs of a list in one of the two usual forms.

    ``algorithm`` is a key of HEX_DIGITS. Names come without ``./`` in front; empty lines and
    comments (``#``, ``;``) are skipped. Raises ChecksumSyntaxError.
    """
    length = HEX_DIGITS[algorithm]
    gnu = re.compile(rf"([0-9A-Fa-f]{{{length}}})[ \t]+\*?(.+)")
    bsd = re.compile(rf"{_BSD_NAMES[algorithm]} ?\((.+)\) ?= ?([0-9A-Fa-f]{{{length}}})\s*")
    try:
        for number, line in text_lines(stream, "utf-8"):
            if not line.strip() or line[0] in "#;":
                continue
            escaped = line.startswith("\\")
            body = line[1:] if escaped else line
            if match := gnu.fullmatch(body):
                digest, name = match[1], match[2]
            elif match := bsd.fullmatch(body):
                digest, name = match[2], match[1]
            else:
                raise ChecksumSyntaxError(number, f"not a {algorithm} checksum and a name")
            yield digest.lower(), _plain(_unescaped(name, number) if escaped else name)
    except BagSyntaxError as error:
        raise ChecksumSyntaxError(error.line, str(error)) from error


def _unescaped(name: str, line: int) -> str:
    def one(match: re.Match[str]) -> str:
        meaning = _ESCAPES.get(match[0])
        if meaning is None:
            raise ChecksumSyntaxError(line, f"unknown escape {match[0]!r} in the name")
        return meaning

    return re.sub(r"\\.?", one, name)


def _plain(name: str) -> str:
    while name.startswith("./"):
        name = name[2:].lstrip("/")
    return name
