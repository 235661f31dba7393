"""What becomes of an order item in the reading room: states, and who moves it.

The machine is that of German municipal practice (docs/reading-room.md): a reader orders, an
archivist approves, the stacks pull, the desk issues and takes back, the stacks reshelve. Whatever
does not follow is out of turn; what follows but is another's business is out of bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from model.policy import UserRole


class ItemState(StrEnum):
    """Values are stored and stand in the ledger: never change one."""

    CART = "cart"
    SUBMITTED = "submitted"
    NEEDS_PERMIT = "needs-permit"
    SURROGATE = "surrogate"  # a scan or film was offered instead
    REJECTED = "rejected"
    APPROVED = "approved"
    WAITING = "waiting"  # another reader has it
    QUEUED = "queued"  # for the next pull
    SLIPPED = "slipped"  # its call slip is printed
    NOT_FOUND = "not-found"
    PULLED = "pulled"  # a placeholder card stands in the shelf
    READY = "ready"
    ISSUED = "issued"
    HELD = "held"  # kept at the desk overnight
    RETURNED = "returned"
    EXPIRED = "expired"  # nobody came for it
    RESHELVED = "reshelved"
    CANCELLED = "cancelled"


class ItemDeed(StrEnum):
    """What can be done to it. Values stand in addresses of forms."""

    SUBMIT = "submit"
    APPROVE = "approve"
    DEMAND_PERMIT = "demand-permit"
    OFFER_SURROGATE = "offer-surrogate"
    REJECT = "reject"
    QUEUE = "queue"
    WAIT = "wait"
    HAND_OVER = "hand-over"  # from the reader who returns it to the one who waits
    PRINT_SLIP = "print-slip"
    PULL = "pull"
    MISS = "miss"
    MAKE_READY = "make-ready"
    ISSUE = "issue"
    EXPIRE = "expire"
    HOLD = "hold"
    RETURN = "return"
    RESHELVE = "reshelve"
    CANCEL = "cancel"


class Hand(StrEnum):
    """Whose deed it is. The stacks are worked by the desk's people."""

    READER = "reader"
    DESK = "desk"
    ARCHIVIST = "archivist"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a deed leads, and whose it is."""

    to: ItemState
    hands: frozenset[Hand]


_S, _D = ItemState, ItemDeed
_READER, _DESK, _ARCHIVIST = (
    frozenset({Hand.READER}),
    frozenset({Hand.DESK}),
    frozenset({Hand.ARCHIVIST}),
)
_SYSTEM = frozenset({Hand.SYSTEM})
_RULE = _ARCHIVIST | _SYSTEM  # an archivist, or a rule that archivists have set
_STAFF = _DESK | _ARCHIVIST

# Of the deeds that follow on one state, what is done most comes first: pages offer them so.
_NEXT: dict[tuple[ItemState, ItemDeed], Step] = {
    (_S.CART, _D.SUBMIT): Step(_S.SUBMITTED, _READER),
    (_S.SUBMITTED, _D.APPROVE): Step(_S.APPROVED, _RULE),
    (_S.SUBMITTED, _D.DEMAND_PERMIT): Step(_S.NEEDS_PERMIT, _RULE),
    (_S.SUBMITTED, _D.OFFER_SURROGATE): Step(_S.SURROGATE, _RULE),
    (_S.SUBMITTED, _D.REJECT): Step(_S.REJECTED, _RULE),
    (_S.NEEDS_PERMIT, _D.APPROVE): Step(_S.APPROVED, _ARCHIVIST),
    (_S.NEEDS_PERMIT, _D.REJECT): Step(_S.REJECTED, _ARCHIVIST),
    (_S.APPROVED, _D.QUEUE): Step(_S.QUEUED, _SYSTEM),
    (_S.APPROVED, _D.WAIT): Step(_S.WAITING, _SYSTEM),
    (_S.WAITING, _D.QUEUE): Step(_S.QUEUED, _SYSTEM),
    (_S.WAITING, _D.HAND_OVER): Step(_S.READY, _DESK),
    (_S.QUEUED, _D.PRINT_SLIP): Step(_S.SLIPPED, _DESK),
    (_S.SLIPPED, _D.PULL): Step(_S.PULLED, _DESK),
    (_S.SLIPPED, _D.MISS): Step(_S.NOT_FOUND, _DESK),
    (_S.NOT_FOUND, _D.QUEUE): Step(_S.QUEUED, _ARCHIVIST),
    (_S.NOT_FOUND, _D.REJECT): Step(_S.REJECTED, _ARCHIVIST),
    (_S.PULLED, _D.MAKE_READY): Step(_S.READY, _DESK),
    (_S.READY, _D.ISSUE): Step(_S.ISSUED, _DESK),
    (_S.READY, _D.EXPIRE): Step(_S.EXPIRED, _DESK),
    (_S.ISSUED, _D.RETURN): Step(_S.RETURNED, _DESK),
    (_S.ISSUED, _D.HOLD): Step(_S.HELD, _DESK),
    (_S.HELD, _D.ISSUE): Step(_S.ISSUED, _DESK),
    (_S.HELD, _D.EXPIRE): Step(_S.EXPIRED, _DESK),
    (_S.RETURNED, _D.RESHELVE): Step(_S.RESHELVED, _DESK),
    (_S.EXPIRED, _D.RESHELVE): Step(_S.RESHELVED, _DESK),
}
# Until the unit has left its shelf the reader can think again.
for _state in (
    _S.CART, _S.SUBMITTED, _S.NEEDS_PERMIT, _S.APPROVED, _S.WAITING, _S.QUEUED, _S.SLIPPED,
):  # fmt: skip
    _NEXT[_state, _D.CANCEL] = Step(_S.CANCELLED, _READER | _STAFF)

STEPS: Mapping[tuple[ItemState, ItemDeed], Step] = _NEXT
"""The whole machine."""

QUEUES = (
    _S.SUBMITTED, _S.NEEDS_PERMIT, _S.QUEUED, _S.SLIPPED, _S.NOT_FOUND, _S.PULLED, _S.READY,
    _S.ISSUED, _S.HELD, _S.WAITING, _S.RETURNED, _S.EXPIRED,
)  # fmt: skip
"""The states that somebody has to do something about, in the order of the work."""

ENDED = frozenset({_S.REJECTED, _S.SURROGATE, _S.RESHELVED, _S.CANCELLED})
"""Nothing more happens to these."""

HOLDING = (
    _S.QUEUED, _S.SLIPPED, _S.NOT_FOUND, _S.PULLED, _S.READY, _S.ISSUED, _S.HELD,
    _S.RETURNED, _S.EXPIRED,
)  # fmt: skip
"""While in these an item has the physical unit to itself; the database allows one at a time.

