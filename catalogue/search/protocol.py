"""What a search engine is asked and what it answers, whichever engine it is.

An engine knows nothing of users. It is told the day, and whether the one who asks may see what
is closed; a query that says neither sees what the public sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

MOST_HITS = 1_000
"""A page is never longer: deeper reading is by filter, or by the harvesting interface."""


class Access(StrEnum):
    """Whether the content may be read on the day of the query. The values stand in URLs."""

    OPEN = "open"
    CLOSED = "closed"


class Sort(StrEnum):
    """Order of the hits. Units without dates come last when sorted by date."""

    RELEVANCE = "relevance"
    DATE = "date"  # oldest first
    DATE_NEWEST = "date-newest"
    REFCODE = "refcode"  # numbers by value: "A 2" before "A 10"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """What is indexed of one description. Years are None where the dates are unknown.

    ``file_names`` are found by staff alone: a name can be as telling as the closed file itself.
    """

    id: UUID
    refcode: str
    level: str  # model.description.Level
    title: str
    metadata_public_from: date
    content_from: date
    reason: str = ""  # model.rights.Reason of content_from
    dates: str = ""  # as shown
    first_year: int | None = None
    last_year: int | None = None
    old_refcode: str = ""
    scope: str = ""
    note: str = ""
    creator: str = ""
    extent: str = ""
    genre: str = ""
    language: str = ""
    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    ancestors: tuple[UUID, ...] = ()  # from the top
    path: tuple[str, ...] = ()  # the ancestors' titles, from the top
    fonds: str = ""  # reference code of the topmost unit, its own if it is that unit
    digital: bool = False  # whether any AIP belongs to it
    formats: tuple[str, ...] = ()  # PUIDs of its files
    media: tuple[str, ...] = ()  # first halves of their media types: image, text, audio …
    file_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question. Values of one filter are alternatives, filters narrow each other.

    ``text`` is what a person typed: words (all must occur), ``"a phrase"``, ``begin*``,
    ``one OR other``, ``-without`` or ``NOT without``, a reference code. Nothing typed is an error.
    ``from_year`` and ``to_year`` find units whose dates overlap; unknown dates overlap nothing.
    """

    today: date
    sees_closed: bool = False  # staff: descriptions before their day, and file names
    text: str = ""
    levels: tuple[str, ...] = ()
    digital: bool | None = None
    access: Access | None = None
    fonds: tuple[str, ...] = ()
    within: UUID | None = None  # the unit itself and everything below it
    from_year: int | None = None
    to_year: int | None = None
    genres: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()  # PUIDs
    media: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: bool = True  # also count facets and histogram


FILTERS = {
    "level": "levels",
    "fonds": "fonds",
    "genre": "genres",
    "media": "media",
    "format": "formats",
    "language": "languages",
    "place": "places",
    "subject": "subjects",
}
"""What may be asked for with several values: as URLs and indexes call it, and as `Query` does."""


class Segment(NamedTuple):
    """A piece of shown text; ``hit`` where it is to be marked. Never HTML: escape it as text."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One unit found. ``title_marked`` is the title again, in segments."""

    id: UUID
    refcode: str
    title: str
    level: str
    dates: str
    first_year: int | None
    last_year: int | None
    access: Access  # on the day of the query
    content_from: date  # never before the description's own day
    reason: str
    digital: bool
    title_marked: tuple[Segment, ...]
    snippet: tuple[Segment, ...]  # where the words stand; else the beginning of the scope


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a filter takes, and how many hits have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts over all hits, most first, at most 50 values. Names are those of FACETS.

    An engine may leave format, place and subject out where there are very many hits.
    """

    name: str
    values: tuple[FacetValue, ...]


FACETS = (
    "level",
    "digital",  # yes | no
    "access",  # open | closed
    "fonds",  # reference codes
    "genre",
    "media",
    "format",  # PUIDs
    "language",
    "place",
    "subject",
    "century",  # "1800": 1800 to 1899
)


@dataclass(frozen=True, slots=True)
class Decade:
    """A bar of the histogram: ``start`` 1820 is 1820 to 1829.

    A unit counts in every decade that it touches, so a bar's count is what its years find.
    """

    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. ``took_ms``: milliseconds inside the engine."""

    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    histogram: tuple[Decade, ...] = field(default=())  # ascending, empty decades left out


class Writing(Protocol):
    """One writer at work. What was not committed is gone when it leaves."""

    def put(self, entries: Iterable[SearchEntry]) -> int:
        """Add entries, in place of those with the same id. Returns how many."""

    def remove(self, ids: Collection[UUID]) -> None:
        """Remove entries; unknown ids are no error."""

    def commit(self) -> None:
        """What was put and removed so far is found from now on, and survives a power cut."""


class SearchEngine(Protocol):
    """Finds descriptions. Methods raise `search.away` when the index is absent or damaged."""

    def is_built(self) -> bool:
        """Whether there is an index. Without one only `rebuilding` does not raise."""

    def writing(self, *, wait: float = 0.0) -> AbstractContextManager[Writing]:
        """The one writer; raises `search.busy` if there is another after ``wait`` seconds."""

    def rebuilding(self, *, wait: float = 0.0) -> AbstractContextManager[Writing]:
        """The one writer of a fresh index, which takes the old one's place on leaving.

        Until then the old one answers; if it leaves by an error, it keeps its place.
        """

    def search(self, query: Query) -> Answer:
        """Answer ``query`` from what is committed, by whichever process."""

    def count(self, query: Query) -> int:
        """How many hits ``query`` has, without hits and facets."""

    def close(self) -> None:
        """Let go of files and connections."""
