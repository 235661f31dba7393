"""What a visitor asks before setting out: where the archive is, whom to ask, what to bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.errors import Language


@dataclass(frozen=True, slots=True)
class Visiting:
    """What the keeper says of it; what is empty is not known, and nothing is made up.

    ``way`` and ``bring`` by language: how to get there, and what to bring beside an identity card.
    """

    address: tuple[str, ...] = ()  # its lines
    mail: str = ""
    telephone: str = ""
    way: Mapping[Language, str] = field(default_factory=dict)
    bring: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and the language it is in, which need not be the reader's."""

    text: str
    language: Language


def said(texts: Mapping[Language, str], language: Language) -> Said | None:
    """The text in this language, else in the one that there is; None where nothing was said."""
    for one in (language, *texts):
        if texts.get(one):
            return Said(texts[one], one)
    return None
