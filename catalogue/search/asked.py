"""What a person typed, understood as far as it can be. Nothing typed is an error.

Several words must all occur. ``"a phrase"`` occurs as it stands, ``begin*`` stands for every word
that begins so, ``one OR other`` (ODER, |) for either, ``-word`` and ``NOT word`` (NICHT) must not
occur. A quotation mark that is never closed closes at the end; a lone sign is ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalogue.search.spelling import clean, words

_QUOTES = re.compile('["„“”»«‟]')
_TOKEN = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_MOST_CLAUSES = 30  # more words narrow nothing, and cost

_OR = frozenset({"OR", "ODER", "|"})
_AND = frozenset({"AND", "UND", "&", "+"})
_NOT = frozenset({"NOT", "NICHT"})

# Words that say nothing: they help to rank, but a unit need not hold them.
SMALL_WORDS = frozenset(
    """
    am an auf aus bei das dem den der des die durch ein eine einem einen einer eines fur fuer für
    im in ins mit nach oder über ueber um und unter vom von vor wegen zu zum zur zwischen
    a and at by for from of on or the to with
    """.split()  # noqa: SIM905 - a list of fifty strings hides the words
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms. ``required`` is False for small words among others."""

    text: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Together:
    """Words that were typed as one (Müller-Thurgau, 1827/28): all of them, best side by side."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """At least two words, as they stand, one after the other."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exact:
    """One word as it stands, without its other forms: ``"Burg"`` is not Bürger."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so; at least two letters."""

    text: str


Atom = Word | Together | Phrase | Exact | Prefix


@dataclass(frozen=True, slots=True)
class Clause:
    """Alternatives, one of which must occur; or, ``excluded``, none."""

    atoms: tuple[Atom, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The clauses, and the whole as typed: it may be a reference code."""

    typed: str
    clauses: tuple[Clause, ...]

    @property
    def wanted(self) -> list[Atom]:
        """What is to be marked in the hits."""
        return [atom for clause in self.clauses if not clause.excluded for atom in clause.atoms]


@dataclass(slots=True)
class _Reading:
    clauses: list[Clause] = field(default_factory=list)
    negate: bool = False
    join: bool = False

    def take(self, atom: Atom | None, *, minus: bool) -> None:
        if atom is None:
            return
        excluded = minus or self.negate
        last = self.clauses[-1] if self.clauses else None
        if self.join and last is not None and not last.excluded and not excluded:
            self.clauses[-1] = Clause((*last.atoms, atom))
        else:
            self.clauses.append(Clause((atom,), excluded))
        self.negate = self.join = False


def understand(text: str) -> Asked:
    """The clauses of a typed text. Never raises."""
    typed = " ".join(_QUOTES.sub('"', clean(text)).split())
    reading = _Reading()
    for minus, quoted, bare in _TOKEN.findall(typed):
        if len(reading.clauses) >= _MOST_CLAUSES:
            break
        if bare in _NOT:
            reading.negate = True
        elif bare in _OR:
            reading.join = True
        elif bare and bare not in _AND:
            reading.take(_atom(bare), minus=bare.startswith("-"))
        elif quoted:
            reading.take(_quoted(quoted), minus=bool(minus))
    return Asked(typed, _relaxed(reading.clauses))


def _atom(token: str) -> Atom | None:
    found = words(token)
    if not found:
        return None
    stem = token.rstrip(")]}.,;:!?")
    if stem.endswith("*") and len(found) == 1 and len(found[0]) > 1:
        return Prefix(found[0])
    return Word(found[0]) if len(found) == 1 else Together(tuple(found))


def _quoted(text: str) -> Atom | None:
    found = words(text)
    if not found:
        return None
    return Exact(found[0]) if len(found) == 1 else Phrase(tuple(found))


def _relaxed(clauses: list[Clause]) -> tuple[Clause, ...]:
    """Small words are not required, unless there is nothing else to look for."""
    if all(_is_small(clause) or clause.excluded for clause in clauses):
        return tuple(clauses)
    return tuple(
        Clause((Word(clause.atoms[0].text, required=False),))
        if _is_small(clause) and isinstance(clause.atoms[0], Word)
        else clause
        for clause in clauses
    )


def _is_small(clause: Clause) -> bool:
    match clause.atoms:
        case (Word(text),):
            return not clause.excluded and text.lower() in SMALL_WORDS
        case _:
            return False
