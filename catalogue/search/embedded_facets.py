"""Counting over all hits: the facets and the histogram as one aggregation of tantivy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from catalogue.search.embedded_fields import KEYWORDS, number
from catalogue.search.protocol import FACETS, Decade, Facet, FacetValue

_VALUES = 50  # of one facet; what is rarer is found by words
_EXACT = 20_000  # values counted in each segment, so that no count is an estimate

DETAILED_UP_TO = 50_000
"""More hits than that are narrowed by the other facets first."""

# a unit has several of these, and such columns cost more to count than all others together
DETAILS = frozenset({"format", "place", "subject"})


def aggregation(today: date, total: int) -> dict[str, Any]:
    """What to count on one day among ``total`` hits."""
    tomorrow = number(today) + 1  # upper ends are exclusive
    names = KEYWORDS if total <= DETAILED_UP_TO else set(KEYWORDS) - DETAILS
    counted: dict[str, Any] = {name: _terms(name, _VALUES) for name in names}
    counted |= {name: _terms(name, _EXACT) for name in ("first_year", "last_year")}
    counted["digital"] = _terms("digital", 2)
    counted["access"] = {
        "range": {
            "field": "content_from",
            "ranges": [{"key": "open", "to": tomorrow}, {"key": "closed", "from": tomorrow}],
        }
    }
    return counted


def _terms(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "segment_size": _EXACT}}


def facets(counted: dict[str, Any]) -> tuple[Facet, ...]:
    """The facets in their order; those without a value are left out."""
    found = (
        Facet(name, _values(name, counted))
        for name in FACETS
        if name in counted or name == "century"
    )
    return tuple(facet for facet in found if facet.values)


def histogram(counted: dict[str, Any]) -> tuple[Decade, ...]:
    """The decades in their order."""
    return tuple(Decade(start, count) for start, count in _touched(counted, 10))


def _touched(counted: dict[str, Any], length: int) -> Iterator[tuple[int, int]]:
    """How many hits overlap each span of ``length`` years; spans that none overlaps left out.

    Those which begin by the end of a span, less those which end before it. So each unit has two
    numbers to count, however long its dates are, instead of a value for every decade.
    """
    begun, ended = (_by_span(counted[name], length) for name in ("first_year", "last_year"))
    running = 0
    for start in range(min(begun, default=0), max(ended, default=-1) + 1, length):
        running += begun[start]
        if running:
            yield start, running
        running -= ended[start]


def _by_span(terms: dict[str, Any], length: int) -> Counter[int]:
    counts: Counter[int] = Counter()
    for bucket in terms["buckets"]:
        year = int(bucket["key"])
        counts[year - year % length] += int(bucket["doc_count"])
    return counts


def _values(name: str, counted: dict[str, Any]) -> tuple[FacetValue, ...]:
    if name == "century":
        values = [FacetValue(str(start), count) for start, count in _touched(counted, 100)]
    else:
        buckets = counted[name]["buckets"]
        values = [FacetValue(_value(name, b["key"]), int(b["doc_count"])) for b in buckets]
    # ties by value: tantivy gives them in the order of its segments, which is no order
    return tuple(sorted((v for v in values if v.count), key=lambda v: (-v.count, v.value)))


def _value(name: str, key: Any) -> str:
    if name == "digital":
        return "yes" if key else "no"
    return str(key)
