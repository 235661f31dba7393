"""Access copies made ahead: of all files of an AIP, before somebody looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from access.media import plain
from access.reading import Reading
from access.viewing.image_request import THUMBNAIL, ImageSize, fitting, name_in_cache
from access.viewing.kinds import kind_of, kind_of_type
from access.viewing.sheets import source
from catalogue import aips
from catalogue.aips import File
from model.errors import MunimentError
from tools.pictures import Picture

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Made:
    """How many files got copies, had them, or cannot have any."""

    derived: int = 0
    unchanged: int = 0
    failed: int = 0

    def __add__(self, other: Made) -> Made:
        return Made(
            self.derived + other.derived,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
        )


def has_pictures(mimes: Iterable[str]) -> bool:
    """Whether there are pictures to be made of files of these media types."""
    kinds = (kind_of_type(plain(mime)) for mime in mimes)
    return any(kind is not None and kind.has_pages for kind in kinds)


def make_for(reading: Reading, aip: UUID) -> Made:
    """The copies and thumbnails of an AIP's newest generation.

    What cannot be had of a file is counted; a store that is away or a full disk is raised.
    Raises `catalogue.not-found`.
    """
    with reading.database.read() as connection:
        generation = aips.newest(aips.generations(connection, aip))
    if generation is None:
        raise MunimentError("catalogue.not-found", name=aip)
    made, after = Made(), ""
    while True:
        with reading.database.read() as connection:
            page = aips.files(
                connection, generation.key, below=aips.ORIGINAL, after=after, limit=_PAGE
            )
        for file in page:
            made += _one(reading, file)
        if len(page) < _PAGE:
            return made
        after = page[-1].member.path


def _one(reading: Reading, file: File) -> Made:
    kind = kind_of(file.member)
    if kind is None or not kind.has_pages:
        return Made()
    copies = reading.access_copies
    if copies.known_sizes(file.member):
        return Made(unchanged=1)
    try:
        copy = copies.copy(source(reading, file), 1)
    except MunimentError as error:
        if not error.code.startswith("preview.") or error.code == "preview.no-space":
            raise
        return Made(failed=1)
    whole = ImageSize(copy.width, copy.height)
    size = fitting(copy.width, copy.height, THUMBNAIL, THUMBNAIL)
    region = 0, 0, copy.width, copy.height
    thumbnail = Picture(region, size, False, 0, "default", "jpg")
    copies.part(copy, thumbnail, name_in_cache(whole, thumbnail))
    return Made(derived=1)
