"""Opening days and lead times."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from model.reading_days import RoomRules

MONDAY = date(2026, 11, 23)


def test_the_lead_is_counted_in_opening_days() -> None:
    rules = RoomRules(lead_days=2, ahead_days=10)
    # Monday: Tuesday is too soon, Wednesday will do
    assert rules.days(MONDAY)[0] == date(2026, 11, 25)
    # Thursday: Friday to Sunday are closed, Monday is too soon
    assert rules.days(date(2026, 11, 26))[0] == date(2026, 12, 1)


def test_closed_days_are_left_out() -> None:
    rules = RoomRules(closed_on=frozenset({date(2026, 11, 25)}), lead_days=1, ahead_days=3)
    assert rules.days(MONDAY) == [date(2026, 11, 24), date(2026, 11, 26)]


def test_an_archive_that_is_always_closed_offers_nothing() -> None:
    assert RoomRules(open_days=frozenset()).days(MONDAY) == []


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.frozensets(st.integers(0, 6)),
    st.integers(0, 10),
    st.integers(1, 60),
)
def test_every_day_offered_is_open_and_ahead(
    today: date, weekdays: frozenset[int], lead: int, ahead: int
) -> None:
    rules = RoomRules(open_days=weekdays, lead_days=lead, ahead_days=ahead)
    days = rules.days(today)
    assert days == sorted(set(days))
    for number, day in enumerate(days):
        assert rules.is_open(day)
        assert 0 < (day - today).days <= ahead
        assert (day - today).days >= lead + number if lead else True


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 6),
)
def test_the_last_day_to_order(today: date, weekdays: frozenset[int], lead: int) -> None:
    rules = RoomRules(open_days=weekdays, lead_days=lead, ahead_days=90)
    day = next(rules.opening_days(today))
    last = rules.order_until(day)
    assert last < day
    assert day in rules.days(last)
    after = last + timedelta(days=1)
    assert after == day or day not in rules.days(after)


def test_closures_are_exceptions_ahead_and_run_together() -> None:
    # Monday to Thursday are open; a closed Friday is none, and a weekend does not divide
    closed = {date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 3), date(2026, 12, 7)}
    rules = RoomRules(closed_on=frozenset(closed | {date(2026, 12, 24)}))
    assert rules.closures(MONDAY) == [
        (date(2026, 12, 3), date(2026, 12, 7)),
        (date(2026, 12, 24), date(2026, 12, 24)),
    ]
    assert rules.closures(date(2026, 12, 4))[0] == (date(2026, 12, 7), date(2026, 12, 7))
    assert rules.closures(date(2027, 1, 1)) == []


def test_opening_days_begin_with_the_day_itself() -> None:
    assert next(RoomRules().opening_days(MONDAY)) == MONDAY
    assert list(RoomRules(open_days=frozenset()).opening_days(MONDAY)) == []
