"""Where the hits of a page stand in the tree, and the names of what the facets count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, literal, select

from catalogue.description_rows import opening_of
from catalogue.search.protocol import Facet
from catalogue.tables import description, format
from model.rights import Opening


@dataclass(frozen=True, slots=True)
class Crumb:
    """A unit above a hit; the asking user may see it."""

    id: UUID
    refcode: str
    title: str
    level: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the catalogue says of a hit: its opening days, and the units above it from the top."""

    opening: Opening
    path: tuple[Crumb, ...]


def _hits_and_above() -> Select[Any]:
    unit = description.alias("unit")
    up = (
        select(unit.c.id.label("hit"), unit.c.key, unit.c.parent, literal(0).label("height"))
        .where(unit.c.id.in_(bindparam("hits", expanding=True)))
        .cte("up", recursive=True)
    )
    above = description.alias("above")
    up = up.union_all(
        select(up.c.hit, above.c.key, above.c.parent, up.c.height + 1).where(
            above.c.key == up.c.parent
        )
    )
    return (
        select(up.c.hit, up.c.height, description)
        .join_from(up, description, description.c.key == up.c.key)
        .order_by(up.c.hit, up.c.height.desc())
    )


# Put together once: it takes SQLAlchemy longer than the database needs to answer it.
_HITS_AND_ABOVE = _hits_and_above()


def places_of(connection: Connection, ids: Sequence[UUID], today: date | None) -> dict[UUID, Place]:
    """The places of those units that exist and that the public may see on the day ``today``.

    ``today`` None: one who asks for staff, nothing is held back. One statement for all.
    """
    openings: dict[UUID, Opening] = {}
    paths: dict[UUID, list[Crumb]] = {}
    for row in connection.execute(_HITS_AND_ABOVE, {"hits": list(ids)}):
        if today is not None and row.metadata_public_from > today:
            continue
        if row.height:
            crumb = Crumb(row.id, row.refcode, row.title, row.level)
            paths.setdefault(row.hit, []).append(crumb)
        else:
            openings[row.hit] = opening_of(row)
    return {hit: Place(opening, tuple(paths.get(hit, ()))) for hit, opening in openings.items()}


def labels_of(connection: Connection, facets: Sequence[Facet]) -> dict[tuple[str, str], str]:
    """Names for the values of the facets fonds and format, as (facet, value) -> name."""
    values = {facet.name: [one.value for one in facet.values] for facet in facets}
    labels: dict[tuple[str, str], str] = {}
    if codes := values.get("fonds"):
        titles = select(description.c.refcode, description.c.title)
        for refcode, title in connection.execute(titles.where(description.c.refcode.in_(codes))):
            labels["fonds", refcode] = title
    if puids := values.get("format"):
        names = select(format.c.puid, format.c.name, format.c.version)
        for puid, name, version in connection.execute(names.where(format.c.puid.in_(puids))):
            if name:
                labels["format", puid] = f"{name} {version}".strip()
    return labels
