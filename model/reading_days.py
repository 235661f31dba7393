"""When the reading room is open and until when one orders for a day. All of it is a setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_LONGEST_AHEAD = 366


@dataclass(frozen=True, slots=True)
class RoomRules:
    """The reading room's rules.

    ``open_days``: weekdays, Monday is 0. ``lead_days``: how many opening days before the visit one
    orders at the latest. ``pull_times``: when the stacks are gone through, as ``10:00``.
    """

    open_days: frozenset[int] = frozenset({0, 1, 2, 3})
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
