"""The leaves of a unit, in the order of its files; only those that may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from access.media import media_type
from access.reading import Reading
from access.units import Part, readable
from access.viewing.cache import Sizes
from access.viewing.kinds import Kind, kind_of
from access.viewing.leaves import Leaf
from access.viewing.making import Source
from catalogue import copies
from catalogue.aips import File
from catalogue.database import Connection
from model.aip import Placement
from model.errors import MunimentError
from model.policy import User


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that a browser can be shown, and the sizes of its pages where they are known."""

    part: Part
    file: File
    kind: Kind
    sizes: Sizes | None
    exceptional: bool  # closed to the public
    broken: bool  # it was tried, and there is no picture of it

    @property
    def pictured(self) -> bool:
        """Whether a thumbnail can be hoped for."""
        return self.kind.has_pages and not self.broken

    @property
    def leaves(self) -> list[Leaf]:
        """A leaf for each page; one, until somebody has counted them."""
        pages = len(self.sizes) if self.sizes else 1
        aip = self.part.generation.aip
        return [Leaf(aip, self.file.name, page + 1) for page in range(pages)]

    def label(self, leaf: Leaf) -> str:
        """What the leaf is called: the file's own name, and the page where there are several."""
        name = self.file.name.rpartition("/")[2]
        return f"{name}, {leaf.page}" if len(self.sizes or ()) > 1 else name

    @property
    def mime(self) -> str:
        return media_type(self.file.member)


def shown(
    connection: Connection, reading: Reading, parts: list[Part], user: User, today: date
) -> Iterator[Shown]:
    """What of these parts of a unit ``user`` may be shown today."""
    for part in parts:
        allowed = readable(connection, part.generation.aip, part.files, user, today)
        for file, exceptional in allowed:
            kind = kind_of(file.member)
            if kind is not None:
                sizes = reading.access_copies.known_sizes(file.member) if kind.has_pages else None
                broken = (
                    kind.has_pages and reading.access_copies.known_fault(file.member) is not None
                )
                yield Shown(part, file, kind, sizes, exceptional, broken)


def source(reading: Reading, file: File) -> Source:
    """A file, for making a copy of it. Raises `preview.none`."""
    kind = kind_of(file.member)
    if kind is None or not kind.has_pages:
        raise MunimentError("preview.none", member=file.name)

    def placements() -> list[Placement]:
        with reading.database.read() as connection:
            held = copies.of_generation(connection, file.holder)
            return copies.readable(held)

    return Source(file.name, file.member, kind, placements)
