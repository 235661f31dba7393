"""The period of time a unit covers (ISAD(G) 3.1.3, Laufzeit)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from model.errors import MalformedError

_POINT = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_RANGE = re.compile(rf"({_POINT})(?:\s*(?:/|–|—|-|bis|to)\s*({_POINT}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day; either may be unknown (None), which never opens anything.

    ``text`` is what is shown to people ("um 1827"); where empty, the days speak for themselves.
    """

    start: date | None = None
    end: date | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise MalformedError(
                "the period ends before it begins", "die Laufzeit endet vor ihrem Beginn"
            )

    def __str__(self) -> str:
        if self.text:
            return self.text
        if self.start is not None and self.start == self.end:
            return self.start.isoformat()
        first, last = _short(self.start, first=True), _short(self.end, first=False)
        if first == last:
            return first
        return f"{first}–{last}" if first and last else first or last

    @property
    def normal(self) -> str:
        """ISO 8601 interval as EAD's ``@normal``; empty where either end is unknown."""
        return f"{self.start}/{self.end}" if self.start and self.end else ""


def parse_period(start: str, end: str, text: str = "") -> Period:
    """A period from what an archivist wrote: years, months or days.

    Raises MalformedError, with the reason, for what is no date.
    """
    first = _point(start, first=True) if start else None
    last = _point(end, first=False) if end else None
    return Period(first, last, text)


def parse_range(text: str) -> Period:
    """A period from one text such as ``1827-1830`` or ``1995-03-01/1996``.

    What is not understood ("um 1900") stays as text without days: shown, but unknown.
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return Period(text=text.strip())
    first, last = match.group(1), match.group(2) or match.group(1)
    try:
        return parse_period(first, last)
    except ValueError:
        return Period(text=text.strip())


def _point(text: str, *, first: bool) -> date:
    parts = text.strip().split("-")
    if not re.fullmatch(_POINT, text.strip()):
        raise MalformedError(
            f"{text!r} is not a year (1827), month (1827-03) or day (1827-03-01)",
            f"{text!r} ist kein Jahr (1827), Monat (1827-03) oder Tag (1827-03-01)",
        )
    year = int(parts[0])
    month = int(parts[1]) if len(parts) > 1 else (1 if first else 12)
    if not (1 <= year <= 9998 and 1 <= month <= 12):
        raise _not_in_calendar(text)
    day = int(parts[2]) if len(parts) > 2 else (1 if first else calendar.monthrange(year, month)[1])
    try:
        return date(year, month, day)
    except ValueError:
        raise _not_in_calendar(text) from None


def _not_in_calendar(text: str) -> MalformedError:
    return MalformedError(f"{text!r} is not in the calendar", f"{text!r} steht nicht im Kalender")


def _short(day: date | None, *, first: bool) -> str:
    if day is None:
        return ""
    year_end = (day.month, day.day) == ((1, 1) if first else (12, 31))
    return f"{day.year:04d}" if year_end else day.isoformat()
