"""One line of the journal: what one revision of one description says, and where it belongs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from model.description import Description
from model.event import utc
from model.ids import parse_uuid
from schemas.description_json import DescriptionSyntaxError, from_document

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class JournalSyntaxError(ValueError):
    """A file that is not a whole journal file of a format we know. ``line``: 0 for its whole."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line, self.problem = file, line, problem
        super().__init__(f"{file}, line {line}: {problem}")


class Standing(StrEnum):
    """What the revision was when its line was written."""

    CURRENT = "current"
    PAST = "past"  # another had followed; where it stood then is not known any more
    GONE = "gone"  # the description is no more


@dataclass(frozen=True, slots=True)
class Origin:
    """The component of a finding aid that a description came from (`ead_origin`)."""

    source: str
    ead_id: str
    digest: bytes  # SHA-256 of what the finding aid said last


@dataclass(frozen=True)
class Line:
    """A revision. ``document``: what it says (`schemas.description_json`), None where it is gone.

    ``position`` among its siblings, ``aips`` with the path in each, and ``origins`` are told of the
    current revision alone. ``erased_before``: revisions below this number were erased by law, and
    a line that still holds one must not be believed. ``seq``: 0 in a snapshot.
    """

    id: UUID
    revision: int
    at: datetime
    by: UUID | None
    document: Mapping[str, Any] | None
    standing: Standing = Standing.CURRENT
    position: int = 0
    aips: tuple[tuple[UUID, str], ...] = ()
    origins: tuple[Origin, ...] = ()
    erased_before: int = 0
    seq: int = 0

    @cached_property
    def description(self) -> Description:
        """What it says, as a noun. Raises DescriptionSyntaxError, ValueError where it is gone."""
        if self.document is None:
            raise ValueError("a description that is gone says nothing")
        return from_document(self.document)

    @property
    def prefix(self) -> int:
        """Which snapshot it belongs to: the last two hex digits of its id."""
        return prefix_of(self.id)


def prefix_of(identifier: UUID) -> int:
    """The last two hex digits of an id, 0 to 255: the first ones of a UUIDv7 are its birth."""
    return identifier.int & 0xFF


def encode(line: Line, seq: int = 0) -> bytes:
    """The line with its number and its end."""
    stated: dict[str, Any] = {"seq": seq} if seq else {}
    stated |= {
        "id": str(line.id),
        "revision": line.revision,
        "at": utc(line.at),
        "by": str(line.by) if line.by else None,
        "state": line.standing.value,
    }
    if line.document is not None:
        stated["description"] = line.document
    if line.standing is Standing.CURRENT:
        stated |= {
            "position": line.position,
            "aips": [{"aip": str(aip), "path": path} for aip, path in line.aips],
            "ead_origins": [
                {"source": one.source, "id": one.ead_id, "sha256": one.digest.hex()}
                for one in line.origins
            ],
        }
    if line.erased_before:
        stated["erased_before"] = line.erased_before
    # JSON escapes every line break, so that a line stays one
    return _ENCODER.encode(stated).encode() + b"\n"


def decode(stated: Mapping[str, Any]) -> Line:
    """The line that `encode` wrote. Raises ValueError, which says what is wrong with it."""
    try:
        line = Line(
            id=_uuid(stated["id"]),
            revision=_count(stated["revision"], 1),
            at=_instant(stated["at"]),
            by=None if stated["by"] is None else _uuid(stated["by"]),
            document=stated.get("description"),
            standing=Standing(stated["state"]),
            position=_count(stated.get("position", 0), None),
            aips=tuple((_uuid(one["aip"]), _text(one["path"])) for one in stated.get("aips", ())),
            origins=tuple(_origin(one) for one in stated.get("ead_origins", ())),
            erased_before=_count(stated.get("erased_before", 0), 0),
            seq=_count(stated.get("seq", 0), 0),
        )
        _agree(line)
    except KeyError as error:
        raise ValueError(f"it has no {error}") from error
    except (TypeError, AttributeError, DescriptionSyntaxError) as error:
        raise ValueError(str(error)) from error
    return line


def _agree(line: Line) -> None:
    if (line.document is None) != (line.standing is Standing.GONE):
        raise ValueError("only a description that is gone says nothing")
    if line.document is not None and line.description.id != line.id:
        raise ValueError("its description has another id")


def _origin(stated: Mapping[str, Any]) -> Origin:
    digest = bytes.fromhex(_text(stated["sha256"]))
    if len(digest) != 32:
        raise ValueError("a SHA-256 has 32 bytes")
    return Origin(_text(stated["source"]), _text(stated["id"]), digest)


def _uuid(text: str) -> UUID:
    identifier = parse_uuid(text)
    if identifier is None:
        raise ValueError(f"{text!r} is not an identifier")
    return identifier


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _count(value: object, least: int | None) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    if least is not None and value < least:
        raise ValueError(f"{value} is less than {least}")
    return value


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError("a time needs its zone")
    return at
