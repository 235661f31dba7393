"""What we think of formats: `risk.toml`, read and checked. What it does not list: not assessed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from model.errors import Phrase

FILE = Path(__file__).with_name("risk.toml")
_SPAN = re.compile(r"(x-fmt|fmt)/([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?")
_WIDEST = 100  # formats of one span: above it somebody mistyped
_KEYS = {"puids", "level", "reason", "suggestion"}


class Level(StrEnum):
    """How likely it is that nobody can read the format one day."""

    HIGH = "high"
    MEDIUM = "medium"
    NOT_ASSESSED = "not-assessed"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The format to migrate to."""

    puid: str
    name: str


@dataclass(frozen=True, slots=True)
class Rating:
    """A level with its reason."""

    level: Level
    reason: Phrase
    suggestion: Suggestion | None = None


NOT_ASSESSED = Rating(Level.NOT_ASSESSED, Phrase("", ""))


class RiskFileError(ValueError):
    """An entry of the file is wrong; the sentence says which."""


@cache
def ours() -> Mapping[str, Rating]:
    """The ratings that come with the program, by PUID."""
    return read_risks(FILE.read_text(encoding="utf-8"))


def read_risks(text: str) -> Mapping[str, Rating]:
    """Parse a file of ratings. Raises `RiskFileError`."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RiskFileError(f"this is not TOML: {error}") from error
    if set(told) != {"rating"} or not isinstance(told["rating"], list):
        raise RiskFileError("a file of ratings holds [[rating]] and nothing else")
    found: dict[str, Rating] = {}
    for entry in told["rating"]:
        rating = _rating(entry)
        for puid in _puids(entry):
            if puid in found:
                raise RiskFileError(f"{puid} is rated twice")
            found[puid] = rating
    _check_suggestions(found)
    return found


def _rating(entry: Any) -> Rating:
    if not isinstance(entry, dict) or not entry.keys() <= _KEYS:
        raise RiskFileError(f"{entry!r} has keys other than {', '.join(sorted(_KEYS))}")
    level = entry.get("level")
    if level not in (Level.LOW.value, Level.MEDIUM.value, Level.HIGH.value):
        raise RiskFileError(f"{level!r} is not low, medium or high")
    reason = entry.get("reason")
    en, de = _texts(reason, "en", "de")
    said = entry.get("suggestion")
    return Rating(
        Level(level),
        Phrase(en, de),
        None if said is None else Suggestion(*_texts(said, "puid", "name")),
    )


def _texts(table: Any, *keys: str) -> list[str]:
    if not isinstance(table, dict) or table.keys() != set(keys):
        raise RiskFileError(f"{table!r} does not have exactly {' and '.join(keys)}")
    if not all(isinstance(text, str) and text.strip() for text in table.values()):
        raise RiskFileError(f"{table!r} has an empty text")
    return [table[key] for key in keys]


def _puids(entry: Mapping[str, Any]) -> Iterator[str]:
    listed = entry.get("puids")
    if not isinstance(listed, list) or not listed:
        raise RiskFileError("puids must list PUIDs")
    for span in listed:
        match = _SPAN.fullmatch(span) if isinstance(span, str) else None
        if match is None:
            raise RiskFileError(f"{span!r} is neither a PUID such as fmt/116 nor a span of them")
        first, last = int(match[2]), int(match[3] or match[2])
        if not 0 <= last - first < _WIDEST:
            raise RiskFileError(f"{span} is not a span of at most {_WIDEST} formats")
        yield from (f"{match[1]}/{number}" for number in range(first, last + 1))


def _check_suggestions(found: Mapping[str, Rating]) -> None:
    for puid, rating in found.items():
        target = rating.suggestion
        if target is None:
            continue
        if rating.level is Level.LOW:
            raise RiskFileError(f"{puid} has a low risk and needs no suggestion")
        if found.get(target.puid, NOT_ASSESSED).level is not Level.LOW:
            raise RiskFileError(f"{puid}: the suggestion {target.puid} is not rated low")
