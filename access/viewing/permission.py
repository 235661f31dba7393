"""May a leaf be seen: the strictest opening of its file decides (DESIGN section 4).

Every way to a picture or a page's text goes through `allowed`, on every request: what a cache
holds already is no reason to show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from uuid import UUID

from access.units import closed, visible
from access.viewing.leaves import Leaf
from catalogue import aips, descriptions
from catalogue.aips import File, Generation
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.errors import MunimentError
from model.policy import Act, User, may
from model.rights import Opening, strictest


@dataclass(frozen=True, slots=True)
class Allowed:
    """A leaf that somebody may see."""

    leaf: Leaf
    generation: Generation
    file: File
    covering: tuple[UUID, ...]  # ids of the units that the file belongs to, the whole first
    exceptional: bool  # closed to the public; only this user's role lets it through


def allowed(connection: Connection, leaf: Leaf, user: User, today: date) -> Allowed:
    """The leaf, if ``user`` may see it today. Raises `catalogue.not-found` as well for what this
    user must not know of, `access.closed`, `access.locked`.
    """
    covering = descriptions.covering(connection, leaf.aip, leaf.path)
    opening = _strictest(covering)
    if not may(user, Act.READ_CONTENT, opening, today):
        # Whether there is such a file in a closed unit is not told either: rights come first.
        if not covering or not may(user, Act.READ_DESCRIPTION, opening, today):
            raise MunimentError("catalogue.not-found", name=leaf.identifier[:80])
        raise closed(covering, today)
    generation = aips.newest(aips.generations(connection, leaf.aip))
    file = generation and aips.file_of(connection, generation.key, f"{aips.ORIGINAL}{leaf.path}")
    if not generation or not file:
        raise MunimentError("catalogue.not-found", name=leaf.identifier[:80])
    return Allowed(
        leaf,
        generation,
        file,
        tuple(one.description.id for one in covering),
        opening is None or not opening.content_public(today),
    )


def require_unit(described: Described, user: User, today: date) -> None:
    """Raise what `access.units.wanted_file` raises where the whole unit is closed."""
    visible(described, str(described.description.id), user, today)
    if not may(user, Act.READ_CONTENT, described.opening, today):
        raise closed([described], today)


def _strictest(covering: list[Described]) -> Opening | None:
    openings = [one.opening for one in covering]
    return reduce(strictest, openings) if openings else None
