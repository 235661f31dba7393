"""The descriptions that an update changes or makes: planned to be compared, then done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from catalogue import descriptions
from catalogue.database import Connection
from catalogue.description_rows import Described
from ingest.describe import described
from ingest.drafts import lay_out
from ingest.table import Row
from ingest.units import Plan
from ingest.updating.amending import amended
from ingest.updating.meant import Meant, Pointing
from model.description import Description
from model.errors import MunimentError


@dataclass(frozen=True, slots=True)
class Amendment:
    """One description. ``before``: None where it is new; ``path``: in the AIP, None: not of it."""

    row: Row
    before: Described | None
    noun: Description
    parent: UUID | None  # as the row names it
    path: str | None

    @property
    def says_anything(self) -> bool:
        """Whether it changes what the catalogue says."""
        return self.before is None or self.before.description != self.noun

    def again(self, now: Described) -> Description:
        """The same change to a description that somebody has edited meanwhile."""
        return amended(now.description, self.row, self.parent)


class Amendments:
    """Finds what the rows of an update mean for the tree. ``mint``: ids for what is new."""

    def __init__(
        self, connection: Connection, pointing: Pointing, mint: Callable[[str], UUID], number: str
    ) -> None:
        self._connection = connection
        self._pointing = pointing
        self._mint = mint
        self._number = number
        self._ids: dict[str, UUID] = {}
        self.found: list[Amendment] = []

    def read(self, rows: Meant) -> list[Amendment]:
        """Parents come before children.

        Raises `ingest.unknown-parent`, `ingest.refcode-taken`, `ingest.metadata-malformed`.
        """
        self._above(rows)
        head = self._pointing.head
        if rows.head is not None and head is not None:
            self._amend(rows.head, head, "")
        for row, path in rows.parts:
            self._part(rows, row, path)
        return self.found

    def _above(self, rows: Meant) -> None:
        """New fonds and series that the unit or a part of it is to be put under."""
        entries = lay_out(Plan([], list(rows.above)), self._number, None)
        by_refcode = {entry.refcode: entry for entry in entries}
        needed: set[str] = set()
        for row in (rows.head, *(row for row, _ in rows.parts)):
            code = row.get("parent") if row else ""
            while code in by_refcode and code not in needed:
                needed.add(code)
                code = by_refcode[code].parent or ""
        for entry in entries:
            known = descriptions.key_of(self._connection, entry.refcode)
            if known is not None or entry.refcode not in needed or entry.row is None:
                continue
            self._create(entry.row, entry.refcode, None, None)

    def _part(self, rows: Meant, row: Row, path: str) -> None:
        refcode, there = row.get("reference_code"), self._pointing.parts.get(path)
        if there is None and refcode:
            there = descriptions.by_refcode(self._connection, refcode)
            ours = {one.key for one in self._pointing.parts.values()}
            if there is not None and there.key not in ours:
                raise MunimentError("ingest.refcode-taken", refcode=refcode)
        if there is not None:
            if refcode and refcode != there.description.refcode:
                raise MunimentError(
                    "ingest.update-other-unit", said=refcode, refcode=there.description.refcode
                )
            self._amend(row, there, path)
            return
        head = self._pointing.head
        count = sum(one.before is None for one in self.found)
        own = refcode or (f"{self._number}-{count}" if count else self._number)
        self._create(row, own, path, rows.head, above=head.description.id if head else None)

    def _amend(self, row: Row, before: Described, path: str) -> None:
        refcode = row.get("reference_code")
        is_other = bool(refcode) and refcode != before.description.refcode
        if is_other and descriptions.exists(self._connection, refcode):
            raise MunimentError("ingest.refcode-taken", refcode=refcode)
        parent = self._parent(row)
        noun = amended(before.description, row, parent)
        self.found.append(Amendment(row, before, noun, parent, path))

    def _create(
        self,
        row: Row,
        refcode: str,
        path: str | None,
        within: Row | None,
        above: UUID | None = None,
    ) -> None:
        parent = self._parent(row) or above
        self._ids[refcode] = self._mint(refcode)
        noun = described(row, self._ids[refcode], refcode, parent, within)
        self.found.append(Amendment(row, None, noun, parent, path))

    def _parent(self, row: Row) -> UUID | None:
        code = row.get("parent")
        if not code:
            return None
        if code in self._ids:
            return self._ids[code]
        known = descriptions.key_of(self._connection, code)
        if known is None:
            raise MunimentError("ingest.unknown-parent", refcode=code)
        return known[1]


def descriptions_of(connection: Connection, aip: UUID) -> Pointing:
    """What points to an AIP now."""
    return Pointing.of(descriptions.of_aip(connection, aip))


def head_after(pointing: Pointing, found: Sequence[Amendment]) -> Description | None:
    """What the AIP's description says after the amendments: it goes into the new generation."""
    for one in found:
        if one.path == "":
            return one.noun
    return pointing.head.description if pointing.head else None
