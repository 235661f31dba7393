"""When the reading room is open and until when one orders for a day. All of it is a setting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_LONGEST_AHEAD = 366


@dataclass(frozen=True, slots=True)
class RoomRules:
    """The reading room's rules.

    ``open_days``: weekdays, Monday is 0. ``hours``: of each weekday from Monday on, as
    ``09:00-12:00``, "" where the keeper has not said. ``lead_days``: how many opening days before
    the visit one orders at the latest. ``pull_times``: when the stacks are gone through, ``10:00``.
    """

    open_days: frozenset[int] = frozenset({0, 1, 2, 3})
    hours: tuple[str, ...] = ("",) * 7
    closed_on: frozenset[date] = frozenset()
    lead_days: int = 2
    ahead_days: int = 28
    pull_times: tuple[str, ...] = ("10:00", "12:00", "14:00")
    units_per_day: int = 5
    seats: int = 12
    keep_days: int = 21
    approve_at_once: bool = False
    blocked: frozenset[str] = frozenset()  # reference codes of fonds that are out of use

    def is_open(self, day: date) -> bool:
        """Whether readers are let in on this day."""
        return day.weekday() in self.open_days and day not in self.closed_on

    def days(self, today: date) -> list[date]:
        """The days that can be ordered for today, earliest first."""
        last = min(self.ahead_days, _LONGEST_AHEAD)
        coming = (today + timedelta(days=ahead) for ahead in range(1, last + 1))
        # The stacks work on opening days alone, so the lead is counted in these.
        return [day for day in coming if self.is_open(day)][max(self.lead_days - 1, 0) :]

    def kept_until(self, day: date) -> date:
        """Until when a unit is kept at the desk for whoever has ordered it for ``day``."""
        return day + timedelta(days=self.keep_days)

    def order_until(self, day: date) -> date:
        """The last day on which an order for ``day`` can be placed, were it ahead for ever."""
        last = day - timedelta(days=1)
        between = 0  # opening days that the stacks have in between
        while between < self.lead_days - 1 and day - last < timedelta(days=_LONGEST_AHEAD):
            between += self.is_open(last)
            last -= timedelta(days=1)
        return last

    def opening_days(self, first: date) -> Iterator[date]:
        """Days on which readers are let in, from ``first`` on, for a year."""
        coming = (first + timedelta(days=ahead) for ahead in range(_LONGEST_AHEAD))
        return (day for day in coming if self.is_open(day))

    def closures(self, today: date) -> list[tuple[date, date]]:
        """First and last of the exceptions ahead: days on which it is closed against its habit.

        Days between which it is not open anyway are one closure: the years' turn is not six.
        """
        spans: list[tuple[date, date]] = []
        for day in sorted(self.closed_on):
            if day < today or day.weekday() not in self.open_days:
                continue
            if spans and next(self.opening_days(spans[-1][1]), day) >= day:
                spans[-1] = (spans[-1][0], day)
            else:
                spans.append((day, day))
        return spans
