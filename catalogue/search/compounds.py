"""Long German words: who looks for Schutzfrist means Schutzfristverkürzung too.

No dictionary knows the words of an archive, but its index does. All its long words stand in one
text, one a line; a search through that text for the typed word is faster than any automaton over
the terms (3 MB, 300,000 words: about a millisecond).
"""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST_PART = 4  # "Rat" is in Beratung, "Amt" in gesamt
SHORTEST_INSIDE = 5  # with something on both sides
SHORTEST_COMPOUND = 7
_LONGEST_PART = 80
MOST = 200  # words; a part that is in more of them narrows nothing

_ENDINGS = frozenset({"", "e", "n", "s", "en", "es", "er", "ern"})
_PREFIXES = frozenset({"ver", "ent", "zer", "miss"})  # Verordnung is no kind of Ordnung
_LINKS = ("en", "es", "e", "n", "s")  # Straßen-bahn, Schul(e)-ordnung


class Vocabulary:
    """The long folded words of an index."""

    def __init__(self, folded: Iterable[str]) -> None:
        self._lines = "\n" + "\n".join(long_words(folded)) + "\n"

    def compounds_of(self, word: str) -> list[str]:
        """Words of the index that have the folded ``word`` as a part, at most MOST of them."""
        found: dict[str, None] = {}
        for part in _parts(word):
            self._collect(part, found)
        found.pop(word, None)
        return list(found)

    def _collect(self, part: str, found: dict[str, None]) -> None:
        lines, at = self._lines, 0
        while len(found) < MOST and (at := lines.find(part, at)) >= 0:
            first, last = lines.rfind("\n", 0, at) + 1, lines.index("\n", at)
            if _is_part(lines[first:at], part, lines[at + len(part) : last]):
                found[lines[first:last]] = None
            at += 1


def _parts(word: str) -> list[str]:
    if len(word) < SHORTEST_PART or not word.isalpha():
        return []
    shorter = {word.removesuffix(link) for link in _LINKS if len(word) - len(link) > SHORTEST_PART}
    return [word, *sorted(shorter - {word}, reverse=True)]


def pattern_of(word: str) -> str | None:
    """The words that `compounds_of` finds, as a regular expression of Lucene; None: there are none.

    For an engine that can look through its words itself. Needs its operators "&" and "~".
    """
    if len(word) > _LONGEST_PART:
        return None  # Lucene would refuse so long a pattern, and no compound is so long
    patterns = []
    for part in _parts(word):
        after = "|".join(sorted(_ENDINGS - {""}))
        if len(part) >= SHORTEST_INSIDE:
            after += "|.{3,}"
        before = f"(.{{3,}}&~({'|'.join(sorted(_PREFIXES))}))"
        patterns += [f"{part}.{{4,}}", f"{before}{part}({after})?"]
    return "|".join(f"({pattern})" for pattern in patterns) or None


def long_words(folded: Iterable[str]) -> list[str]:
    """Those that are long enough to be a compound, each once."""
    return list(dict.fromkeys(w for w in folded if len(w) >= SHORTEST_COMPOUND and w.isalpha()))


def _is_part(before: str, part: str, after: str) -> bool:
    if before in _PREFIXES:
        return False
    if not before:
        return len(after) >= 4  # less is an ending, which the stemmer knows
    if len(before) < 3:
        return False
    return after in _ENDINGS or (len(after) >= 3 and len(part) >= SHORTEST_INSIDE)
