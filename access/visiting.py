"""What the page for visitors shows: the reading room's rules, worked out from today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from access.units import visible
from catalogue import descriptions
from catalogue.database import Connection
from model.description import Description
from model.errors import MunimentError
from model.policy import User
from model.reading_days import RoomRules

_DAYS = 6
_CLOSURES = 12


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day on which readers are let in.

    ``order_until``: the last day to order for it. ``orderable``: that can be done today.
    """

    day: date
    hours: str
    order_until: date
    orderable: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """When the room is open: as a habit, next, and not."""

    habit: list[tuple[int, str]]  # weekday, Monday is 0, and its hours
    today: str | None  # today's hours, "" where not said; None: closed today
    coming: list[OpenDay]
    closures: list[tuple[date, date]]


def opening(rules: RoomRules, today: date) -> Opening:
    """All of it, from the rules alone."""
    orderable = set(rules.days(today))
    ahead = (day for day in rules.opening_days(today) if day > today)
    return Opening(
        habit=[(day, rules.hours[day]) for day in sorted(rules.open_days)],
        today=rules.hours[today.weekday()] if rules.is_open(today) else None,
        coming=[
            OpenDay(day, rules.hours[day.weekday()], rules.order_until(day), day in orderable)
            for day in islice(ahead, _DAYS)
        ],
        closures=rules.closures(today)[:_CLOSURES],
    )


def out_of_use(
    connection: Connection, rules: RoomRules, user: User, today: date
) -> Sequence[Description]:
    """The fonds that cannot be ordered from, as far as ``user`` may know of them."""
    found = []
    for refcode in sorted(rules.blocked):
        try:
            known = visible(descriptions.by_refcode(connection, refcode), refcode, user, today)
        except MunimentError:
            continue  # hidden, or misspelt in the settings: for readers it is not there
        found.append(known.description)
    return found
