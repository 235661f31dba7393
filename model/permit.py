"""The application to use the archive (Benutzungsantrag): one for each reader and calendar year."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from model.order import Hand, OutOfBounds, OutOfTurn


class PermitState(StrEnum):
    """Values are stored and stand in the ledger: never change one."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VALID = "valid"
    EXPIRED = "expired"
    REFUSED = "refused"
    REVOKED = "revoked"


class PermitDeed(StrEnum):
    """What can be done to it. Values stand in addresses of forms."""

    SUBMIT = "submit"
    GRANT = "grant"
    REFUSE = "refuse"
    REVOKE = "revoke"
    EXPIRE = "expire"


class Purpose(StrEnum):
    """What for. Values are stored: never change one."""

    OFFICIAL = "official"
    SCHOLARLY = "scholarly"
    LOCAL_HISTORY = "local-history"
    FAMILY_HISTORY = "family-history"
    LEGAL = "legal"
    TEACHING = "teaching"
    JOURNALISM = "journalism"
    PERSONAL = "personal"


_S, _D = PermitState, PermitDeed
STEPS: Mapping[tuple[PermitState, PermitDeed], tuple[PermitState, Hand]] = {
    (_S.DRAFT, _D.SUBMIT): (_S.SUBMITTED, Hand.READER),
    (_S.REFUSED, _D.SUBMIT): (_S.SUBMITTED, Hand.READER),  # corrected, and handed in again
    (_S.SUBMITTED, _D.GRANT): (_S.VALID, Hand.ARCHIVIST),
    (_S.SUBMITTED, _D.REFUSE): (_S.REFUSED, Hand.ARCHIVIST),
    (_S.VALID, _D.REVOKE): (_S.REVOKED, Hand.ARCHIVIST),
    (_S.VALID, _D.EXPIRE): (_S.EXPIRED, Hand.SYSTEM),
}
WRITABLE = frozenset({_S.DRAFT, _S.REFUSED})
"""While in these the reader may still change what it says."""


def after(state: PermitState, deed: PermitDeed, hand: Hand) -> PermitState:
    """The state that a deed leads to. Raises OutOfTurn, OutOfBounds."""
    try:
        to, whose = STEPS[state, deed]
    except KeyError:
        raise OutOfTurn(f"{deed.value} of what is {state.value}") from None
    if hand is not whose:
        raise OutOfBounds(f"{deed.value} is not for the {hand.value}")
    return to
