"""Protection periods: the figures of the law, and that nothing unknown ever opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.rights import (
    RULE_SETS,
    Opening,
    Reason,
    RightsInputs,
    RuleSet,
    Secrecy,
    opening,
    rule_set_for,
    strictest,
)
from model.rights.opening import ALWAYS, NEVER

NEW = rule_set_for(date(2026, 11, 24))
OLD = rule_set_for(date(2025, 6, 1))

years = st.one_of(st.none(), st.integers(1000, 9999))
days = st.dates(min_value=date(1000, 1, 1))
stated = st.builds(
    RightsInputs,
    end_year=years,
    person_related=st.booleans(),
    persons=st.lists(st.tuples(years, years), max_size=3).map(tuple),
    secrecy=st.sampled_from([None, *Secrecy]),
    deposit_until=st.one_of(st.none(), days),
    register=st.sampled_from(["", "birth", "marriage", "death", "baptism"]),
    lengthened_years=st.integers(-5, 200),
    lock_reason=st.sampled_from(["", "fragile"]),
    lock_review=st.one_of(st.none(), days),
    published=st.booleans(),
    described=st.booleans(),
    aggregate=st.booleans(),
)
openings = st.builds(
    Opening,
    metadata_public_from=st.dates(),
    content_from=st.dates(),
    reason=st.sampled_from(Reason),
    rule_set=st.sampled_from(["a", "b"]),
    metadata_reason=st.sampled_from(Reason),
    review=st.one_of(st.none(), st.dates()),
)


def person(birth: int | None = None, death: int | None = None, end: int = 1980) -> RightsInputs:
    return RightsInputs(end_year=end, person_related=True, persons=((birth, death),))


@pytest.mark.parametrize(
    ("inputs", "rules", "content", "reason"),
    [
        (RightsInputs(end_year=1995), NEW, date(2026, 1, 1), Reason.GENERAL),
        (person(birth=1930), NEW, date(2031, 1, 1), Reason.PERSON_BIRTH),
        (person(birth=1930), OLD, date(2021, 1, 1), Reason.PERSON_BIRTH),
        (person(birth=1930, death=2019), NEW, date(2030, 1, 1), Reason.PERSON_DEATH),
        (person(end=1970), NEW, date(2031, 1, 1), Reason.PERSON_UNKNOWN),
        (
            RightsInputs(end_year=1970, secrecy=Secrecy.TAX),
            NEW,
            date(2031, 1, 1),
            Reason.SECRECY,
        ),
        (
            RightsInputs(end_year=1990, deposit_until=date(2050, 6, 30)),
            NEW,
            date(2050, 6, 30),
            Reason.DEPOSIT,
        ),
        (RightsInputs(end_year=1920, register="birth"), NEW, date(2031, 1, 1), Reason.REGISTER),
        (RightsInputs(end_year=1950, register="marriage"), NEW, date(2031, 1, 1), Reason.REGISTER),
        (
            RightsInputs(end_year=1995, lengthened_years=10),
            NEW,
            date(2036, 1, 1),
            Reason.LENGTHENED,
        ),
        (
            RightsInputs(end_year=1995, lengthened_years=99),
            NEW,
            date(2056, 1, 1),  # at most 30 more
            Reason.LENGTHENED,
        ),
        (RightsInputs(end_year=1900, lock_reason="mould"), NEW, NEVER, Reason.LOCKED),
        (RightsInputs(end_year=1995, published=True), NEW, ALWAYS, Reason.OPEN),
        (RightsInputs(aggregate=True), NEW, ALWAYS, Reason.OPEN),
    ],
)
def test_the_figures(inputs: RightsInputs, rules: RuleSet, content: date, reason: Reason) -> None:
    found = opening(inputs, rules)
    assert (found.content_from, found.reason, found.rule_set) == (content, reason, rules.id)


def test_the_last_of_all_persons_and_rules_wins() -> None:
    two = RightsInputs(
        end_year=1980, person_related=True, persons=((1900, 1950), (1930, None), (1910, 1960))
    )
    assert opening(two, NEW).content_from == date(2031, 1, 1)
    late = replace(two, deposit_until=date(2040, 1, 1))
    assert opening(late, NEW).reason is Reason.DEPOSIT


def test_publication_frees_from_the_general_period_alone() -> None:
    secret = RightsInputs(end_year=1990, published=True, secrecy=Secrecy.MEDICAL)
    assert opening(secret, NEW).content_from == date(2051, 1, 1)


@pytest.mark.parametrize(
    "inputs",
    [
        RightsInputs(),
        RightsInputs(person_related=True),
        RightsInputs(published=True, secrecy=Secrecy.SOCIAL),
        RightsInputs(published=True, person_related=True),
        RightsInputs(end_year=1900, register="baptism"),
        RightsInputs(published=True, register="birth"),
        RightsInputs(end_year=1900, described=False),
        RightsInputs(person_related=True, persons=((1800, 1850), (None, None))),
    ],
)
def test_what_is_unknown_stays_closed(inputs: RightsInputs) -> None:
    found = opening(inputs, NEW)
    assert (found.content_from, found.reason) == (NEVER, Reason.UNKNOWN)
    assert not found.content_public(date(9999, 12, 30))


def test_two_dates() -> None:
    """R1 never hides a finding aid (Satzung § 2(1)); persons, secrecy and deposits do."""
    plain = opening(RightsInputs(end_year=2020), NEW)
    assert plain.metadata_public_from == ALWAYS
    assert plain.metadata_reason is Reason.OPEN
    assert plain.content_from == date(2051, 1, 1)
    both = opening(person(birth=1930, end=2020), NEW)
    assert both.metadata_public_from == date(2031, 1, 1)
    assert both.content_from == date(2051, 1, 1)
    assert (both.metadata_reason, both.reason) == (Reason.PERSON_BIRTH, Reason.GENERAL)
    locked = opening(RightsInputs(end_year=1900, lock_reason="mould"), NEW)
    assert locked.metadata_public_from == ALWAYS
    register = opening(RightsInputs(end_year=1950, register="birth"), NEW)
    assert register.metadata_public_from == ALWAYS
    assert opening(RightsInputs(end_year=1900, described=False), NEW).metadata_public_from == NEVER


def test_lengthening_hides_the_description_as_well() -> None:
    found = opening(RightsInputs(end_year=1995, lengthened_years=10), NEW)
    assert found.metadata_public_from == date(2036, 1, 1)
    assert found.metadata_reason is Reason.LENGTHENED


def test_lengthening_an_unknown_period_is_unknown_for_the_description_too() -> None:
    found = opening(RightsInputs(lengthened_years=10), NEW)
    assert found.metadata_public_from == NEVER
    assert found.metadata_reason is Reason.UNKNOWN


def test_lengthening_from_a_leap_day() -> None:
    inputs = RightsInputs(published=True, deposit_until=date(2028, 2, 29), lengthened_years=1)
    found = opening(inputs, NEW)
    assert found.content_from == date(2029, 3, 1)
    assert found.reason is Reason.LENGTHENED


def test_a_lock_is_reviewed_but_never_opens_by_itself() -> None:
    inputs = RightsInputs(end_year=1900, lock_reason="mould", lock_review=date(2020, 1, 1))
    found = opening(inputs, NEW)
    assert found.review == date(2020, 1, 1)
    assert not found.content_public(date(2100, 1, 1))


def test_a_year_no_calendar_reaches_is_closed_and_no_crash() -> None:
    for inputs in (
        RightsInputs(end_year=9999),
        RightsInputs(end_year=123_456),
        person(birth=9950),
        RightsInputs(end_year=1, deposit_until=date(9990, 1, 1), lengthened_years=30),
    ):
        assert opening(inputs, NEW).content_from == NEVER


@given(stated, st.sampled_from(RULE_SETS))
def test_content_never_opens_before_the_description(inputs: RightsInputs, rules: RuleSet) -> None:
    found = opening(inputs, rules)
    assert found.content_from >= found.metadata_public_from


@given(stated, stated, st.sampled_from(RULE_SETS))
def test_saying_more_never_opens_anything(
    inputs: RightsInputs, other: RightsInputs, rules: RuleSet
) -> None:
    """The maximum of all rules: adding a lock, a secrecy or a person can only close."""
    more = replace(
        inputs,
        lock_reason=inputs.lock_reason or other.lock_reason,
        secrecy=inputs.secrecy or other.secrecy,
        register=inputs.register or other.register,
        deposit_until=inputs.deposit_until or other.deposit_until,
        described=inputs.described and other.described,
    )
    before, after = opening(inputs, rules), opening(more, rules)
    assert after.content_from >= before.content_from
    assert after.metadata_public_from >= before.metadata_public_from


@given(stated, st.sampled_from(RULE_SETS))
def test_forgetting_a_year_never_opens_anything(inputs: RightsInputs, rules: RuleSet) -> None:
    known, forgotten = opening(inputs, rules), opening(replace(inputs, end_year=None), rules)
    assert forgotten.content_from >= known.content_from
    assert forgotten.metadata_public_from >= known.metadata_public_from


@given(openings, openings)
def test_the_strictest_is_as_late_as_both(one: Opening, other: Opening) -> None:
    both = strictest(one, other)
    assert both.content_from == max(one.content_from, other.content_from)
    assert both.metadata_public_from == max(one.metadata_public_from, other.metadata_public_from)
    decided = one if one.content_from >= other.content_from else other
    assert (both.reason, both.review) == (decided.reason, decided.review)
    assert strictest(one, one) == one


@given(openings, st.dates())
def test_who_may_read_may_know(one: Opening, today: date) -> None:
    if one.content_public(today):
        assert one.description_public(today)
        assert one.content_from <= today


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1900, 1, 1), "by-2021"),
        (date(2021, 12, 2), "by-2021"),
        (date(2025, 12, 31), "by-2021"),
        (date(2026, 1, 1), "by-2026"),
        (date(2999, 1, 1), "by-2026"),
    ],
)
def test_the_rule_set_of_the_day(day: date, expected: str) -> None:
    assert rule_set_for(day).id == expected
    assert rule_set_for(day, tuple(reversed(RULE_SETS))).id == expected