APPROVED is not among them: within the same transaction it becomes QUEUED or WAITING.
"""


class OutOfTurn(Exception):
    """The deed does not follow on the state."""


class OutOfBounds(Exception):
    """The deed follows, but it is not for this hand."""


def after(state: ItemState, deed: ItemDeed, hand: Hand) -> ItemState:
    """The state that a deed leads to. Raises OutOfTurn, OutOfBounds."""
    step = STEPS.get((state, deed))
    if step is None:
        raise OutOfTurn(f"{deed.value} of what is {state.value}")
    if hand not in step.hands:
        raise OutOfBounds(f"{deed.value} is not for the {hand.value}")
    return step.to


def deeds(state: ItemState, hands: frozenset[Hand]) -> list[ItemDeed]:
    """What somebody with these hands can do to an item now, what is done most first."""
    return [deed for (here, deed), step in STEPS.items() if here is state and step.hands & hands]


def hands_of(role: UserRole) -> frozenset[Hand]:
    """Which hands a role has. Archivists stand in at the desk."""
    if role is UserRole.READER:
        return _READER
    if role is UserRole.DESK:
        return _DESK
    if role in (UserRole.ARCHIVIST, UserRole.ADMINISTRATOR):
        return _STAFF
    return frozenset()


def hand_for(state: ItemState, deed: ItemDeed, hands: frozenset[Hand]) -> Hand:
    """With which of somebody's hands the deed is done. Raises OutOfTurn, OutOfBounds."""
    step = STEPS.get((state, deed))
    if step is None:
        raise OutOfTurn(f"{deed.value} of what is {state.value}")
    able = step.hands & hands
    if not able:
        raise OutOfBounds(f"{deed.value} is not for these hands")
    return min(able)  # the first by name: any that is allowed will do
