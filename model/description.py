"""The description of a unit (ISAD(G)): what it is, where it belongs, what may be seen of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from model.period import Period
from model.rights import Opening, RightsInputs


class Level(StrEnum):
    """Levels of description (ISAD(G) 3.1.4, EAD(DDB) ``c/@level``)."""

    FONDS = "fonds"
    CLASS = "class"
    SERIES = "series"
    FILE = "file"
    ITEM = "item"

    @property
    def is_unit(self) -> bool:
        """Whether such a unit is ordered, packed and disposed of as a whole."""
        return self in (Level.FILE, Level.ITEM)


class Carrier(StrEnum):
    """What a unit is made of, as it is kept here."""

    ANALOGUE = "analogue"
    DIGITAL = "digital"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Further:
    """What a finding aid says beyond our fields: kept as it was said, and given back on export.

    ``kind`` is EAD(DDB)'s element (odd, relatedmaterial, persname …), ``head`` its heading, label
    or role, ``attributes`` what else it needs to be written again.
    """

    kind: str
    head: str = ""
    text: str = ""  # paragraphs are set apart by an empty line
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """One unit as an archivist described it. Rights are stated here, opening days follow.

    ``persons_known`` and such belong to `RightsInputs`; text fields are shown as they stand.
    """

    id: UUID
    refcode: str  # reference code (Signatur): unique and permanent
    level: Level
    title: str
    parent: UUID | None = None
    period: Period = field(default_factory=Period)
    scope: str = ""  # scope and content, Enthält-Vermerk (3.3.1)
    extent: str = ""  # 3.1.5
    creator: str = ""  # provenance (3.2.1)
    language: str = ""  # ISO 639-2 (3.4.3)
    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    old_refcode: str = ""
    note: str = ""
    genre: str = ""  # EAD(DDB) genreform
    rights_statement: str = ""  # licence; a separate axis from the protection period
    location: str = ""  # where in the stacks; staff alone may read it
    container: str = ""  # the box or volume that it lies in
    carrier: Carrier | None = None  # None: not stated, so what has no files is on paper
    further: tuple[Further, ...] = ()
    rights: RightsInputs = field(default_factory=RightsInputs)

    def on_paper(self, *, digital: bool) -> bool:
        """Whether something lies in the stacks that can be brought to a reader.

        ``digital``: whether the unit has files here.
        """
        if self.carrier is None:
            return self.level.is_unit and not digital
        return self.carrier is not Carrier.DIGITAL


@dataclass(frozen=True, slots=True)
class Published:
    """A description with the days that count after its ancestors' locks (`rights.strictest`)."""

    description: Description
    opening: Opening
