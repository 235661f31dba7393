"""The results page: filters in words, the histogram as a drawing, the list as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from access.finding import Bar, Found, FoundFacet, FoundValue

SHOWN_FACETS = (
    "access", "digital", "level", "fonds", "genre", "media", "place", "subject", "language",
)  # fmt: skip
VALUES_SHOWN = 8

_HEIGHT = 64
_WIDTH = 12
_GAP = 2
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A bar of the drawing, in its coordinates."""

    x: int
    y: int
    height: int
    bar: Bar


@dataclass(frozen=True, slots=True)
class Chart:
    """The histogram as it is drawn, and what it says in words."""

    width: int
    height: int
    bar_width: int
    columns: list[Column]

    @property
    def tallest(self) -> Bar:
        """The decade with most units."""
        return max((column.bar for column in self.columns), key=lambda bar: bar.count)


def chart(bars: Sequence[Bar]) -> Chart | None:
    """Draw the histogram; None where there is nothing to compare."""
    most = max((bar.count for bar in bars), default=0)
    if len(bars) < 2 or most == 0:
        return None
    columns = []
    for number, bar in enumerate(bars):
        # a decade with anything in it stays visible beside one with thousands
        height = max(2, round(_HEIGHT * bar.count / most)) if bar.count else 0
        columns.append(Column(number * (_WIDTH + _GAP), _HEIGHT - height, height, bar))
    return Chart(len(bars) * (_WIDTH + _GAP) - _GAP, _HEIGHT, _WIDTH, columns)


def shown(facet: FoundFacet) -> list[FoundValue]:
    """The values of a facet that are shown: the commonest, and all that are set."""
    return [
        value
        for number, value in enumerate(facet.values)
        if number < VALUES_SHOWN or value.selected
    ]


def wording(facet: str, value: FoundValue, speech: Callable[..., str], has: object) -> str:
    """A facet's value in words: ours where it is a code of ours, else its label."""
    key = f"{facet}.{value.value}"
    known = getattr(has, "has", None)
    return speech(key) if known is not None and known(key) else value.label


def as_csv(found: Found) -> str:
    """The page of hits as CSV, safe to open in a spreadsheet."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["reference_code", "title", "level", "dates", "access", "digital", "id"])
    for one in found.hits:
        hit = one.hit
        cells = [hit.refcode, hit.title, hit.level, hit.dates, hit.access.value]
        digital = "yes" if hit.digital else "no"
        table.writerow([*(_harmless(cell) for cell in cells), digital, str(hit.id)])
    return out.getvalue()


def _harmless(cell: str) -> str:
    # A spreadsheet takes a cell that begins so for a formula, and runs it.
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
