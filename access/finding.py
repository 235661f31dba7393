"""Finding, as the portal, the JSON API and the command line share it.

The index answers, the catalogue has the last word: every hit is looked up again before it is
shown, so that what was closed a second ago is not found through an index that lags behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

from access.asking import DEEPEST, Ask
from access.placing import Crumb, Place, labels_of, places_of
from catalogue.database import Database
from catalogue.search.protocol import Access, Answer, Facet, Hit, SearchEngine, Segment
from model.policy import User, sees_closed_descriptions
from model.rights.opening import ALWAYS, NEVER

__all__ = ["Bar", "Crumb", "Found", "FoundFacet", "FoundHit", "FoundValue", "as_json", "find"]

_LONGEST_BY_DECADES = 400  # years; more bars than forty are a comb


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A hit with its place in the tree."""

    hit: Hit
    path: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A facet's value."""

    facet: str
    value: str
    label: str  # the value itself where no name is known: words of ours are the templates' to say
    count: int
    selected: bool
    ask: Ask

    @property
    def then(self) -> Ask:
        """The search after a click: narrowed by the value, or freed of it."""
        return self.ask.toggled(self.facet, self.value)


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
    sees_closed = sees_closed_descriptions(user)
    answer = engine.search(ask.query(today, sees_closed=sees_closed, facets=facets))
    with db.read() as connection:
        places = places_of(
            connection, [hit.id for hit in answer.hits], None if sees_closed else today
        )
        labels = labels_of(connection, answer.facets)
    hits = tuple(
        FoundHit(_as_of(hit, places[hit.id], today), places[hit.id].path)
        for hit in answer.hits
        if hit.id in places
    )
    return Found(
        ask=ask,
        # what was closed or removed a moment ago is neither shown nor counted
        total=answer.total - (len(answer.hits) - len(hits)),
        took_ms=answer.took_ms,
        hits=hits,
        facets=tuple(_found_facet(facet, ask, labels) for facet in answer.facets),
        histogram=_bars(answer, ask),
    )


def as_json(found: Found) -> dict[str, Any]:
    """The document of ``muniment search --json`` and of the API (DESIGN section 7).

    ``snippet`` is plain text; ``snippet_marks`` are the [start, end) of the searched words in it.
    """
    return {
        "total": found.total,
        "took_ms": found.took_ms,
        "page": found.ask.page,
        "pages": found.pages,
        "hits": [_hit_as_json(one) for one in found.hits],
        "facets": {
            facet.name: [
                {"value": value.value, "label": value.label, "count": value.count}
                for value in facet.values
            ]
            for facet in found.facets
        },
        "histogram": [
            {"from": bar.first_year, "to": bar.last_year, "count": bar.count}
            for bar in found.histogram
        ],
    }


def _hit_as_json(one: FoundHit) -> dict[str, Any]:
    hit = one.hit
    return {
        "id": str(hit.id),
        "refcode": hit.refcode,
        "title": hit.title,
        "level": hit.level,
        "dates": hit.dates,
        "access": hit.access.value,
        "content_from": _day(hit.content_from),
        "reason": hit.reason,
        "digital": hit.digital,
        "path": [{"refcode": c.refcode, "title": c.title} for c in one.path],
        "snippet": "".join(segment.text for segment in hit.snippet),
        "snippet_marks": _marks(hit.snippet),
    }


def _day(day: date) -> str | None:
    # the ends of the calendar mean "always" and "nobody knows when"; `access` tells which
    return None if day in (ALWAYS, NEVER) else day.isoformat()


def _marks(segments: Sequence[Segment]) -> list[list[int]]:
    ends = list(accumulate(len(segment.text) for segment in segments))
    return [[e - len(s.text), e] for s, e in zip(segments, ends, strict=True) if s.hit]


def _as_of(hit: Hit, place: Place, today: date) -> Hit:
    """The hit with the catalogue's word on access: the index may be a moment behind."""
    opening = place.opening
    return replace(
        hit,
        access=Access.OPEN if opening.content_public(today) else Access.CLOSED,
        content_from=max(opening.content_from, opening.metadata_public_from),
        reason=opening.reason.value,
    )


def _found_facet(facet: Facet, ask: Ask, labels: Mapping[tuple[str, str], str]) -> FoundFacet:
    return FoundFacet(
        facet.name,
        tuple(
            FoundValue(
                facet=facet.name,
                value=one.value,
                label=labels.get((facet.name, one.value), one.value),
                count=one.count,
                selected=ask.has(facet.name, one.value),
                ask=ask,
            )
            for one in facet.values
        ),
    )


def _bars(answer: Answer, ask: Ask) -> tuple[Bar, ...]:
    counts = {decade.start: decade.count for decade in answer.histogram}
    length = 10
    if counts and max(counts) - min(counts) > _LONGEST_BY_DECADES:
        centuries = next((f.values for f in answer.facets if f.name == "century"), ())
        counts, length = {int(one.value): one.count for one in centuries}, 100
    if not counts:
        return ()
    return tuple(
        Bar(start, start + length - 1, counts.get(start, 0), ask.during(start, start + length - 1))
        for start in range(min(counts), max(counts) + length, length)
    )
