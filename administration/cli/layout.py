"""How answers are laid out for people: quiet tables, whole identifiers, readable sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from administration.counted import FILES, number
from model.errors import Language

__all__ = [
    "BAD",
    "GOOD",
    "NAME",
    "QUIET",
    "WARN",
    "facts",
    "files",
    "heading",
    "number",
    "size",
    "state",
    "table",
    "when",
]

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")

GOOD, BAD, WARN, QUIET, NAME = "green", "bold red", "yellow", "dim", "bold"
"""Styles. A state always has its word as well, never its colour alone."""


def heading(text: str) -> Text:
    """A line above what follows."""
    return Text(text, style=NAME)


def table(*columns: str, right: Iterable[str] = ()) -> Table:
    """A table with one rule under its head. Cells fold: nothing of an identifier is cut off."""
    laid = Table(box=SIMPLE_HEAD, pad_edge=False, header_style=QUIET, show_edge=False)
    numbers = set(right)
    for column in columns:
        laid.add_column(column, overflow="fold", justify="right" if column in numbers else "left")
    return laid


def facts(pairs: Sequence[tuple[str, str | Text]]) -> Table:
    """Names and values, one pair a line; what has no value is left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style=QUIET, no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            grid.add_row(name, value)
    return grid


def size(count: int) -> str:
    """Bytes as people say them: ``1.4 MB`` (decimal, as disks are sold)."""
    amount, unit = float(count), 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{count} B" if unit == 0 else f"{amount:.{1 if amount < 99.5 else 0}f} {_UNITS[unit]}"


def files(count: int, language: Language) -> str:
    """So many files."""
    return FILES.of(count, language)


def when(at: datetime | None, language: Language) -> str:
    """A point in time in the reader's own zone, to the minute."""
    if at is None:
        return "noch nie" if language == "de" else "never"
    return at.astimezone().strftime("%d.%m.%Y %H:%M" if language == "de" else "%Y-%m-%d %H:%M")


def state(word: str, good: Sequence[str] = ("intact", "ok", "success")) -> Text:
    """A state's word, in its colour."""
    if word in good:
        return Text(word, style=GOOD)
    return Text(word, style=WARN if word in ("warn", "owed") else BAD)
