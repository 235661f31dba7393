"""The figures of the home page, which every visitor asks for and nobody needs to the second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from catalogue import figures
from catalogue.database import Database
from catalogue.figures import Figures

KEPT_FOR = 60.0
"""Seconds; an archive that is small is counted at every visit, so that it is right at once."""


@dataclass(frozen=True, slots=True)
class Told:
    """How much there is, and the first and last year that it is about."""

    figures: Figures
    years: tuple[int, int] | None


class KeptFigures:
    """Counted once a minute; whoever comes while somebody counts gets what was told before."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._told: dict[date | None, tuple[float, Told]] = {}
        self._counting = threading.Lock()

    def of(self, day: date | None) -> Told:
        """What is public on ``day``; None: all."""
        known = self._told.get(day)
        if known is not None and self._clock() - known[0] < KEPT_FOR:
            return known[1]
        if known is not None and self._counting.locked():
            return known[1]
        with self._counting:
            known = self._told.get(day)
            if known is not None and self._clock() - known[0] < KEPT_FOR:
                return known[1]  # somebody has counted while we waited
            return self._count(day)

    def _count(self, day: date | None) -> Told:
        with self._database.read() as connection:
            told = Told(figures.figures(connection, day), figures.years(connection, day))
            is_small = figures.is_small(connection)
        # yesterday's figures are nobody's any more
        kept = {one: found for one, found in self._told.items() if one is None or one == day}
        self._told = kept if is_small else kept | {day: (self._clock(), told)}
        return told
