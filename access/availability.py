"""May a unit be read, and if not, why: one table, from which pages and API speak.

The reader sees a sentence, never a code (access/words.py: ``availability.<word>``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalogue.description_rows import Described
from model.description import Level
from model.policy import Act, User, may
from model.rights import Opening, Reason
from model.rights.opening import NEVER


class Word(StrEnum):
    """What a reader can do with a unit. Each has a word of its own, never colour alone."""

    ONLINE = "online"  # read it here and now
    READING_ROOM = "reading-room"  # open, on paper
    CLOSED_UNTIL = "closed-until"
    CLOSED = "closed"  # without a known end
    AGGREGATE = "aggregate"  # a fonds or series: what is in it can be read, or not
    STAFF_ONLY = "staff-only"  # closed to the public, open to whoever asks
    NOTHING_HERE = (
        "nothing-here"  # neither files nor anything on a shelf: disposed of, or elsewhere
    )


@dataclass(frozen=True, slots=True)
class Availability:
    """The word, from which day on (where it is closed until then), and the rule behind it."""

    word: Word
    until: date | None
    reason: Reason
    review: date | None = None

    @property
    def readable(self) -> bool:
        """Whether the one who asked may read the content."""
        return self.word in (Word.ONLINE, Word.STAFF_ONLY, Word.READING_ROOM)


def availability(one: Described, *, digital: bool, user: User, today: date) -> Availability:
    """What ``user`` can do with a unit today; ``digital``: whether it has files."""
    opening = one.opening
    if one.description.level not in (Level.FILE, Level.ITEM) and not digital:
        closed = opening.content_from > today
        word = _closed_word(opening) if closed else Word.AGGREGATE
        return Availability(word, _until(opening) if closed else None, opening.reason)
    if opening.content_public(today):
        word = Word.ONLINE
        if not digital:
            on_paper = one.description.on_paper(digital=False)
            word = Word.READING_ROOM if on_paper else Word.NOTHING_HERE
        return Availability(word, None, Reason.OPEN)
    if digital and may(user, Act.READ_CONTENT, opening, today):
        return Availability(Word.STAFF_ONLY, _until(opening), opening.reason, opening.review)
    return Availability(_closed_word(opening), _until(opening), opening.reason, opening.review)


def _closed_word(opening: Opening) -> Word:
    return Word.CLOSED if _until(opening) is None else Word.CLOSED_UNTIL


def _until(opening: Opening) -> date | None:
    last = max(opening.content_from, opening.metadata_public_from)
    return None if last == NEVER else last
