"""Which part of a delivery an update means: one AIP's files, and the rows that speak of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from catalogue.description_rows import Described
from ingest.drafts import unit_identity
from ingest.reading import ReadFile
from ingest.table import Row
from ingest.units import Plan, Unit, part_path
from model.errors import MunimentError


@dataclass(frozen=True, slots=True)
class Pointing:
    """The descriptions that point to the AIP. ``head``: of the whole; None where there is none."""

    head: Described | None
    parts: dict[str, Described]  # by the path in the AIP

    @classmethod
    def of(cls, found: Sequence[tuple[Described, str]]) -> Pointing:
        """From what `catalogue.descriptions.of_aip` gives; the whole comes first."""
        head = next((one for one, path in found if not path), None)
        return cls(head, {path: one for one, path in found if path})


@dataclass(frozen=True, slots=True)
class Meant:
    """``unit``: None where the delivery is a table alone, and every file stays.

    ``head``: the row of the unit as a whole. ``parts``: rows of parts, each with its path in the
    AIP. ``above``: rows that may be needed as parents. ``others``: units and rows of other AIPs.
    """

    unit: Unit | None
    head: Row | None
    parts: Sequence[tuple[Row, str]] = ()
    above: Sequence[Row] = field(default=(), repr=False)
    others: int = 0

    @property
    def files(self) -> Collection[ReadFile]:
        """The delivered files of the unit."""
        return self.unit.files if self.unit else ()

    @property
    def base(self) -> str:
        """The folder in the delivery that paths in the AIP are relative to."""
        return self.unit.base if self.unit else ""

    def identity(self, payload: bytes | None) -> tuple[bytes, bytes]:
        """Payload digest and identity. ``payload``: in place of that of the files, if given."""
        rows = [row for row, _ in self.parts]
        told = Unit(self.head, self.base, self.unit.files if self.unit else [], rows)
        return unit_identity(told, payload)


def meant(plan: Plan, pointing: Pointing, *, table_only: bool) -> Meant:
    """Raises `ingest.update-which-unit`, `ingest.update-other-unit`."""
    if table_only:
        return _by_table(plan.without_files, pointing)
    refcode = _refcode(pointing)
    own = [u for u in plan.units if u.row and refcode and u.row.get("reference_code") == refcode]
    if not own and len(plan.units) > 1:
        raise MunimentError("ingest.update-which-unit", count=len(plan.units), refcode=refcode)
    unit = own[0] if own else plan.units[0]
    head = unit.row
    if head is None:
        # A row without a path that bears the AIP's reference code speaks of all that came.
        named = [r for r in plan.without_files if refcode and r.get("reference_code") == refcode]
        head = named[0] if named else None
    _refuse_other(head, pointing)
    return Meant(
        unit,
        head,
        [(row, part_path(unit, row)) for row in unit.parts],
        [row for row in plan.without_files if row is not head],
        len(plan.units) - 1,
    )


def _by_table(rows: Sequence[Row], pointing: Pointing) -> Meant:
    refcode = _refcode(pointing)
    heads = [row for row in rows if refcode and row.get("reference_code") == refcode]
    if not heads and len(rows) == 1:
        heads = list(rows)
    paths = {one.description.refcode: path for path, one in pointing.parts.items()}
    parts = [
        (row, paths[row.get("reference_code")])
        for row in rows
        if row.get("reference_code") in paths
    ]
    if not heads and not parts:
        raise MunimentError("ingest.update-which-unit", count=len(rows), refcode=refcode)
    head = heads[0] if heads and heads[0] not in [row for row, _ in parts] else None
    _refuse_other(head, pointing)
    told = len(parts) + (head is not None)
    above = [row for row in rows if not row.level.is_unit and row is not head]
    return Meant(None, head, parts, above, len(rows) - told - len(above))


def _refcode(pointing: Pointing) -> str:
    return pointing.head.description.refcode if pointing.head else ""


def _refuse_other(head: Row | None, pointing: Pointing) -> None:
    """A reference code is permanent, but for what nobody has described yet."""
    if head is None:
        return
    refcode, said = _refcode(pointing), head.get("reference_code")
    undescribed = pointing.head is not None and not pointing.head.description.rights.described
    if pointing.head is None or (said and said != refcode and not undescribed):
        raise MunimentError("ingest.update-other-unit", said=said, refcode=refcode)
