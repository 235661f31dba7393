"""What ancestors lay on a unit: they hide it with themselves, and lock it; they do not age it."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from model.rights import (
    Opening,
    Reason,
    RightsInputs,
    Secrecy,
    beneath,
    handed_down,
    opening,
    rule_set_for,
)
from model.rights.opening import ALWAYS, NEVER

RULES = rule_set_for(date(2026, 11, 24))
OLD_LETTER = RightsInputs(end_year=1827)

years = st.one_of(st.none(), st.integers(1700, 2050))
stated = st.builds(
    RightsInputs,
    end_year=years,
    person_related=st.booleans(),
    persons=st.lists(st.tuples(years, years), max_size=2).map(tuple),
    secrecy=st.sampled_from([None, *Secrecy]),
    deposit_until=st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 1, 1))),
    register=st.sampled_from(["", "birth"]),
    lengthened_years=st.integers(0, 30),
    lock_reason=st.sampled_from(["", "mould"]),
    lock_review=st.one_of(st.none(), st.dates()),
    published=st.booleans(),
    described=st.booleans(),
    aggregate=st.booleans(),
)
chains = st.lists(stated, min_size=2, max_size=5)  # from the top down


def effective(chain: list[RightsInputs]) -> list[Opening]:
    """The openings of units that stand below one another."""
    found = [opening(chain[0], RULES)]
    for above, inputs in itertools.pairwise(chain):
        found.append(beneath(opening(inputs, RULES), handed_down(above, found[-1])))
    return found


def below(above: RightsInputs, unit: RightsInputs = OLD_LETTER) -> Opening:
    return effective([above, unit])[1]


def test_a_young_fonds_does_not_close_its_old_files() -> None:
    for fonds in (
        RightsInputs(end_year=2024),
        RightsInputs(end_year=2024, aggregate=True),
        RightsInputs(),
        RightsInputs(end_year=2020, register="birth"),
    ):
        assert below(fonds) == opening(OLD_LETTER, RULES)


def test_what_hides_a_unit_hides_what_is_below() -> None:
    hiding = {
        RightsInputs(end_year=2000, secrecy=Secrecy.TAX): (date(2061, 1, 1), Reason.SECRECY),
        RightsInputs(end_year=1980, person_related=True, persons=((1930, None),)): (
            date(2031, 1, 1),
            Reason.PERSON_BIRTH,
        ),
        RightsInputs(end_year=1900, deposit_until=date(2040, 5, 1)): (
            date(2040, 5, 1),
            Reason.DEPOSIT,
        ),
        RightsInputs(end_year=1995, lengthened_years=30): (date(2056, 1, 1), Reason.LENGTHENED),
        RightsInputs(end_year=1900, described=False): (NEVER, Reason.UNKNOWN),
    }
    for above, (until, reason) in hiding.items():
        found = below(above)
        assert (found.metadata_public_from, found.metadata_reason) == (until, reason)
        assert (found.content_from, found.reason) == (until, reason)


def test_a_lock_is_handed_down_and_hides_nothing() -> None:
    found = below(RightsInputs(end_year=1900, lock_reason="mould", lock_review=date(2030, 1, 1)))
    assert (found.content_from, found.reason) == (NEVER, Reason.LOCKED)
    assert found.metadata_public_from == ALWAYS
    assert found.review == date(2030, 1, 1)


def test_a_lock_goes_through_units_whose_own_period_is_unknown() -> None:
    locked = RightsInputs(end_year=1900, lock_reason="mould", lock_review=date(2030, 1, 1))
    undated = RightsInputs()
    top, middle, bottom = effective([locked, undated, OLD_LETTER])
    assert top.reason is middle.reason is bottom.reason is Reason.LOCKED
    assert bottom.review == date(2030, 1, 1)
    both = RightsInputs(lock_reason="mould", lock_review=date(2031, 1, 1))
    assert below(both).review == date(2031, 1, 1)


def test_the_units_own_later_day_counts() -> None:
    young = RightsInputs(end_year=2020)
    found = below(RightsInputs(end_year=1900, deposit_until=date(2030, 1, 1)), young)
    assert (found.content_from, found.reason) == (date(2051, 1, 1), Reason.GENERAL)
    assert (found.metadata_public_from, found.metadata_reason) == (
        date(2030, 1, 1),
        Reason.DEPOSIT,
    )


@given(chains)
def test_no_unit_is_known_before_the_units_above_it(chain: list[RightsInputs]) -> None:
    found = effective(chain)
    for above, unit in itertools.pairwise(found):
        assert unit.metadata_public_from >= above.metadata_public_from


@given(chains)
def test_ancestors_only_ever_close(chain: list[RightsInputs]) -> None:
    own, found = opening(chain[-1], RULES), effective(chain)[-1]
    assert found.content_from >= own.content_from
    assert found.metadata_public_from >= own.metadata_public_from
    assert found.content_from >= found.metadata_public_from


@given(chains)
def test_a_lock_anywhere_above_locks(chain: list[RightsInputs]) -> None:
    if any(inputs.lock_reason for inputs in chain):
        assert effective(chain)[-1].content_from == NEVER
