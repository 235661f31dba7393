"""Reading a metadata table: each row a unit as the sender describes it, with its line number."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from ingest.columns import SEPARATOR, column_named
from ingest.limits import Limits
from model.description import Carrier, Level
from model.errors import MalformedError, MunimentError, Phrase
from model.period import Period, parse_period, parse_range
from model.rights import RightsInputs, Secrecy

TABLE_NAME = "metadata.csv"
_E = TypeVar("_E", bound=StrEnum)
_YES = {"yes", "ja", "true", "1", "x"}
_NO = {"", "no", "nein", "false", "0"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``cells`` by column name, empty cells left out; ``line`` as an editor counts."""

    line: int
    cells: Mapping[str, str]
    level: Level
    period: Period
    rights: RightsInputs
    carrier: Carrier | None = None

    @property
    def path(self) -> str:
        """The file or folder it describes, ``.`` for everything, empty for none."""
        return self.cells.get("path", "")

    def get(self, column: str) -> str:
        """A cell's text, empty where there is none."""
        return self.cells.get(column, "")

    def several(self, column: str) -> tuple[str, ...]:
        """A cell's values where it may hold several."""
        return tuple(v.strip() for v in self.get(column).split(SEPARATOR) if v.strip())


@dataclass(frozen=True, slots=True)
class Table:
    """A metadata table: its rows, and the headings that mean nothing to us."""

    name: str
    rows: list[Row]
    unknown_headings: list[str]


def read_table(path: Path, limits: Limits) -> Table:
    """Read a table completely. Raises `ingest.metadata-malformed` with the line and the reason."""
    text = _text(path, limits)
    first = text.split("\n", 1)[0]
    # Spreadsheets in German write semicolons.
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table = Table(path.name, [], [])
    columns: list[str | None] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if columns:
                    table.rows.append(_row(line, _named(columns, cells)))
                else:
                    columns = _headings(cells, table.unknown_headings)
            line = reader.line_num + 1
    except MalformedError as error:
        raise _malformed(path.name, line, error.problem) from error
    except csv.Error as error:
        problem = Phrase(f"it is not CSV ({error})", f"das ist kein CSV ({error})")
        raise _malformed(path.name, line, problem) from error
    _refuse_twins(path.name, table.rows)
    return table


def _malformed(name: str, line: int, problem: Phrase) -> MunimentError:
    return MunimentError("ingest.metadata-malformed", file=name, line=line, problem=problem)


