"""A search as programs ask for it: what a page passes over in silence is an error here.

A person sees what was found and with which filters; a program that misspells one would take the
answer for that of another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from access.asking import DEEPEST, LONGEST_TEXT, MOST_VALUES, PAGE_SIZES
from catalogue.search.protocol import FILTERS, Access, Sort
from model.description import Level
from model.errors import MunimentError
from model.ids import parse_uuid

_WORDS: dict[str, tuple[str, ...]] = {
    "digital": ("yes", "no"),
    "access": tuple(one.value for one in Access),
    "sort": tuple(one.value for one in Sort),
    "level": tuple(one.value for one in Level),
}
_NUMBERS = {
    "from": (1, 9_999),
    "to": (1, 9_999),
    "page": (1, DEEPEST),
    "limit": (1, PAGE_SIZES[-1]),
}
_SINGLE = ("q", "digital", "access", "within", "from", "to", "sort", "page", "limit")
_SHOWN = 60  # characters of a value that is not taken


def check(pairs: Sequence[tuple[str, str]]) -> None:
    """Raise `search.bad-parameter` for the first that is unknown, repeated or malformed.

    An empty value is one that was not given, as forms send it.
    """
    seen: dict[str, int] = {}
    for name, raw in pairs:
        value = raw.strip()
        if problem := _unknown(name) or (_malformed(name, value) if value else ""):
            raise _refused(name, value, problem)
        seen[name] = seen.get(name, 0) + 1
        if name in _SINGLE and seen[name] > 1:
            raise _refused(name, value, "it is given more than once")
        if seen[name] > MOST_VALUES:
            raise _refused(name, value, f"no more than {MOST_VALUES} values are taken")


def documented() -> list[dict[str, Any]]:
    """The parameters as OpenAPI describes them. A filter may be given many times."""
    return [
        {"name": name, "in": "query", "required": False, "schema": _schema(name)}
        for name in (*_SINGLE, *FILTERS)
    ]


def _schema(name: str) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string"}
    if name in _WORDS:
        one["enum"] = list(_WORDS[name])
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        one = {"type": "integer", "minimum": low, "maximum": high}
    if name == "within":
        one["format"] = "uuid"
    if name == "q":
        one["maxLength"] = LONGEST_TEXT
    return {"type": "array", "items": one, "maxItems": MOST_VALUES} if name in FILTERS else one


def _unknown(name: str) -> str:
    return "" if name in _SINGLE or name in FILTERS else "there is no such parameter"


def _malformed(name: str, value: str) -> str:
    if name in _WORDS and value not in _WORDS[name]:
        return f"it is one of {', '.join(_WORDS[name])}"
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        digits = value.isascii() and value.isdigit() and len(value) < 10
        return "" if digits and low <= int(value) <= high else f"it is a number, {low} to {high}"
    if name == "within" and parse_uuid(value) is None:
        return "it is the id of a unit"
    if name == "q" and len(value) > LONGEST_TEXT:
        return f"no more than {LONGEST_TEXT} characters are read"
    return ""


def _refused(name: str, value: str, problem: str) -> MunimentError:
    return MunimentError(
        "search.bad-parameter", name=name[:_SHOWN], value=value[:_SHOWN], problem=problem
    )
