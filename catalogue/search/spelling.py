"""How words are compared: Müller, Mueller and Muller are one word, and so are Straße and Strasse.

Folded text is what is indexed and asked for; what is shown is never folded. Folding turns letters
into letters and leaves the gaps between words alone, so a folded text has the same words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Three spellings of an umlaut are in use: the letter, the letter with "e", and the bare vowel of
# foreign keyboards. All become the bare vowel. "ue" after a vowel or q is no umlaut (Bauer, neue,
# Quelle), nor at the end of a word (Statue, Revue).
_DIGRAPH = re.compile(r"ae|oe|(?<![aeiouyq])ue(?!\b)")
# No decomposition of Unicode knows these; the umlauts are here because they are most of our text.
_LETTERS = {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"}
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_REFCODE_PART = re.compile(r"[^\W\d_]+|\d+")


def latin(text: str) -> str:
    """Lower case without accents and ligatures: Müller becomes muller, Mueller stays mueller."""
    text = text.lower()
    if text.isascii():
        return text
    for letter, plain in _LETTERS.items():
        if letter in text:
            text = text.replace(letter, plain)
    if text.isascii():
        return text
    # NFKD also opens the long s of the old hands, and ligatures that came with a PDF. It makes
    # capitals of some signs (™), so lower case comes again.
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).lower())


def fold(text: str) -> str:
    """`latin`, and the umlaut digraphs too: Müller and Mueller both become muller."""
    return folded_latin(latin(text))


def folded_latin(text: str) -> str:
    """The rest of `fold` for a text that already is `latin`."""
    return _DIGRAPH.sub(lambda match: match.group()[0], text)


def clean(text: str) -> str:
    """Text that any engine can take: composed letters, no lone surrogates, no NUL."""
    if text.isascii():
        return text.replace("\0", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).replace("\0", " ")


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words stand in a text."""
    return [match.span() for match in _WORD.finditer(text)]


@lru_cache(maxsize=1_000)  # key, beginnings and order of one code are asked for in a row
def refcode_parts(refcode: str) -> tuple[str, ...]:
    """The runs of letters and the numbers of a reference code, without leading zeros."""
    parts = _REFCODE_PART.findall(fold(refcode))
    return tuple((part.lstrip("0") or "0") if part.isdigit() else part for part in parts)


def refcode_key(refcode: str) -> str:
    """A reference code however it was spaced and punctuated: "BUR-A 1/12" gives "bura1 12".

    Only two numbers side by side need their gap: without it 1/12 and 11/2 would be one.
    """
    return _joined(refcode_parts(refcode))


def refcode_heads(refcode: str) -> list[str]:
    """The keys of all beginnings of a reference code, the whole included."""
    parts = refcode_parts(refcode)
    return [_joined(parts[:count]) for count in range(1, len(parts) + 1)]


def refcode_order(refcode: str) -> str:
    """What reference codes sort by: numbers by value, so that "A 2" comes before "A 10"."""
    return " ".join(
        f"{len(part):02d}{part}" if part.isdigit() else part for part in refcode_parts(refcode)
    )


def _joined(parts: tuple[str, ...]) -> str:
    text = ""
    for part in parts:
        text += f" {part}" if part.isdigit() and text[-1:].isdigit() else part
    return text
