"""From a component's words to ours: levels, reference codes, fields, and what restricts access."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from model.description import Description, Level
from model.ids import from_ark, parse_uuid
from schemas.ead import EadUnit

_FIELDS = ("scope", "extent", "creator", "language", "old_refcode", "note", "genre")
# EAD(DDB) has no place for these: a finding aid that is silent about them takes nothing away
_KEPT = ("location", "container")
_OPEN = re.compile(
    r"keine\w* \S*(sperr|beschränk|einschränk)|(un|nicht )(ein|be)(ge)?schränkt"
    r"|frei (zugänglich|benutzbar|nutzbar|einsehbar)|^(offen|frei|open)\.?$"
    r"|unrestricted|no (access )?restrict|open (for|to) (research|access)|open access",
    re.IGNORECASE,
)
_LAW_ALONE = re.compile(
    r"archivgesetz|archivg\b|archg\b|satzung|benutzungsordnung|schutzfrist", re.IGNORECASE
)
_CLOSES = re.compile(r"gesperrt|sperrfrist|sperre|geschlossen|verschlossen|closed", re.IGNORECASE)


def level_in(unit: EadUnit, *, tektonik: bool) -> Level:
    """The level of a unit. In a Tektonik a fonds is a ``file``, and the whole is the archive."""
    if unit.depth == 0:
        return Level.CLASS if tektonik else Level.FONDS
    if tektonik:
        return Level.FONDS if unit.level in (Level.FILE, Level.FONDS) else Level.CLASS
    if unit.level is None:
        return Level.CLASS if unit.parent_of_some else Level.FILE
    return Level.CLASS if unit.level is Level.FONDS else unit.level


def candidates(unit: EadUnit, level: Level, whole: str, above: str) -> tuple[str, ...]:
    """The reference codes that a new unit may get, the best first.

    ``whole``: reference code of the document's first unit, ``above``: of the unit above. Groups
    are numbered within their fonds, so theirs begins with it; so does a mere number of a file.
    """
    if unit.depth == 0 or level is Level.FONDS:
        return (unit.unitid or unit.ead_id,)
    stand_in = f"{whole} #{unit.ead_id}"
    if level in (Level.CLASS, Level.SERIES):
        return (f"{whole} / {unit.unitid}", stand_in) if unit.unitid else (stand_in,)
    if not unit.unitid:
        return (stand_in,)
    if any(character.isalpha() for character in unit.unitid):
        return (unit.unitid,)
    return (f"{whole} {unit.unitid}",)


def own_id(ead_id: str) -> UUID | None:
    """The id of a description that we have exported under it (`catalogue.staging.own_name`)."""
    return parse_uuid(ead_id.removeprefix("m-")) if ead_id.startswith("m-") else None


def said_of(unit: EadUnit) -> tuple[object, ...]:
    """Everything that a finding aid says of a unit, for comparing it with what it said before."""
    return (
        unit.level,
        unit.unitid,
        unit.title,
        unit.period,
        sorted(unit.texts.items()),
        unit.subjects,
        unit.places,
        unit.further,
    )


def restated(before: Description, unit: EadUnit) -> Description:
    """The description as the finding aid has it. Rights that it cannot state stay as they are."""
    texts: dict[str, Any] = {name: unit.texts.get(name, "") for name in _FIELDS}
    texts |= {name: unit.texts[name] for name in _KEPT if name in unit.texts}
    return replace(
        before,
        title=unit.title,
        period=unit.period,
        subjects=unit.subjects,
        places=unit.places,
        further=unit.further,
        rights=replace(
            before.rights,
            aggregate=not before.level.is_unit,
            end_year=_end_year(before, unit),
            lock_reason=_lock(before, unit),
        ),
        **texts,
    )


def _end_year(before: Description, unit: EadUnit) -> int | None:
    if before.period == unit.period:
        stated = before.rights.end_year
        if stated is not None:
            return stated
    return unit.period.end.year if unit.period.end else None


def _lock(before: Description, unit: EadUnit) -> str:
    """A restriction in words closes (R7) until an archivist has read it; no words open anything."""
    told_before = "\n\n".join(one.text for one in before.further if one.kind == "accessrestrict")
    if unit.restriction == told_before:
        return before.rights.lock_reason  # an archivist may have lifted it since
    return unit.restriction if closes(unit.restriction, before.level) else before.rights.lock_reason


def closes(restriction: str, level: Level) -> bool:
    """Whether the words of an ``accessrestrict`` close a unit. In doubt they do.

    That the law's periods apply to a whole fonds closes nothing more: they are counted anyway.
    """
    if not restriction or _OPEN.search(restriction):
        return False
    general = not level.is_unit and _LAW_ALONE.search(restriction)
    return not (general and not _CLOSES.search(restriction))


def without_own_link(unit: EadUnit, identifier: UUID) -> EadUnit:
    """The unit without the permanent link that our own export has put into it."""
    further = tuple(
        one
        for one in unit.further
        if one.kind != "otherfindaid" or _named_by(dict(one.attributes)) != identifier
    )
    return replace(unit, further=further)


def _named_by(attributes: Mapping[str, str]) -> UUID | None:
    _, found, name = attributes.get("href", "").partition("ark:")
    return from_ark(f"ark:{name}") if found else None


def same_words(one: Description, other: Description) -> bool:
    """Whether two descriptions say the same; how blanks and lines run makes no difference."""
    return one == other or _plain(one) == _plain(other)


def _plain(value: object) -> object:
    match value:
        case StrEnum():
            return value
        case str():
            return " ".join(value.split())
        case tuple():
            return tuple(map(_plain, value))
        case _ if is_dataclass(value):
            return tuple(_plain(getattr(value, one.name)) for one in fields(value))
        case _:
            return value
