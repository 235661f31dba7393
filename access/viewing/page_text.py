"""The text of a page: from the ALTO file beside its image, or from the PDF itself."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import PurePosixPath

from access.media import media_type
from access.reading import Reading
from access.units import readable
from access.viewing.kinds import Kind, kind_of
from access.viewing.permission import Allowed
from catalogue import aips, copies
from catalogue.aips import File
from catalogue.database import Connection
from model.aip import Member
from model.policy import User
from schemas import alto
from schemas.alto import Line, Page
from schemas.xml import XmlRefusedError

_LARGEST = 16 << 20  # bytes of an ALTO file; a newspaper page has one
_MOST_TRIED = 8
_TEXT_SHOWN = 200_000  # bytes of a text file
_NUMBER = re.compile(r"(\d{2,})\D*$")
_ALIKE = 0.02  # how far proportions of page and image may differ

Blocks = list[list[Line]]


def blocks_of(
    connection: Connection, reading: Reading, found: Allowed, size: tuple[int, int] | None,
    user: User, today: date,
) -> Blocks:  # fmt: skip
    """What is written on a page, in blocks of lines; empty where nobody has read it."""
    kind = kind_of(found.file.member)
    if kind is Kind.PDF:
        said = reading.access_copies.cache.text(found.file.member.sha512, found.leaf.page) or ""
        return [
            [Line(line, None) for line in block.splitlines() if line.strip()]
            for block in re.split(r"\n\s*\n", said)
            if block.strip()
        ]
    if kind is not Kind.IMAGE:
        return []
    for candidate in _candidates(connection, found, user, today):
        page = _page(connection, reading, found, candidate, size)
        if page is not None:
            return page.blocks
    return []


def text_of(connection: Connection, reading: Reading, found: Allowed) -> tuple[str, bool]:
    """The beginning of a text file, and whether there is more."""
    member = found.file.member
    held = copies.of_generation(connection, found.file.holder)
    placements = copies.readable(held)
    length = min(member.size, _TEXT_SHOWN)
    data = b"".join(reading.vault.open_member(placements, member, 0, length))
    return _decoded(data), member.size > _TEXT_SHOWN


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(data) - 3:
                return data[: error.start].decode(encoding)  # cut within a character
    return data.decode("latin-1")


def _candidates(
    connection: Connection, found: Allowed, user: User, today: date
) -> list[tuple[File, bool]]:
    """XML files that may tell of this image; with whether only a number speaks for it."""
    stem = _stem(found.leaf.path)
    number = _NUMBER.search(stem)
    needle = number[1] if number else stem
    named = aips.named(connection, found.generation.key, needle, ".xml", limit=200)
    sure = [file for file in named if _stem(file.name) == stem]
    likely = [
        file for file in named
        if number and file not in sure and (other := _NUMBER.search(_stem(file.name)))
        and other[1] == number[1]
    ]  # fmt: skip
    allowed = {
        file.member.path
        for file, _ in readable(connection, found.generation.aip, [*sure, *likely], user, today)
    }
    tried = [(file, False) for file in sure] + [(file, True) for file in likely]
    return [one for one in tried if one[0].member.path in allowed and _is_xml(one[0].member)][
        :_MOST_TRIED
    ]


def _is_xml(member: Member) -> bool:
    return member.size <= _LARGEST and media_type(member) in (
        "text/xml", "application/xml", "application/octet-stream", "text/plain",
    )  # fmt: skip


def _stem(path: str) -> str:
    stem = PurePosixPath(path).stem
    return re.sub(r"[._-]?alto$", "", stem, flags=re.IGNORECASE).lower()


def _page(
    connection: Connection, reading: Reading, found: Allowed, candidate: tuple[File, bool],
    size: tuple[int, int] | None,
) -> Page | None:  # fmt: skip
    file, by_number = candidate
    held = copies.of_generation(connection, file.holder)
    placements = copies.readable(held)
    document = b"".join(reading.vault.open_member(placements, file.member, certain=True))
    try:
        pages = alto.read(io.BytesIO(document)).pages
    except XmlRefusedError:
        return None  # not text that was read on this page; the file itself can be saved
    index = found.leaf.page - 1 if len(pages) > 1 else 0
    if index >= len(pages):
        return None
    page = pages[index]
    return page if not by_number or _same_shape(page, size) else None


def _same_shape(page: Page, size: tuple[int, int] | None) -> bool:
    if size is None or not page.width or not page.height:
        return False
    return abs(page.width / page.height - size[0] / size[1]) < _ALIKE
