"""What people read first: the unit, its files, and how to check them. HTML and text, twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from access.dip.choosing import Part
from access.dip.words import WORDS
from catalogue.aips import File
from catalogue.database import Database
from model.description import Description
from model.errors import Language

LISTED = 1_000  # files on the page; nobody reads more, and the manifest has them all
_LOCALES: dict[Language, str] = {"de": "de_DE", "en": "en_GB"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a delivery is about. ``unit`` is None for an AIP that nobody has described.

    ``above``: title of each unit above it that whoever asks may know of. ``link``: the permanent
    one.
    """

    archive: str
    unit: Description | None
    above: tuple[str, ...] = ()
    ark: str = ""
    link: str = ""

    @property
    def name(self) -> str:
        """In one line."""
        return f"{self.unit.refcode}: {self.unit.title}" if self.unit else self.ark


@dataclass(frozen=True, slots=True)
class Account:
    """What is told about a delivery, beside its unit."""

    delivery: UUID
    made_at: datetime
    fingerprint: str
    files: int
    bytes: int


def pages(
    database: Database, subject: Subject, account: Account, parts: Sequence[Part]
) -> Iterator[tuple[str, bytes]]:
    """Each description: its name in the delivery, and its bytes."""
    listed = list(islice(chain.from_iterable(_rows(database, part) for part in parts), LISTED))
    for language in ("de", "en"):
        for kind in ("html", "txt"):
            text = _TEMPLATES.get_template(f"description.{kind}").render(
                t=_Words(language),
                subject=subject,
                account=account,
                listed=listed,
                more=account.files - len(listed),
                parts=parts,
                other="en" if language == "de" else "de",
            )
            yield f"description.{language}.{kind}", text.encode()


@dataclass(frozen=True, slots=True)
class _Row:
    file: File
    path: str  # in the delivery

    @property
    def link(self) -> str:
        return quote(self.path)

    @property
    def format(self) -> str:
        found = self.file.member.identification
        return " ".join(filter(None, (found.name, found.version))) if found else ""


def _rows(database: Database, part: Part) -> Iterator[_Row]:
    for file in part.files(database):
        yield _Row(file, f"{part.folder}{file.name}")


class _Words:
    """One language; a template calls it with a key."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._index = 1 if language == "de" else 0
        self._locale = _LOCALES[language]

    def __call__(self, key: str, **details: Any) -> str:
        return WORDS[key][self._index].format(**details)

    def number(self, count: int) -> str:
        return format_decimal(count, locale=self._locale)

    def day(self, at: datetime) -> str:
        return format_date(at.astimezone(), "long", locale=self._locale)

    def moment(self, at: datetime) -> str:
        return format_datetime(at.astimezone(), "long", locale=self._locale)

    @staticmethod
    def plain(text: str) -> str:
        """A text on one line, for the text file: nothing in it can pass for another line."""
        return _CONTROL.sub(" ", text).strip()
