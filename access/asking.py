"""A search as it stands in a URL: ``?q=brücke&level=file&from=1820``. The URL is the whole state.

Nothing in it is an error. What is not understood is left out, as a link may be old, cut or typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from catalogue.search.protocol import FILTERS, Access, Query, Sort
from model.description import Level
from model.ids import parse_uuid

PAGE_SIZES = (20, 50, 100)
DEEPEST = 100_000
"""Hits further down are not paged to: a filter is the way to them."""

LONGEST_TEXT = 1_000  # characters; a pasted page is not a question
MOST_VALUES = 50  # of one filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a reader asked for. ``url`` gives the parameters back, always in the same order."""

    text: str = ""
    levels: tuple[str, ...] = ()
    digital: bool | None = None
    access: Access | None = None
    fonds: tuple[str, ...] = ()
    within: UUID | None = None
    from_year: int | None = None
    to_year: int | None = None
    genres: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    limit: int = PAGE_SIZES[0]

    def query(self, today: date, *, sees_closed: bool = False, facets: bool = True) -> Query:
        """The question to the engine, for one day and one who asks."""
        return Query(
            today=today,
            sees_closed=sees_closed,
            text=self.text,
            levels=self.levels,
            digital=self.digital,
            access=self.access,
            fonds=self.fonds,
            within=self.within,
            from_year=self.from_year,
            to_year=self.to_year,
            genres=self.genres,
            formats=self.formats,
            media=self.media,
            languages=self.languages,
            places=self.places,
            subjects=self.subjects,
            sort=self.sort,
            offset=(self.page - 1) * self.limit,
            limit=self.limit,
            facets=facets,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the URL, without what is as usual."""
        pairs = [("q", self.text)] if self.text else []
        for name, field in FILTERS.items():
            pairs += [(name, value) for value in getattr(self, field)]
        single = {
            "digital": {True: "yes", False: "no", None: ""}[self.digital],
            "access": self.access.value if self.access else "",
            "within": str(self.within) if self.within else "",
            "from": "" if self.from_year is None else str(self.from_year),
            "to": "" if self.to_year is None else str(self.to_year),
            "sort": "" if self.sort is Sort.RELEVANCE else self.sort.value,
            "page": "" if self.page == 1 else str(self.page),
            "limit": "" if self.limit == PAGE_SIZES[0] else str(self.limit),
        }
        return pairs + [(name, value) for name, value in single.items() if value]

    def url(self) -> str:
        """The query part of the URL, without the question mark; empty for an empty search."""
        return urlencode(self.pairs())

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set, whatever the text."""
        return replace(self, text="", sort=Sort.RELEVANCE, page=1, limit=PAGE_SIZES[0]) != Ask()

    def has(self, name: str, value: str) -> bool:
        """Whether the filter ``name`` (or digital, access, century) is set to ``value``."""
        if name in FILTERS:
            return value in getattr(self, FILTERS[name])
        if name == "century":
            return (self.from_year, self.to_year) == (int(value), int(value) + 99)
        return (name, value) in self.pairs()

    def toggled(self, name: str, value: str) -> Ask:
        """This search with the value of a facet set, or taken off if it is set; first page."""
        on, first = not self.has(name, value), replace(self, page=1)
        match name:
            case "digital":
                return replace(first, digital=value == "yes" if on else None)
            case "access":
                return replace(first, access=Access(value) if on else None)
            case "century":
                start = int(value)
                return first.during(start, start + 99) if on else first.during(None, None)
            case _:
                kept = tuple(v for v in getattr(self, FILTERS[name]) if v != value)
                changed: dict[str, Any] = {FILTERS[name]: (*kept, value) if on else kept}
                return replace(first, **changed)

    def during(self, from_year: int | None, to_year: int | None) -> Ask:
        """This search over other years; first page."""
        return replace(self, from_year=from_year, to_year=to_year, page=1)

    def at(self, page: int) -> Ask:
        """Another page of the same search."""
        return replace(self, page=page)

    def sorted_by(self, sort: Sort) -> Ask:
        """The same search in another order; first page."""
        return replace(self, sort=sort, page=1)

    def cleared(self) -> Ask:
        """The same words without filters; first page."""
        return Ask(text=self.text, sort=self.sort, limit=self.limit)


def read_ask(pairs: Iterable[tuple[str, str]]) -> Ask:
    """The search that the parameters of a URL mean. Never raises."""
    single: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    for name, raw in pairs:
        value = raw.strip()
        if not value:
            continue
        if name in FILTERS and len(many.get(name, ())) < MOST_VALUES:
            many.setdefault(name, []).append(value)
        single[name] = value
    years = sorted(_year(single[n]) or 0 for n in ("from", "to") if _year(single.get(n, "")))
    both = len(years) == 2
    limit = _number(single.get("limit", ""), PAGE_SIZES[0])
    limit = min(max(limit, 1), PAGE_SIZES[-1])
    return Ask(
        text=single.get("q", "")[:LONGEST_TEXT],
        digital={"yes": True, "no": False}.get(single.get("digital", "")),
        access=Access(single["access"]) if single.get("access") in set(Access) else None,
        within=parse_uuid(single.get("within", "")),
        # years the wrong way round are still a span
        from_year=years[0] if both else _year(single.get("from", "")),
        to_year=years[1] if both else _year(single.get("to", "")),
        sort=Sort(single["sort"]) if single.get("sort") in set(Sort) else Sort.RELEVANCE,
        page=min(max(_number(single.get("page", ""), 1), 1), DEEPEST // limit),
        limit=limit,
        **{
            field: tuple(v for v in dict.fromkeys(many.get(name, ())) if _is_value(name, v))
            for name, field in FILTERS.items()
        },
    )


def _is_value(name: str, value: str) -> bool:
    return name != "level" or value in set(Level)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _year(text: str) -> int | None:
    year = _number(text, 0)
    return year if 1 <= year <= 9999 else None