def _text(path: Path, limits: Limits) -> str:
    try:
        if path.stat().st_size > limits.metadata_bytes:
            limit = limits.of_metadata
            raise MunimentError("ingest.too-large", path=path.name, limit=limit)
        data = path.read_bytes()
    except OSError as error:
        raise MunimentError(
            "ingest.unreadable", path=path, reason=error.strerror or "unknown"
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = Phrase(
            "it is not UTF-8; save the table as “CSV UTF-8”",
            "das ist kein UTF-8; die Tabelle als „CSV UTF-8“ speichern",
        )
        raise _malformed(path.name, line, problem) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = Phrase("it holds a NUL character", "sie enthält ein NUL-Zeichen")
        raise _malformed(path.name, line, problem)
    return text


def _named(columns: list[str | None], cells: list[str]) -> dict[str, str]:
    if len(cells) > len(columns):
        raise MalformedError(
            f"it has {len(cells)} cells, the heading has {len(columns)}",
            f"sie hat {len(cells)} Zellen, die Kopfzeile hat {len(columns)}",
        )
    pairs = zip(columns, cells, strict=False)
    return {column: cell.strip() for column, cell in pairs if column and cell.strip()}


def _headings(cells: list[str], unknown: list[str]) -> list[str | None]:
    columns = [column_named(cell) for cell in cells]
    known = [column for column in columns if column]
    if "title" not in known and "path" not in known:
        raise MalformedError(
            "the first line must name the columns, at least title or path",
            "die erste Zeile muss die Spalten nennen, mindestens Titel oder Pfad",
        )
    twice = {column for column in known if known.count(column) > 1}
    if twice:
        column = min(twice)
        raise MalformedError(
            f"the column {column} is there twice", f"die Spalte {column} kommt zweimal vor"
        )
    named = zip(columns, cells, strict=True)
    unknown += [cell.strip() for column, cell in named if not column and cell.strip()]
    return columns


def _row(line: int, cells: dict[str, str]) -> Row:
    level = _one_of(Level, cells.get("level", "file").lower(), "level")
    if not cells.get("title") and not cells.get("path"):
        raise MalformedError("it has neither a title nor a path", "sie hat weder Titel noch Pfad")
    if any(ord(c) < 0x20 and c not in "\n\r\t" for value in cells.values() for c in value):
        raise MalformedError("it holds control characters", "sie enthält Steuerzeichen")
    period = _period(cells)
    rights = replace(_rights(cells, period), aggregate=not level.is_unit)
    stated = cells.get("carrier", "").lower()
    carrier = _one_of(Carrier, stated, "carrier") if stated else None
    return Row(line, cells, level, period, rights, carrier)


def _period(cells: Mapping[str, str]) -> Period:
    start, end = cells.get("date_start", ""), cells.get("date_end", "")
    text = cells.get("date_text", "")
    if not start and not end and "date_range" in cells:
        parsed = parse_range(cells["date_range"])
        return Period(parsed.start, parsed.end, text or parsed.text)
    return parse_period(start, end, text)


def _rights(cells: Mapping[str, str], period: Period) -> RightsInputs:
    births, deaths = _years(cells, "birth_year"), _years(cells, "death_year")
    count = max(len(births), len(deaths))
    births += [None] * (count - len(births))
    deaths += [None] * (count - len(deaths))
    secrecy = cells.get("secrecy", "").lower()
    return RightsInputs(
        end_year=period.end.year if period.end else None,
        person_related=_yes(cells, "person_related") or count > 0,
        persons=tuple(zip(births, deaths, strict=True)),
        secrecy=_one_of(Secrecy, secrecy, "secrecy") if secrecy else None,
        deposit_until=_day(cells, "deposit_until"),
        register=_register(cells),
        lengthened_years=_number(cells.get("lengthened_years", "0"), "lengthened_years", 30),
        lock_reason=cells.get("lock_reason", ""),
        lock_review=_day(cells, "lock_review"),
        published=_yes(cells, "published"),
    )


def _cell(column: str, value: str, en: str, de: str) -> MalformedError:
    return MalformedError(f"{column} is {value!r}, {en}", f"{column} ist {value!r}, {de}")


def _one_of(kind: type[_E], value: str, column: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise _cell(column, value, f"not one of {known}", f"nicht eines von {known}") from None


def _yes(cells: Mapping[str, str], column: str) -> bool:
    value = cells.get(column, "").lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise _cell(column, value, "not yes or no", "nicht ja oder nein")


def _years(cells: Mapping[str, str], column: str) -> list[int | None]:
    # "1930||1941": three persons, of whom the second's year is not known
    cell = cells.get(column, "")
    parts = cell.split(SEPARATOR) if cell else []
    return [_number(part.strip(), column, 9998) if part.strip() else None for part in parts]


def _number(text: str, column: str, at_most: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= at_most):
        raise _cell(column, text, f"not a number up to {at_most}", f"keine Zahl bis {at_most}")
    return int(text)


def _day(cells: Mapping[str, str], column: str) -> date | None:
    text = cells.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _cell(
            column, text, "not a day such as 2031-01-01", "kein Tag wie 2031-01-01"
        ) from None


def _register(cells: Mapping[str, str]) -> str:
    value = cells.get("register", "").lower()
    if value not in ("", "birth", "marriage", "death"):
        raise _cell(
            "register", value, "not birth, marriage or death", "nicht birth, marriage oder death"
        )
    return value


def _refuse_twins(name: str, rows: list[Row]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        for column in ("path", "reference_code"):
            value = row.get(column)
            if value and (first := seen.setdefault((column, value), row.line)) != row.line:
                problem = Phrase(
                    f"its {column} {value} is that of line {first} already",
                    f"{column} {value} steht schon in Zeile {first}",
                )
                raise _malformed(name, row.line, problem)
