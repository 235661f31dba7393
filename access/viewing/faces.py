"""The face of a unit in a list: the thumbnail of its first picture, where one was made already.

Only what is open to everybody has one, whoever asks: lists are printed and seen over shoulders.
A list makes nothing; the picture itself is asked for by `images`, which checks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.reading import Reading
from access.viewing.kinds import kind_of
from access.viewing.leaves import Leaf
from catalogue import aips, descriptions
from catalogue.aips import Generation
from catalogue.database import Connection

_FIRST = 8  # files looked through: a cover is at the beginning, and a list has twenty units


@dataclass(frozen=True, slots=True)
class Face:
    """A leaf, and the size of its thumbnail in pixels, so that the page does not jump."""

    leaf: Leaf
    width: int
    height: int


def faces(
    connection: Connection, reading: Reading, units: Sequence[UUID], today: date
) -> dict[UUID, Face]:
    """The faces of those units that have one."""
    found: dict[UUID, Face] = {}
    for unit, generation, path in aips.of_descriptions(connection, units):
        if unit not in found and (face := _face(connection, reading, generation, path, today)):
            found[unit] = face
    return found


def _face(
    connection: Connection, reading: Reading, generation: Generation, path: str, today: date
) -> Face | None:
    below = f"{aips.ORIGINAL}{path}".rstrip("/")
    sizes = {
        file.name: size
        for file in aips.files(connection, generation.key, below=below, limit=_FIRST)
        if (kind := kind_of(file.member)) is not None and kind.has_pages
        if (size := reading.access_copies.known_thumbnail(file.member)) is not None
    }
    if not sizes:
        return None
    openings = descriptions.strictest_of_files(connection, generation.aip, list(sizes))
    for name, size in sizes.items():
        opening = openings.get(name)
        if opening is not None and opening.content_public(today):
            return Face(Leaf(generation.aip, name), *size)
    return None
