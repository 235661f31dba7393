"""The dates of a component: normalised days, spoken ones, and periods with one end unknown."""

from __future__ import annotations

import re

from model.period import Period, parse_period, parse_range

_HALF = re.compile(r"(?:(\d{4}(?:-\d\d(?:-\d\d)?)?)\s*[–—-]|[–—-]\s*(\d{4}(?:-\d\d(?:-\d\d)?)?))")
_NORMAL_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")


def period_of(normal: str, text: str) -> Period:
    """The days of ``@normal``, else of the text; the text is kept where it says something else."""
    spoken = _half(text) or parse_range(text) if text else Period()
    days = parse_range(_NORMAL_DAY.sub(r"\1-\2-\3", normal)) if normal else spoken
    if days.start is None and days.end is None:
        days = spoken
    if days.start is None and days.end is None:
        return Period(text=text or normal)
    same = not text or (spoken.start, spoken.end) == (days.start, days.end)
    return Period(days.start, days.end, "" if same else text)


def _half(text: str) -> Period | None:
    """``1827–`` and ``–1830``: a period of which one end is unknown, which opens nothing."""
    match = _HALF.fullmatch(text)
    if match is None:
        return None
    try:
        return parse_period(match[1] or "", match[2] or "")
    except ValueError:
        return None
