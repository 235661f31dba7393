"""What a delivery would become, decided before anything is written.

Identities are computed and the tree of descriptions is laid out. Every identifier that goes into
an AIP follows from the submission, so that a retry after a crash comes to the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ingest.delivery import Delivery
from ingest.hand_over import Handed
from ingest.reading import ReadFile
from ingest.table import Row, Table
from ingest.units import Plan, Unit, part_path
from model.description import Description
from model.digests import sha256
from model.errors import MunimentError, Phrase
from model.ids import uuid7
from model.submission import (
    TECHNICAL_TAGS,
    OutOfOrderError,
    identity,
    payload_digest,
    payload_digest_in_order,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One description to be made: its place in the tree, and the files it points to.

    ``unit`` is None for what has no files here; ``path`` is where in the unit's AIP its part
    lies, empty for the whole. ``row`` is None for files that nobody described.
    """

    refcode: str
    parent: str | None
    row: Row | None
    unit: Unit | None = None
    path: str = ""
    noun: Description | None = None  # as another archive has described it
    position: int = 0

    @property
    def heads_unit(self) -> bool:
        """Whether this describes the unit as a whole."""
        if self.noun is not None:
            return self.unit is not None and not self.path
        return self.unit is not None and self.row is self.unit.row


def submission_identity(
    delivery: Delivery, files: Collection[ReadFile], table: Table | None, under: str | None
) -> tuple[bytes, bytes]:
    """The payload digest of a delivery, and its identity with everything said about it."""
    payload = _payload(files, lambda path: path)
    said = [{k: v for k, v in delivery.tags.items() if k.lower() not in TECHNICAL_TAGS}]
    said += [dict(row.cells) for row in table.rows] if table else []
    said += [{"under": under}] if under else []
    said += delivery.handed.said() if delivery.handed else []
    return payload, identity(payload, (row for row in said if row))


def unit_identity(unit: Unit, payload: bytes | None = None) -> tuple[bytes, bytes]:
    """The same for one unit of a delivery. ``payload``: known already, if the files are not."""
    if payload is None:
        payload = _payload(unit.files, unit.inner_path)
    rows = [row.cells for row in (unit.row, *unit.parts) if row is not None]
    # Where a row lay in one delivery says nothing about the unit itself.
    return payload, identity(payload, ({k: v for k, v in r.items() if k != "path"} for r in rows))


def _payload(files: Collection[ReadFile], path_of: Callable[[str], str]) -> bytes:
    try:
        return payload_digest_in_order((path_of(file.path), file.sha512) for file in files)
    except OutOfOrderError:  # as from another archive, bag after bag
        return payload_digest((path_of(file.path), file.sha512) for file in files)


def lay_out(plan: Plan, number: str, under: str | None) -> list[Entry]:
    """The descriptions of a plan, parents before children.

    ``number`` is the accession's number, from which missing reference codes are made.
    Raises `ingest.metadata-malformed` where parents go round in a circle.
    """
    if plan.handed is not None:
        return _parents_first(list(_handed(plan, plan.handed, under)))
    numbered = _Numbering(number)
    entries = [Entry(numbered(row), row.get("parent") or under, row) for row in plan.without_files]
    for unit in plan.units:
        head = numbered(unit.row)
        parent = unit.row.get("parent") if unit.row else ""
        entries.append(Entry(head, parent or under, unit.row, unit))
        entries += [
            Entry(numbered(row), row.get("parent") or head, row, unit, part_path(unit, row))
            for row in unit.parts
        ]
    return _parents_first(entries)


def _handed(plan: Plan, handed: Handed, under: str | None) -> Iterator[Entry]:
    """One entry for each AIP that a description points to; those with the whole come first."""
    codes = {one.description.id: one.description.refcode for one in handed.descriptions}
    units = {unit.past.aip: unit for unit in plan.units if unit.past is not None}
    for one in handed.descriptions:
        noun = one.description
        parent = codes.get(noun.parent) if noun.parent else None
        if not one.aips:
            yield Entry(noun.refcode, parent or under, None, noun=noun, position=one.position)
        for aip, path in sorted(one.aips, key=lambda each: each[1]):
            yield Entry(noun.refcode, parent or under, None, units[aip], path, noun, one.position)


def refuse_unknown_parents(entries: Sequence[Entry], exists: Callable[[str], bool]) -> None:
    """Raise `ingest.unknown-parent` for a parent neither in the delivery nor in the archive."""
    here = {entry.refcode for entry in entries}
    for entry in entries:
        if entry.parent and entry.parent not in here and not exists(entry.parent):
            raise MunimentError("ingest.unknown-parent", refcode=entry.parent)


def derived_id(at: datetime, submission: UUID, what: str) -> UUID:
    """An identifier that follows from the submission, the same at every retry."""
    return uuid7(at, sha256(submission.bytes + what.encode())[:10])


class _Numbering:
    """Reference codes: the row's own, or the next one of the accession."""

    def __init__(self, number: str) -> None:
        self._number = number
        self._used = 0

    def __call__(self, row: Row | None) -> str:
        if row is not None and (refcode := row.get("reference_code")):
            return refcode
        self._used += 1
        return self._number if self._used == 1 else f"{self._number}-{self._used}"


def _parents_first(entries: list[Entry]) -> list[Entry]:
    by_refcode = {entry.refcode: entry for entry in entries}
    several = [entry for entry in entries if by_refcode[entry.refcode] is not entry]
    ordered: dict[str, Entry] = {}
    for entry in entries:
        chain: dict[str, Entry] = {}
        current: Entry | None = entry
        while current is not None and current.refcode not in ordered:
            if current.refcode in chain:
                line = current.row.line if current.row else 1
                problem = Phrase(
                    f"its parent {current.parent} leads back to itself",
                    f"die übergeordnete Einheit {current.parent} führt zu sich selbst zurück",
                )
                raise MunimentError(
                    "ingest.metadata-malformed", file="metadata.csv", line=line, problem=problem
                )
            chain[current.refcode] = current
            current = by_refcode.get(current.parent) if current.parent else None
        ordered.update(reversed(chain.items()))
    return [*ordered.values(), *several]
