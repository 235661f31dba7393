"""Descriptions as rows: the noun in, the noun out, nothing lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from catalogue.tables import description
from model.description import Carrier, Description, Further, Level
from model.period import Period
from model.rights import Opening, Reason, RightsInputs, Secrecy
from schemas.description_json import FORMAT

_TEXTS = (
    "scope",
    "extent",
    "creator",
    "language",
    "old_refcode",
    "note",
    "genre",
    "rights_statement",
    "location",
    "container",
)
_LISTS = ("subjects", "places")

_parent = description.alias("parent")


@dataclass(frozen=True, slots=True)
class Described:
    """A description in the catalogue: its row key, what it says, and when it opens."""

    key: int
    description: Description
    opening: Opening
    revision: int
    changed_at: datetime
    changed_by: UUID | None = None


def described_rows() -> Select[Any]:
    """Select descriptions, each with its parent's id; add conditions on `tables.description`."""
    return select(description, _parent.c.id.label("parent_id")).outerjoin(
        _parent, _parent.c.key == description.c.parent
    )


def said_rows() -> Select[Any]:
    """The same with what was said alone, for those who write down many: see `document_of`."""
    c = description.c
    return select(
        *(c.key, c.id, c.refcode, c.level, c.title, c.position, c.date_start, c.date_end),
        *(c.date_text, c.fields, c.rights, c.revision, c.changed_at, c.changed_by),
        _parent.c.id.label("parent_id"),
    ).outerjoin(_parent, _parent.c.key == c.parent)


def document_of(row: Row[Any]) -> dict[str, Any]:
    """What a row of `said_rows` says, as `schemas.description_json.to_document` would have it.

    Five times as fast as by way of the noun; a test holds the two together.
    """
    fields: dict[str, Any] = row.fields
    return {
        "format": FORMAT,
        "id": str(row.id),
        "refcode": row.refcode,
        "level": row.level,
        "title": row.title,
        "parent": str(row.parent_id) if row.parent_id else None,
        "period": {"start": _iso(row.date_start), "end": _iso(row.date_end), "text": row.date_text},
        **{name: fields.get(name, "") for name in _TEXTS},
        **{name: fields.get(name, []) for name in _LISTS},
        "carrier": fields.get("carrier"),
        "further": [
            dict(zip(("kind", "head", "text", "attributes"), one, strict=True))
            for one in fields.get("further", ())
        ],
        "rights": row.rights,  # kept under the names of its noun
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def from_row(row: Row[Any]) -> Described:
    """The noun of a row of `described_rows`."""
    fields: dict[str, Any] = row.fields
    noun = Description(
        id=row.id,
        refcode=row.refcode,
        level=Level(row.level),
        title=row.title,
        parent=row.parent_id,
        period=Period(row.date_start, row.date_end, row.date_text),
        rights=_rights(row.rights),
        subjects=tuple(fields.get("subjects", ())),
        places=tuple(fields.get("places", ())),
        carrier=Carrier(fields["carrier"]) if fields.get("carrier") else None,
        further=tuple(_further(*stated) for stated in fields.get("further", ())),
        **{name: fields.get(name, "") for name in _TEXTS},
    )
    return Described(row.key, noun, opening_of(row), row.revision, row.changed_at, row.changed_by)


def opening_of(row: Row[Any]) -> Opening:
    """When the unit of a row opens, which names these columns."""
    return Opening(
        metadata_public_from=row.metadata_public_from,
        content_from=row.content_from,
        reason=Reason(row.reason),
        rule_set=row.rule_set,
        metadata_reason=Reason(row.metadata_reason),
        review=row.review,
    )


def to_values(noun: Description) -> dict[str, object]:
    """The columns that say what the archivist said."""
    fields: dict[str, object] = {name: getattr(noun, name) for name in _TEXTS}
    fields |= {name: list(getattr(noun, name)) for name in _LISTS}
    fields["carrier"] = noun.carrier.value if noun.carrier else None
    fields["further"] = [
        [one.kind, one.head, one.text, [list(pair) for pair in one.attributes]]
        for one in noun.further
    ]
    return {
        "id": noun.id,
        "refcode": noun.refcode,
        "level": noun.level.value,
        "title": noun.title,
        "date_start": noun.period.start,
        "date_end": noun.period.end,
        "date_text": noun.period.text,
        "fields": {name: value for name, value in fields.items() if value},
        "rights": _stated(noun.rights),
    }


def opening_values(opening: Opening) -> dict[str, object]:
    """The columns that follow from it."""
    return {
        "metadata_public_from": opening.metadata_public_from,
        "content_from": opening.content_from,
        "reason": opening.reason.value,
        "metadata_reason": opening.metadata_reason.value,
        "rule_set": opening.rule_set,
        "review": opening.review,
    }


def _stated(inputs: RightsInputs) -> dict[str, object]:
    return {
        "end_year": inputs.end_year,
        "person_related": inputs.person_related,
        "persons": [list(years) for years in inputs.persons],
        "secrecy": inputs.secrecy.value if inputs.secrecy else None,
        "deposit_until": inputs.deposit_until.isoformat() if inputs.deposit_until else None,
        "register": inputs.register,
        "lengthened_years": inputs.lengthened_years,
        "lock_reason": inputs.lock_reason,
        "lock_review": inputs.lock_review.isoformat() if inputs.lock_review else None,
        "published": inputs.published,
        "described": inputs.described,
        "aggregate": inputs.aggregate,
    }


def _rights(stated: dict[str, Any]) -> RightsInputs:
    return RightsInputs(
        end_year=stated["end_year"],
        person_related=stated["person_related"],
        persons=tuple((birth, death) for birth, death in stated["persons"]),
        secrecy=Secrecy(stated["secrecy"]) if stated["secrecy"] else None,
        deposit_until=_day(stated["deposit_until"]),
        register=stated["register"],
        lengthened_years=stated["lengthened_years"],
        lock_reason=stated["lock_reason"],
        lock_review=_day(stated["lock_review"]),
        published=stated["published"],
        described=stated["described"],
        aggregate=stated["aggregate"],
    )


def _further(kind: str, head: str, text: str, attributes: list[list[str]]) -> Further:
    return Further(kind, head, text, tuple((name, value) for name, value in attributes))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
