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
    rights: RightsInputs = field(default_factory=RightsInputs)


@dataclass(frozen=True, slots=True)
class Published:
    """A description with the days that count after its ancestors' locks (`rights.strictest`)."""

    description: Description
    opening: Opening
