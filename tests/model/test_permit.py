"""Applications: decided by archivists, ended by the clock, and not twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.order import Hand, OutOfBounds, OutOfTurn
from model.permit import STEPS, PermitDeed, PermitState, after


@given(st.sampled_from(PermitState), st.sampled_from(PermitDeed), st.sampled_from(Hand))
def test_only_what_is_written_leads_on(state: PermitState, deed: PermitDeed, hand: Hand) -> None:
    known = STEPS.get((state, deed))
    if known is None:
        with pytest.raises(OutOfTurn):
            after(state, deed, hand)
    elif known[1] is not hand:
        with pytest.raises(OutOfBounds):
            after(state, deed, hand)
    else:
        assert after(state, deed, hand) is known[0]


def test_nobody_grants_their_own() -> None:
    for deed in (PermitDeed.GRANT, PermitDeed.REFUSE, PermitDeed.REVOKE):
        assert {hand for (_, d), (_, hand) in STEPS.items() if d is deed} == {Hand.ARCHIVIST}


def test_what_ended_stays_ended() -> None:
    for state in (PermitState.EXPIRED, PermitState.REVOKED):
        assert not [deed for (here, deed) in STEPS if here is state]
