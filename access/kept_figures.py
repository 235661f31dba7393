"""The figures of the home page, which every visitor asks for and nobody needs to the second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from catalogue import figures
from catalogue.database import Database
from catalogue.figures import Figures
from model.errors import MunimentError

KEPT_FOR = 60.0
"""Seconds; an archive that is small is counted at every visit, so that it is right at once."""

SHOWN_FOR = 600.0
"""Seconds; whoever comes later than a minute starts a new count, and does not wait for it."""


@dataclass(frozen=True, slots=True)
class Told:
    """How much there is, and the first and last year that it is about."""

    figures: Figures
    years: tuple[int, int] | None


class KeptFigures:
    """Counted once a minute at most, by one at a time."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._told: dict[date | None, tuple[float, Told]] = {}
        self._counting = threading.Lock()

    def of(self, day: date | None) -> Told:
        """What is public on ``day``; None: all."""
        known = self._told.get(day)
        age = self._clock() - known[0] if known else SHOWN_FOR
        if known is None or age >= SHOWN_FOR:
            with self._counting:
                return self._count(day)
        if age >= KEPT_FOR and self._counting.acquire(blocking=False):
            threading.Thread(target=self._count_beside, args=(day,), daemon=True).start()
        return known[1]

    def _count_beside(self, day: date | None) -> None:
        try:
            # the catalogue may be away: the next visitor starts another count
            with suppress(MunimentError):
                self._count(day)
        finally:
            self._counting.release()

    def _count(self, day: date | None) -> Told:
        with self._database.read() as connection:
            told = Told(figures.figures(connection, day), figures.years(connection, day))
            is_small = figures.is_small(connection)
        # yesterday's figures are nobody's any more
        kept = {one: found for one, found in self._told.items() if one is None or one == day}
        self._told = kept if is_small else kept | {day: (self._clock(), told)}
        return told
