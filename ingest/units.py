"""From files and rows to units: one AIP is one unit described, ordered and disposed of as a whole.

- A row of level file or item with a path is a unit, unless a row above it (a longer path inside
  a unit's path) is one already: then it describes a part of that unit's AIP.
- Rows without files, and rows of fonds, class and series, are described and make no AIP.
- Files that no unit covers stay together in one more unit that nobody has described yet:
  nothing is left behind, and what is unknown is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

from ingest.delivery import Delivery
from ingest.hand_over import Handed
from ingest.reading import ReadFile
from ingest.table import Row, Table
from model.errors import MunimentError
from storage.packing.roll import Roll
from storage.packing.successor import Past


@dataclass(slots=True)
class Unit:
    """Files that make one AIP, the row that describes them, and rows of parts inside.

    ``row`` is None where nobody described the files. ``base`` is the folder in the delivery that
    the unit is (or that its only file lies in): paths in the AIP are relative to it.
    """

    row: Row | None
    base: str
    files: list[ReadFile] | Roll[ReadFile] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    past: Past | None = None  # of the AIP that another archive has handed over

    def inner_path(self, path: str) -> str:
        """A delivery path as it is inside the AIP."""
        return path[len(self.base) :] if self.base and path.startswith(self.base) else path


@dataclass(frozen=True, slots=True)
class Plan:
    """All units of a delivery, and the rows that describe what has no files."""

    units: list[Unit]
    without_files: list[Row]
    handed: Handed | None = None  # then descriptions come from there, not from rows


def plan(
    delivery: Delivery,
    files: Collection[ReadFile],
    table: Table | None,
    spool: Path | None = None,
) -> Plan:
    """Divide a delivery into units. Raises `ingest.metadata-file-missing`."""
    none = partial(Roll[ReadFile], spool)
    if delivery.handed is not None:
        return Plan(_handed(delivery.handed, files, none), [], delivery.handed)
    if table is None:
        return Plan([Unit(None, "", none(files))], [])
    if delivery.kind == "table":
        return Plan([], list(table.rows))  # its paths name what lies in the archive
    named = {_clean(row.path) for row in table.rows}
    here, folders = _found(files, named)
    tops: dict[str, Unit] = {}
    without_files: list[Row] = []
    # Shorter paths first: a unit is known before the rows of its parts come.
    for row in sorted(table.rows, key=lambda row: (len(_clean(row.path)), row.line)):
        path = _clean(row.path)
        if row.path and path not in here and path not in folders:
            raise MunimentError(
                "ingest.metadata-file-missing", line=row.line, file=table.name, path=row.path
            )
        if not row.path or not row.level.is_unit:
            without_files.append(row)
        elif (unit := _covering(path, tops)) is not None:
            unit.parts.append(row)
        else:
            base = f"{path}/" if path in folders and path else path.rpartition("/")[0]
            folder = base if base.endswith("/") or not base else f"{base}/"
            tops[path] = Unit(row, folder, none())
    rest = Unit(None, "", none())
    for file in files:
        (_covering(file.path, tops) or rest).files.append(file)
    if rest.files:
        delivery.warnings.append(
            f"{len(rest.files)} files are described by no row; they are kept together, closed"
        )
    without_files.sort(key=lambda row: row.line)
    units = sorted(tops.values(), key=lambda unit: unit.row.line if unit.row else 0)
    return Plan([*units, rest] if rest.files else units, without_files)


def _handed(
    handed: Handed, files: Iterable[ReadFile], none: Callable[[], Roll[ReadFile]]
) -> list[Unit]:
    units = {aip: Unit(None, f"{aip}/", none(), past=past) for aip, past in handed.pasts.items()}
    for file in files:
        units[UUID(file.path.partition("/")[0])].files.append(file)
    return list(units.values())


def part_path(unit: Unit, row: Row) -> str:
    """Where in the unit's AIP the part lies that ``row`` describes."""
    return unit.inner_path(_clean(row.path))


def _clean(path: str) -> str:
    path = path.removeprefix("./").rstrip("/")
    return "" if path == "." else path


def _found(files: Iterable[ReadFile], named: Set[str]) -> tuple[set[str], set[str]]:
    """Of the paths that rows name, those that are files, and those that are folders with some."""
    here: set[str] = set()
    folders, last = {""}, ""
    for file in files:
        if file.path in named:
            here.add(file.path)
        path = folder = file.path.rpartition("/")[0]
        while path and folder != last:
            if path in named:
                folders.add(path)
            path = path.rpartition("/")[0]
        last = folder
    return here, folders


def _covering(path: str, tops: Mapping[str, Unit]) -> Unit | None:
    while True:
        if path in tops:
            return tops[path]
        if not path:
            return None
        path = path.rpartition("/")[0]
