"""German and English: which one, and how words, days and numbers are written in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import get_args

from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_decimal
from starlette.requests import Request

from model.errors import Language

COOKIE = "muniment_language"
LANGUAGES: tuple[Language, ...] = get_args(Language)
YEAR = 365 * 24 * 3600
_LOCALES = {"de": "de_DE", "en": "en_GB"}

_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")

Words = Mapping[str, tuple[str, str]]
"""Key to the English and the German wording."""


def language_of(request: Request, offered: tuple[Language, ...]) -> Language:
    """The language of the cookie, else the one the browser prefers, else the first offered."""
    chosen = request.cookies.get(COOKIE)
    for language in offered:
        if language == chosen:
            return language
    header = request.headers.get("accept-language", "")[:200]
    wished = [part.partition(";")[0].strip() for part in header.split(",")]
    found = negotiate_locale(wished, list(offered), sep="-")
    return next((language for language in offered if language == found), offered[0])


class Speech:
    """One language, with all words of the rooms."""

    def __init__(self, language: Language, words: Words) -> None:
        self.language = language
        self._words = words
        self._index = 1 if language == "de" else 0
        self._locale = _LOCALES[language]

    def __call__(self, key: str, **details: object) -> str:
        """The words for a key, with the details put in."""
        return self._words[key][self._index].format(**details)

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in self._words

    def day(self, day: date) -> str:
        """A day: 24 November 2026, 24. November 2026."""
        return format_date(day, format="long", locale=self._locale)

    def weekday(self, day: date) -> str:
        """A day with its weekday: Tuesday, 24 November 2026."""
        return format_date(day, format="full", locale=self._locale)

    def weekday_name(self, number: int) -> str:
        """The name of a weekday; Monday is 0."""
        return str(get_day_names("wide", locale=self._locale)[number])

    def moment_of(self, text: str) -> str:
        """A moment as an event has it, written as people write it."""
        return self.moment(datetime.fromisoformat(text))

    def dates(self, text: str) -> str:
        """A span of time as it is stored, its days written as people write them."""
        return _ISO_DAY.sub(lambda match: self._short(match[0]), text)

    def _short(self, day: str) -> str:
        try:
            return format_date(date.fromisoformat(day), format="medium", locale=self._locale)
        except ValueError:
            return day

    def moment(self, at: datetime) -> str:
        """A moment, to the minute, in the server's time zone."""
        return format_datetime(at.astimezone(), format="medium", locale=self._locale)

    def number(self, number: int) -> str:
        """A number with its thousands set apart."""
        return format_decimal(number, locale=self._locale)

    def size(self, count: int) -> str:
        """A size in the unit that suits it."""
        value, unit = float(count), "B"
        for larger in ("kB", "MB", "GB", "TB"):
            if value < 1000:
                break
            value, unit = value / 1000, larger
        return f"{format_decimal(round(value, 1 if value < 10 else 0), locale=self._locale)} {unit}"
