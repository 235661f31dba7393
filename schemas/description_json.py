"""A description as canonical JSON (RFC 8785): complete, lossless, read back by rebuild."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import rfc8785

from model.description import Carrier, Description, Further, Level
from model.ids import parse_uuid
from model.period import Period
from model.rights import RightsInputs, Secrecy

FORMAT = "muniment-description-1"
"""Named in every document; a change that older programs would misread gets a new name."""

# read once: asking a dataclass for its fields takes longer than all the rest of a description
_FIELDS = tuple(field.name for field in fields(Description))
_TEXTS = tuple(field.name for field in fields(Description) if field.type == "str")
_PARTS = {part: tuple(f.name for f in fields(part)) for part in (Period, RightsInputs, Further)}
_AS_IT_IS = frozenset({str, int, bool, type(None)})


class DescriptionSyntaxError(ValueError):
    """A document that is not a description of a format we know."""


def dumps(description: Description) -> bytes:
    """Canonical JSON of everything an archivist stated; unknown values are null."""
    return canonical(to_document(description))


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that `dumps` would have written for a document that was read."""
    return rfc8785.dumps(document)


def to_document(description: Description) -> dict[str, Any]:
    """The same as an object of JSON, to be part of another document."""
    return {
        "format": FORMAT,
        **{name: _plain(getattr(description, name)) for name in _FIELDS},
    }


def from_document(document: Mapping[str, Any]) -> Description:
    """The description that `to_document` gave. Raises DescriptionSyntaxError.

    Fields that only a later program knows are passed over: the document keeps them.
    """
    known = {name: value for name, value in document.items() if name in _FIELDS}
    return _read({**known, "format": document.get("format")})


def loads(document: bytes) -> Description:
    """The description that `dumps` wrote, exactly. Raises DescriptionSyntaxError."""
    try:
        stated = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise DescriptionSyntaxError("not JSON") from error
    if not isinstance(stated, dict):
        raise DescriptionSyntaxError(f"not of the format {FORMAT}")
    return _read(stated)


def _read(stated: dict[str, Any]) -> Description:
    if stated.pop("format", None) != FORMAT:
        raise DescriptionSyntaxError(f"not of the format {FORMAT}")
    try:
        return _description(stated)
    # whatever is missing, of the wrong type or of the wrong value
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise DescriptionSyntaxError(str(error)) from error


def _plain(value: object) -> Any:
    if type(value) in _AS_IT_IS:  # nearly all of them; the others are asked in turn
        return value
    match value:
        case UUID() | StrEnum():
            return str(value)
        case date():
            return value.isoformat()
        case Period() | RightsInputs() | Further():
            return {name: _plain(getattr(value, name)) for name in _PARTS[type(value)]}
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def _description(stated: dict[str, Any]) -> Description:
    period, rights = stated.pop("period"), stated.pop("rights")
    for name in _TEXTS:
        if not isinstance(stated.get(name, ""), str):
            raise DescriptionSyntaxError(f"{name!r} is not text")
    return Description(
        **{
            **stated,
            "id": _uuid(stated["id"]),
            "level": Level(stated["level"]),
            "parent": None if stated["parent"] is None else _uuid(stated["parent"]),
            "subjects": tuple(stated["subjects"]),
            "places": tuple(stated["places"]),
            "carrier": Carrier(stated["carrier"]) if stated.get("carrier") else None,
            "further": tuple(_further(one) for one in stated.get("further", ())),
        },
        period=_period(period),
        rights=_rights(rights),
    )


def _further(stated: Mapping[str, Any]) -> Further:
    pairs = tuple((str(name), str(value)) for name, value in stated["attributes"])
    return Further(**{**stated, "attributes": pairs})


def _period(stated: Mapping[str, Any]) -> Period:
    return Period(**{**stated, "start": _day(stated["start"]), "end": _day(stated["end"])})


def _rights(stated: Mapping[str, Any]) -> RightsInputs:
    return RightsInputs(
        **{
            **stated,
            "persons": tuple((birth, death) for birth, death in stated["persons"]),
            "secrecy": None if stated["secrecy"] is None else Secrecy(stated["secrecy"]),
            "deposit_until": _day(stated["deposit_until"]),
            "lock_review": _day(stated["lock_review"]),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _uuid(text: str) -> UUID:
    identifier = parse_uuid(text)
    if identifier is None:
        raise DescriptionSyntaxError(f"{text!r} is not an identifier")
    return identifier
