"""Periods: what archivists write, and what must stay unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.period import Period, parse_period, parse_range

days = st.dates(max_value=date(9998, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1827", date(1827, 1, 1), date(1827, 12, 31)),
        ("1827-1830", date(1827, 1, 1), date(1830, 12, 31)),
        ("1827–1830", date(1827, 1, 1), date(1830, 12, 31)),
        ("1827 bis 1830", date(1827, 1, 1), date(1830, 12, 31)),
        (" 1827 / 1830 ", date(1827, 1, 1), date(1830, 12, 31)),
        ("1827-03", date(1827, 3, 1), date(1827, 3, 31)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),  # no leap year
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("1827-03-1830", date(1827, 3, 1), date(1830, 12, 31)),
        ("1995-03-01/1996", date(1995, 3, 1), date(1996, 12, 31)),
        ("1995-03-01-1996-04-02", date(1995, 3, 1), date(1996, 4, 2)),
    ],
)
def test_what_is_understood(text: str, start: date, end: date) -> None:
    assert parse_range(text) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "um 1900",
        "1830-1827",  # ends before it begins
        "1827-13",
        "1827-02-30",
        "1827-30",  # a month, or a year? neither
        "0000",
        "9999",
        "20. Jh.",
        "1827-",
        "-1827",
        "1827/1828/1829",
        "18270101",
        "",
    ],
)
def test_what_is_not_understood_is_shown_but_unknown(text: str) -> None:
    period = parse_range(text)
    assert (period.start, period.end) == (None, None)
    assert str(period) == text
    assert period.normal == ""


@given(st.text(max_size=30))
def test_no_text_is_a_crash(text: str) -> None:
    parse_range(text)


@given(days, days)
def test_days_survive(one: date, other: date) -> None:
    start, end = sorted((one, other))
    written = f"{start.isoformat()}/{end.isoformat()}"
    assert parse_range(written) == Period(start, end)
    assert Period(start, end).normal == written


@given(days, days)
def test_what_is_shown_can_be_read_again(one: date, other: date) -> None:
    start, end = sorted((one, other))
    assert parse_range(str(Period(start, end))) == Period(start, end)


@pytest.mark.parametrize("text", ["1827-00", "18", "1827-1-1", "gestern", "9999", "1827-02-29"])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"1827|18|gestern|9999"):
        parse_period(text, "")


def test_one_end_may_be_unknown() -> None:
    assert parse_period("1827", "") == Period(date(1827, 1, 1), None)
    assert parse_period("", "1827", "bis 1827") == Period(None, date(1827, 12, 31), "bis 1827")
    assert parse_period("", "").normal == ""


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(1830, 1, 1), date(1827, 1, 1))


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        (Period(date(1827, 1, 1), date(1827, 12, 31)), "1827"),
        (Period(date(1827, 1, 1), date(1830, 12, 31)), "1827–1830"),
        (Period(date(1827, 1, 1), date(1827, 1, 1)), "1827-01-01"),
        (Period(date(1827, 12, 31), date(1827, 12, 31)), "1827-12-31"),
        (Period(date(1827, 3, 1), date(1827, 4, 2)), "1827-03-01–1827-04-02"),
        (Period(text="um 1827"), "um 1827"),
        (Period(), ""),
    ],
)
def test_how_it_is_shown(period: Period, shown: str) -> None:
    assert str(period) == shown
