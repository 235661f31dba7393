"""Finding, as the portal, the JSON API and the command line share it.

The index answers, the catalogue has the last word: every hit is looked up again before it is
shown, so that what was closed a second ago is not found through an index that lags behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from access.asking import DEEPEST, Ask
from catalogue.database import Database
from catalogue.search.protocol import Decade, Facet, Hit, SearchEngine, Segment
from model.policy import User, sees_closed_descriptions


@dataclass(frozen=True, slots=True)
class Crumb:
    """A unit above a hit, from the top; the asking user may see it."""

    id: UUID
    refcode: str
    title: str
    level: str


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A hit with its place in the tree."""

    hit: Hit
    path: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A facet's value. ``then`` is the search after a click: narrowed by it, or freed of it."""

    value: str
    label: str  # the value itself where no name is known: words of ours are the templates' to say
    count: int
    selected: bool
    then: Ask


@dataclass(frozen=True, slots=True)
class FoundFacet:
    """Names are those of `catalogue.search.protocol.FACETS`."""

    name: str
    values: tuple[FoundValue, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the date histogram; first and last year included. ``then``: these years only."""

    first_year: int
    last_year: int
    count: int
    then: Ask


@dataclass(frozen=True, slots=True)
class Found:
    """What the results page, the API and the command line show."""

    ask: Ask
    total: int
    took_ms: float
    hits: tuple[FoundHit, ...]
    facets: tuple[FoundFacet, ...]
    histogram: tuple[Bar, ...]  # without gaps, by decades or, over 400 years, by centuries

    @property
    def pages(self) -> int:
        """How many pages can be turned to; at least one."""
        return max(1, -(-min(self.total, DEEPEST) // self.ask.limit))

    @property
    def previous(self) -> Ask | None:
        """The page before, if there is one."""
        return self.ask.at(min(self.ask.page - 1, self.pages)) if self.ask.page > 1 else None

    @property
    def next(self) -> Ask | None:
        """The page after, if there is one."""
        return self.ask.at(self.ask.page + 1) if self.ask.page < self.pages else None

    def facet(self, name: str) -> FoundFacet:
        """The facet of that name; without values if nothing was counted."""
        return next((f for f in self.facets if f.name == name), FoundFacet(name, ()))


def find(
    db: Database, engine: SearchEngine, ask: Ask, user: User, today: date, *, facets: bool = True
) -> Found:
    """Run a search for ``user`` on the day ``today``; raises `search.away`."""
    raise NotImplementedError


def as_json(found: Found) -> dict[str, Any]:
    """The document of ``muniment search --json`` and of the API (DESIGN section 7)."""
    raise NotImplementedError
