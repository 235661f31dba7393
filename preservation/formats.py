"""The formats of the holdings with what we think of them: the list from which migrations start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalogue.census import Census
from catalogue.formats import Held, Unidentified
from preservation.risk import NOT_ASSESSED, Level, Rating

_ORDER = tuple(Level)  # as they are declared: what needs somebody first


@dataclass(frozen=True, slots=True)
class Assessed:
    """A format of the holdings and its rating."""

    held: Held
    rating: Rating


@dataclass(frozen=True, slots=True)
class Share:
    """How many files have a level, and their part of all; ``level`` "unidentified" for the rest."""

    level: str
    files: int
    percent: float


@dataclass(frozen=True, slots=True)
class Assessment:
    """All formats, the worst first, and the files without one."""

    formats: tuple[Assessed, ...]
    unidentified: Unidentified
    at: datetime | None = None  # when the files were counted; None: just now

    @property
    def shares(self) -> list[Share]:
        """Files by level; the unidentified first."""
        counted = dict.fromkeys(("unidentified", *(one.value for one in _ORDER)), 0)
        counted["unidentified"] = self.unidentified.amount.files
        for one in self.formats:
            counted[one.rating.level.value] += one.held.amount.files
        total = sum(counted.values())
        return [
            Share(level, files, 100 * files / total if total else 0.0)
            for level, files in counted.items()
        ]


def assess(census: Census, risks: Mapping[str, Rating]) -> Assessment:
    """What there is, rated."""
    found = [Assessed(one, risks.get(one.puid, NOT_ASSESSED)) for one in census.held]
    found.sort(key=lambda one: _ORDER.index(one.rating.level))  # stable: then by files
    return Assessment(tuple(found), census.unidentified, census.at)
