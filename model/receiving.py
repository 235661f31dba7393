"""What becomes of a submission that is handed in through the browser: states, and who moves them.

An archivist uploads, the archive checks, an archivist decides. Deciding before there is a report,
or twice, is out of turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class IncomingState(StrEnum):
    """Values are stored: never change one."""

    UPLOADING = "uploading"
    CHECKING = "checking"
    CHECKED = "checked"  # the report lies there, good or bad
    ACCEPTED = "accepted"  # being stored
    WAITING = "waiting"  # a full disk, a store away: it can be taken up again
    STORED = "stored"
    REFUSED = "refused"
    SENT_BACK = "sent-back"


class Deed(StrEnum):
    """What can be done to it."""

    CHECK = "check"
    REPORT = "report"
    ACCEPT = "accept"
    REFUSE = "refuse"
    SEND_BACK = "send-back"
    STORE = "store"
    INTERRUPT = "interrupt"
    FAIL = "fail"  # refused by the accession itself: it changed since the check


_S, _D = IncomingState, Deed
_NEXT: Mapping[tuple[IncomingState, Deed], IncomingState] = {
    (_S.UPLOADING, _D.CHECK): _S.CHECKING,
    (_S.CHECKED, _D.CHECK): _S.CHECKING,
    (_S.CHECKING, _D.CHECK): _S.CHECKING,  # taken up again after a crash
    (_S.CHECKING, _D.REPORT): _S.CHECKED,
    (_S.CHECKED, _D.ACCEPT): _S.ACCEPTED,
    (_S.WAITING, _D.ACCEPT): _S.ACCEPTED,
    (_S.CHECKED, _D.REFUSE): _S.REFUSED,
    (_S.CHECKED, _D.SEND_BACK): _S.SENT_BACK,
    (_S.ACCEPTED, _D.STORE): _S.STORED,
    (_S.ACCEPTED, _D.INTERRUPT): _S.WAITING,
    (_S.ACCEPTED, _D.FAIL): _S.CHECKED,
}


class OutOfTurn(Exception):
    """The deed does not follow on the state."""


def after(state: IncomingState, deed: Deed) -> IncomingState:
    """The state that a deed leads to. Raises OutOfTurn."""
    try:
        return _NEXT[state, deed]
    except KeyError:
        raise OutOfTurn(f"{deed.value} of what is {state.value}") from None
