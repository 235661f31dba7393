"""Disposal: what the archive lawfully deletes. States, and who may move it to which.

Two different people decide, both signed in with an account of their own. Whoever has a shell on
the machine could be anybody, so the command line drafts and carries out, and decides nothing.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from model.digests import sha256


class Ground(StrEnum):
    """Why it may be deleted. Values are stored and stand in the ledger: never change one."""

    REAPPRAISED = "reappraised"  # Nachkassation: not worth keeping after all
    LEGAL_ORDER = "legal-order"  # Löschung: a law, a court or an authority demands it
    RETURNED = "returned"  # a deposit that goes back to its owner
    DUPLICATE = "duplicate"  # kept elsewhere in the archive
    OTHER = "other"


class DisposalState(StrEnum):
    """Values are stored: never change one."""

    DRAFT = "draft"  # written down by somebody who is no account
    REQUESTED = "requested"
    APPROVED = "approved"
    AT_WORK = "at-work"  # being carried out, or interrupted: the bytes are nobody's any more
    WAITING = "waiting"  # a store holds a copy, or is away; tried again later
    DISPOSED = "disposed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class DisposalDeed(StrEnum):
    """What people do to it. Values stand in addresses of forms."""

    REQUEST = "request"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"


_S, _D = DisposalState, DisposalDeed
_NEXT = {
    (_S.DRAFT, _D.REQUEST): _S.REQUESTED,
    (_S.DRAFT, _D.WITHDRAW): _S.WITHDRAWN,
    (_S.REQUESTED, _D.APPROVE): _S.APPROVED,
    (_S.REQUESTED, _D.REJECT): _S.REJECTED,
    (_S.REQUESTED, _D.WITHDRAW): _S.WITHDRAWN,
    # Until the first byte is gone, whoever has second thoughts is heard.
    (_S.APPROVED, _D.WITHDRAW): _S.WITHDRAWN,
}

BEGUN = frozenset({_S.AT_WORK, _S.WAITING, _S.DISPOSED})
"""From here on there is no way back."""

OPEN = frozenset({_S.DRAFT, _S.REQUESTED, _S.APPROVED, _S.AT_WORK, _S.WAITING})
"""There is something left to do; an AIP has one such disposal at a time."""

CAN_BE_CARRIED_OUT = frozenset({_S.APPROVED, *BEGUN})
"""Also what is disposed of already: an object may have come back with an old medium."""

_ERASED = b"muniment-erased-1\n"


def erased_digest(disposal: UUID, sha512: bytes) -> bytes:
    """What the ledger says of a file that was erased: SHA-256(label || disposal's id || SHA-512).

    The id is a salt: two archives, or two erasures, say nothing alike of the same file. Whoever has
    the very bytes can tell that they were erased here, nobody else can tell anything
    (docs/decisions/0014).
    """
    return sha256(_ERASED + disposal.bytes + sha512)


class OutOfTurn(Exception):
    """The deed does not follow on the state."""


def after(state: DisposalState, deed: DisposalDeed) -> DisposalState:
    """The state that a deed leads to. Raises OutOfTurn."""
    found = _NEXT.get((state, deed))
    if found is None:
        raise OutOfTurn(f"{deed.value} of what is {state.value}")
    return found


def deeds(state: DisposalState) -> list[DisposalDeed]:
    """What can be done to it now."""
    return [deed for (here, deed) in _NEXT if here is state]
