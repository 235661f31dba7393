"""Can this unit be ordered to the reading room, and if not, why: one table, first answer wins.

Each answer is the tail of an error code (``reading.closed``), so that the page, the refused
form and the documentation say the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model.permit import PermitState


class Answer(StrEnum):
    """What the reader is told."""

    YES = "yes"
    YES_AFTER_ANOTHER = "yes-after-another"  # somebody has it: one waits in line
    AGGREGATE = "aggregate"
    DISPOSED = "disposed"
    ONLINE_ONLY = "online-only"
    CLOSED_UNTIL = "closed-until"
    CLOSED = "closed"
    BLOCKED = "blocked"
    SIGN_IN = "sign-in"
    NO_PERMIT = "no-permit"
    PERMIT_PENDING = "permit-pending"
    PERMIT_REFUSED = "permit-refused"
    IN_BASKET = "in-basket"
    ORDERED = "ordered"
    BASKET_FULL = "basket-full"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that counts. ``opens``: None where no day is known on which it opens."""

    is_unit: bool
    on_paper: bool
    content_public: bool
    opens: date | None = None
    disposed: bool = False  # it had files, and they are gone
    blocked: bool = False  # the fonds is out of use: being rehoused, on loan, damaged
    signed_in: bool = False
    permit: PermitState | None = None  # of the year that is asked for
    in_basket: bool = False
    ordered: bool = False  # by this reader, and not ended
    held: bool = False  # by anybody
    basket: int = 0
    basket_limit: int = 1


_P = PermitState
TABLE: tuple[tuple[Answer, Callable[[Facts], bool]], ...] = (
    (Answer.AGGREGATE, lambda f: not f.is_unit),
    # Closed goes before all else: what follows would tell about a unit that nobody may have.
    (Answer.CLOSED_UNTIL, lambda f: not f.content_public and f.opens is not None),
    (Answer.CLOSED, lambda f: not f.content_public),
    (Answer.DISPOSED, lambda f: f.disposed and not f.on_paper),
    (Answer.ONLINE_ONLY, lambda f: not f.on_paper),
    (Answer.BLOCKED, lambda f: f.blocked),
    (Answer.SIGN_IN, lambda f: not f.signed_in),
    (Answer.ORDERED, lambda f: f.ordered),
    (Answer.IN_BASKET, lambda f: f.in_basket),
    (Answer.PERMIT_PENDING, lambda f: f.permit is _P.SUBMITTED),
    (Answer.PERMIT_REFUSED, lambda f: f.permit in (_P.REFUSED, _P.REVOKED)),
    (Answer.NO_PERMIT, lambda f: f.permit is not _P.VALID),
    (Answer.BASKET_FULL, lambda f: f.basket >= f.basket_limit),
    (Answer.YES_AFTER_ANOTHER, lambda f: f.held),
    (Answer.YES, lambda f: True),
)
ORDERABLE = frozenset({Answer.YES, Answer.YES_AFTER_ANOTHER})


def answer(facts: Facts) -> Answer:
    """The first line of the table that fits."""
    return next(word for word, fits in TABLE if fits(facts))
