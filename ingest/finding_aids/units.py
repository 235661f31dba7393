"""What each unit of a finding aid becomes: created, updated, left as it is, or rejected.

A batch at a time, with a few questions to the catalogue for all of it. Of the units above the one
in hand only their chain is remembered, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from catalogue import descriptions, staging
from catalogue.database import Connection
from catalogue.staging import Deed, Known, Staged
from ingest.finding_aids.terms import (
    candidates,
    level_in,
    own_id,
    restated,
    said_of,
    same_words,
    without_own_link,
)
from model.description import Description, Level
from model.digests import sha256
from model.errors import MunimentError
from model.ports import NewId
from model.rights import Opening, RuleSet, beneath, handed_down, opening
from schemas.ead import TEKTONIK, EadHeader, EadUnit


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one unit: ``staged``, or rejected with an ``error``."""

    unit: EadUnit
    staged: Staged | None
    error: MunimentError | None = None


@dataclass(slots=True)
class _Above:
    """What the units below one need to know of it; without ``id`` it was rejected."""

    id: UUID | None
    refcode: str
    handed: Opening | None
    children: int = 0


@dataclass(slots=True)
class _Batch:
    """What the catalogue knows of a batch, and what the batch itself has claimed so far."""

    known: Mapping[str, Known]
    taken: Mapping[str, UUID]
    staged_refcodes: set[str]
    staged_ids: set[str]


@dataclass(slots=True)
class Deciding:
    """Decides on the units of one document, in their order."""

    header: EadHeader
    rules: RuleSet
    new_id: NewId
    _chain: list[_Above] = field(default_factory=list)
    _number: int = 0
    _fonds: str = ""  # reference code of the whole

    def decide(
        self, connection: Connection, key: int, units: Sequence[EadUnit]
    ) -> Iterator[Decision]:
        """One decision for each unit of a batch."""
        named = [self._named(unit) for unit in units]
        batch = self._ask(connection, key, named)
        for unit in named:
            self._number += 1
            above = self._above(connection, unit, batch)
            try:
                yield Decision(unit, self._one(unit, above, batch))
            except MunimentError as error:
                self._chain.append(_Above(None, "", None))
                yield Decision(unit, None, error)

    def _named(self, unit: EadUnit) -> EadUnit:
        """The unit with an identifier: the document's own for its whole, else its unitid."""
        if unit.ead_id:
            return unit
        if unit.depth == 0:
            return replace(unit, ead_id=self.header.eadid)
        return replace(unit, ead_id=f"unitid:{unit.unitid}") if unit.unitid else unit

    def _ask(self, connection: Connection, key: int, units: Sequence[EadUnit]) -> _Batch:
        ids = {unit.ead_id for unit in units}
        own = {identifier for one in ids if (identifier := own_id(one)) is not None}
        # the chain's reference codes are part of some of these, so the whole is asked for first
        codes = {
            code
            for unit in units
            for code in candidates(unit, self._level(unit), self._whole(unit), "")
        }
        before_ids, before_codes = staging.staged_before(connection, key, ids, codes)
        return _Batch(
            known=staging.known(connection, self.header.eadid, ids, own),
            taken=staging.taken(connection, codes),
            staged_refcodes=before_codes,
            staged_ids=before_ids,
        )

    def _whole(self, unit: EadUnit) -> str:
        """The reference code of the whole, as the first unit will be called if it is new."""
        if not self._fonds and unit.depth == 0:
            self._fonds = unit.unitid or unit.ead_id
        return self._fonds

    def _above(self, connection: Connection, unit: EadUnit, batch: _Batch) -> _Above:
        del self._chain[unit.depth :]
        if self._chain:
            self._chain[-1].children += 1
            return self._chain[-1]
        found = batch.known.get(unit.ead_id)
        parent = found.described.description.parent if found else None
        top = descriptions.by_id(connection, parent) if parent else None
        if top is None:
            return _Above(None, "", None)
        handed = handed_down(top.description.rights, top.opening)
        return _Above(top.description.id, top.description.refcode, handed)

    def _one(self, unit: EadUnit, above: _Above, batch: _Batch) -> Staged:
        if unit.depth and above.id is None:
            raise MunimentError("describing.parent-rejected", id=unit.ead_id or unit.unitid)
        if not unit.ead_id:
            raise MunimentError("describing.no-identifier")
        if not unit.title:
            raise MunimentError("describing.no-title", id=unit.ead_id)
        if unit.ead_id in batch.staged_ids:
            raise MunimentError("describing.identifier-twice", id=unit.ead_id)
        known = batch.known.get(unit.ead_id)
        if known is not None:
            unit = without_own_link(unit, known.described.description.id)
        said = sha256(repr(said_of(unit)).encode())
        refcode = self._refcode(unit, known, above, batch)
        noun, deed = self._noun(unit, known, said, refcode, above)
        counted = opening(noun.rights, self.rules)
        if above.handed is not None:
            counted = beneath(counted, above.handed)
        batch.staged_ids.add(unit.ead_id)
        batch.staged_refcodes.add(refcode)
        if not unit.depth:
            self._fonds = refcode
        self._chain.append(_Above(noun.id, refcode, handed_down(noun.rights, counted)))
        return Staged(
            number=self._number,
            deed=deed,
            depth=unit.depth,
            line=unit.line,
            ead_id=unit.ead_id,
            digest=said,
            revision=known.described.revision if known else 0,
            position=above.children,
            noun=noun,
            opening=counted,
        )

    def _noun(
        self, unit: EadUnit, known: Known | None, said: bytes, refcode: str, above: _Above
    ) -> tuple[Description, Deed]:
        level = self._level(unit)
        if known is None:
            fresh = Description(self.new_id(), refcode, level, unit.title, above.id)
            return restated(fresh, unit), Deed.CREATE
        before = known.described.description
        if self._leaves_alone(known, said):
            noun = replace(before, refcode=refcode, parent=above.id)
        else:
            noun = restated(replace(before, refcode=refcode, level=level, parent=above.id), unit)
        return noun, Deed.SAME if same_words(noun, before) else Deed.UPDATE

    def _leaves_alone(self, known: Known, said: bytes) -> bool:
        # The same as last time: what archivists have corrected here since then stays.
        if known.digest == said:
            return True
        # A fonds with a finding aid of its own is described there; the tree of fonds places it.
        return self.header.kind == TEKTONIK and known.has_own_aid

    def _refcode(self, unit: EadUnit, known: Known | None, above: _Above, batch: _Batch) -> str:
        level = self._level(unit)
        wanted = candidates(unit, level, self._whole(unit), above.refcode)
        if known is None:
            for code in wanted:
                if code not in batch.taken and code not in batch.staged_refcodes:
                    return code
            raise MunimentError("describing.refcode-taken", refcode=wanted[0], id=unit.ead_id)
        here = known.described.description.refcode
        stated = bool(unit.unitid) and level not in (Level.CLASS, Level.SERIES)
        if not stated or here == wanted[0] or here == unit.unitid:
            return here
        if here == unit.ead_id and wanted[0] not in batch.taken:
            return wanted[0]  # the identifier stood in for a code that was not known
        raise MunimentError(
            "describing.refcode-differs", id=unit.ead_id, refcode=here, other=unit.unitid
        )

    def _level(self, unit: EadUnit) -> Level:
        return level_in(unit, tektonik=self.header.kind == TEKTONIK)
