"""What a unit lays on the units below it: it hides them with itself, and its lock is theirs.

Periods are counted for each unit from its own content: a fonds whose youngest file is from 2024
does not close its files of 1827 (R1), and a register does not age with the series it stands in
(R5). But a unit that the public may not know of is known as soon as anything below it is, by its
breadcrumb, so what hides a description (R2, R3, R4, R6, or that nobody has described it) hides
everything below. A lock by hand (R7) means what is below the unit as much as the unit.
"""

from __future__ import annotations

from dataclasses import replace

from model.rights.opening import NEVER, Opening, Reason, strictest
from model.rights.rules import RightsInputs


def handed_down(inputs: RightsInputs, effective: Opening) -> Opening:
    """What a unit lays on those below it.

    ``inputs``: what an archivist stated about the unit. ``effective``: its opening after its own
    ancestors' locks, so that a chain of units is followed one step at a time.
    """
    # A lock may stand behind a period that is unknown and as long, so the opening does not tell.
    if inputs.lock_reason or effective.reason is Reason.LOCKED:
        until, reason = NEVER, Reason.LOCKED
        review = inputs.lock_review if inputs.lock_reason else effective.review
    else:
        until, reason, review = effective.metadata_public_from, effective.metadata_reason, None
    return replace(effective, content_from=until, reason=reason, review=review)


def beneath(own: Opening, handed: Opening) -> Opening:
    """The opening of a unit after its ancestors' locks: ``own`` is its own, the other from above.

    Where both end on the same day the reason from above is told: it stays when the own one goes.
    """
    return replace(strictest(handed, own), rule_set=own.rule_set)
