"""Byte ranges and validators of HTTP (RFC 9110 sections 13 and 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.errors import MunimentError

_ONE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*")


@dataclass(frozen=True, slots=True)
class Range:
    """A part of a file: its first byte and how many."""

    start: int
    length: int

    def content_range(self, size: int) -> str:
        """As the answer says it."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


def read_range(header: str | None, size: int) -> Range | None:
    """The part asked for; None for the whole file.

    Several ranges, other units and nonsense get the whole file, as RFC 9110 section 14.2 allows.
    Raises `access.range-not-satisfiable` for a range outside the file.
    """
    match = _ONE.fullmatch(header) if header and len(header) < 100 else None
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        length = min(int(match[2]), size)
        start = size - length
    else:
        start = int(match[1])
        last = min(int(match[2]), size - 1) if match[2] else size - 1
        if match[2] and int(match[2]) < start:
            return None  # invalid, so ignored (section 14.1.1)
        length = last - start + 1
    if length <= 0 or start >= size:
        raise MunimentError("access.range-not-satisfiable", size=size)
    return Range(start, length)


def matches(header: str | None, etag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags names ``etag`` (RFC 9110 section 13.1.2).

    ``weak``: whether W/ tags count, as for If-None-Match; If-Range wants strong ones.
    """
    if header is None:
        return False
    tags = [tag.strip() for tag in header[:4000].split(",")]
    if weak:
        tags = [tag.removeprefix("W/") for tag in tags]
        return "*" in tags or etag in tags
    return etag in tags
