"""The result of the protection periods: two days, the rule that won, and the rule set used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NEVER = date.max
"""Locked without a known end: later than every day, so "unknown is closed" needs no case."""

ALWAYS = date.min


class Reason(StrEnum):
    """Which rule decided. The value is stable: it is stored, and sentences hang on it."""

    OPEN = "open"
    GENERAL = "R1"
    PERSON_DEATH = "R2a"
    PERSON_BIRTH = "R2b"
    PERSON_UNKNOWN = "R2c"
    SECRECY = "R3"
    DEPOSIT = "R4"
    REGISTER = "R5"
    LENGTHENED = "R6"
    LOCKED = "R7"
    UNKNOWN = "unknown"  # an input is missing: closed until an archivist supplies it


@dataclass(frozen=True, slots=True)
class Opening:
    """From which day description and content are public, and why not earlier.

    ``review`` is the day a manual lock is to be looked at again; it opens nothing by itself.
    """

    metadata_public_from: date
    content_from: date
    reason: Reason
    rule_set: str
    metadata_reason: Reason = Reason.OPEN
    review: date | None = None

    def description_public(self, today: date) -> bool:
        """Whether the public may know that the unit exists."""
        return self.metadata_public_from <= today

    def content_public(self, today: date) -> bool:
        """Whether the public may read the content; never before the description."""
        return self.metadata_public_from <= today and self.content_from <= today


def strictest(own: Opening, inherited: Opening) -> Opening:
    """The later of both days each, with the reason of whichever is later."""
    metadata_from, metadata_reason = max(
        (own.metadata_public_from, own.metadata_reason),
        (inherited.metadata_public_from, inherited.metadata_reason),
        key=lambda pair: pair[0],
    )
    content = own if own.content_from >= inherited.content_from else inherited
    return Opening(
        metadata_public_from=metadata_from,
        content_from=content.content_from,
        reason=content.reason,
        rule_set=own.rule_set,
        metadata_reason=metadata_reason,
        review=content.review,
    )
