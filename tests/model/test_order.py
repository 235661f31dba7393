"""The states of an order: every path, every hand, and nothing out of turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.order import (
    ENDED,
    HOLDING,
    STEPS,
    Hand,
    ItemDeed,
    ItemState,
    OutOfBounds,
    OutOfTurn,
    after,
    deeds,
    hand_for,
    hands_of,
)
from model.policy import UserRole

S, D = ItemState, ItemDeed

# docs/reading-room.md: who may take an item from where to where. Written out a second time, so
# that neither the machine nor this can change alone.
PRACTICE = """
cart          submitted     reader
submitted     approved      archivist system
submitted     needs-permit  archivist system
submitted     surrogate     archivist system
submitted     rejected      archivist system
needs-permit  approved      archivist
needs-permit  rejected      archivist
approved      queued        system
approved      waiting       system
waiting       queued        system
waiting       ready         desk
queued        slipped       desk
slipped       pulled        desk
slipped       not-found     desk
not-found     queued        archivist
not-found     rejected      archivist
pulled        ready         desk
ready         issued        desk
ready         expired       desk
issued        held          desk
issued        returned      desk
held          issued        desk
held          expired       desk
returned      reshelved     desk
expired       reshelved     desk
cart          cancelled     reader desk archivist
submitted     cancelled     reader desk archivist
needs-permit  cancelled     reader desk archivist
approved      cancelled     reader desk archivist
waiting       cancelled     reader desk archivist
queued        cancelled     reader desk archivist
slipped       cancelled     reader desk archivist
"""


def test_the_machine_is_that_of_practice() -> None:
    written = {(a, b, frozenset(h)) for a, b, *h in map(str.split, PRACTICE.strip().splitlines())}
    machine = {
        (state.value, step.to.value, frozenset(hand.value for hand in step.hands))
        for (state, _), step in STEPS.items()
    }
    assert machine == written


@given(st.sampled_from(ItemState), st.sampled_from(ItemDeed), st.sampled_from(Hand))
def test_whatever_is_not_in_the_machine_is_refused(
    state: ItemState, deed: ItemDeed, hand: Hand
) -> None:
    step = STEPS.get((state, deed))
    if step is None:
        with pytest.raises(OutOfTurn):
            after(state, deed, hand)
    elif hand not in step.hands:
        with pytest.raises(OutOfBounds):
            after(state, deed, hand)
    else:
        assert after(state, deed, hand) is step.to


@given(st.lists(st.tuples(st.sampled_from(ItemDeed), st.sampled_from(Hand)), max_size=40))
def test_no_path_leads_past_approval_to_the_reader(steps: list[tuple[ItemDeed, Hand]]) -> None:
    state, seen = S.CART, [S.CART]
    for deed, hand in steps:
        try:
            state = after(state, deed, hand)
        except (OutOfTurn, OutOfBounds):
            continue
        seen.append(state)
    if S.ISSUED in seen:
        before = seen[: seen.index(S.ISSUED)]
        assert [
            one for one in dict.fromkeys(before) if one in (S.SUBMITTED, S.APPROVED, S.READY)
        ] == [S.SUBMITTED, S.APPROVED, S.READY]
    if state in ENDED:
        assert not any(deeds(state, frozenset(Hand)))


def test_every_state_can_be_reached_and_left() -> None:
    reached = {step.to for step in STEPS.values()} | {S.CART}
    assert reached == set(ItemState)
    assert {state for state, _ in STEPS} == set(ItemState) - ENDED


def test_from_everywhere_there_is_an_end() -> None:
    ends = set(ENDED)
    while more := {s for (s, _), step in STEPS.items() if step.to in ends} - ends:
        ends |= more
    assert ends == set(ItemState)


def test_who_holds_a_unit_cannot_lose_it_unnoticed() -> None:
    for (state, deed), step in STEPS.items():
        if state in HOLDING and step.to not in HOLDING:
            assert step.to in ENDED, (state, deed)
    assert not ENDED & set(HOLDING)
    assert S.WAITING not in HOLDING


def test_each_role_has_its_hands() -> None:
    assert hands_of(UserRole.READER) == {Hand.READER}
    assert hands_of(UserRole.DESK) == {Hand.DESK}
    assert hands_of(UserRole.ARCHIVIST) == {Hand.DESK, Hand.ARCHIVIST}
    assert hands_of(UserRole.PUBLIC) == hands_of(UserRole.AUDITOR) == frozenset()
    assert all(Hand.SYSTEM not in hands_of(role) for role in UserRole)


@given(st.sampled_from(ItemState), st.sampled_from(ItemDeed), st.sampled_from(UserRole))
def test_a_hand_is_found_exactly_where_the_deed_is_offered(
    state: ItemState, deed: ItemDeed, role: UserRole
) -> None:
    hands = hands_of(role)
    if deed in deeds(state, hands):
        assert hand_for(state, deed, hands) in STEPS[state, deed].hands & hands
    else:
        with pytest.raises((OutOfTurn, OutOfBounds)):
            hand_for(state, deed, hands)


def test_what_is_done_most_comes_first() -> None:
    for state, first in [(S.ISSUED, D.RETURN), (S.READY, D.ISSUE)]:
        assert deeds(state, hands_of(UserRole.DESK))[0] is first
