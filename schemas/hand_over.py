"""The hand-over of AIPs to another archive: its manifest, and descriptions line by line.

```
hand-over.json        this manifest: which bags, with digests and Payload-Oxum
descriptions.ndjson   a description a line, parents before children
ead/                  the same as EAD(DDB), a file for each fonds
aips/<aip>/           complete bags, or aips/<aip>.zip
checkpoint.txt        the ledger's signed checkpoint; proofs/<aip>.json prove `stored` under it
README.txt            for people
```
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

import rfc8785

from model.description import Description
from model.event import utc
from schemas.description_json import DescriptionSyntaxError, loads, to_document

FORMAT = "muniment-hand-over-1"
MANIFEST = "hand-over.json"
DESCRIPTIONS = "descriptions.ndjson"
BAGS = "aips"


class HandOverSyntaxError(ValueError):
    """Not a hand-over of ours; the argument says why."""


@dataclass(frozen=True, slots=True)
class HandedBag:
    """One bag of it. ``place``: folder or ZIP file in the hand-over; ``oxum``: of its payload."""

    aip: UUID
    generation: int
    place: str
    files: int
    oxum: str
    manifest_sha512: bytes
    bytes: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """The manifest."""

    archive: str
    made_at: datetime
    bags: Sequence[HandedBag]
    descriptions: int


@dataclass(frozen=True, slots=True)
class HandedDescription:
    """One line: a description, and the AIPs of the hand-over that it points to, with paths."""

    description: Description
    position: int
    aips: Sequence[tuple[UUID, str]]


def write_hand_over(one: HandOver) -> bytes:
    """As canonical JSON (RFC 8785)."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "archive": one.archive,
            "made_at": utc(one.made_at),
            "descriptions": one.descriptions,
            "bags": [
                {
                    "aip": str(bag.aip),
                    "generation": bag.generation,
                    "place": bag.place,
                    "files": bag.files,
                    "bytes": bag.bytes,
                    "payload_oxum": bag.oxum,
                    "manifest_sha512": bag.manifest_sha512.hex(),
                }
                for bag in one.bags
            ],
        }
    )


def read_hand_over(data: bytes) -> HandOver:
    """Raises HandOverSyntaxError."""
    try:
        said = json.loads(data)
        if said["format"] != FORMAT:
            raise HandOverSyntaxError(f"not of the format {FORMAT}")
        return HandOver(
            archive=str(said["archive"]),
            made_at=datetime.fromisoformat(said["made_at"]),
            descriptions=int(said["descriptions"]),
            bags=[_bag(bag) for bag in said["bags"]],
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HandOverSyntaxError(str(error)) from error


def _bag(said: dict[str, Any]) -> HandedBag:
    aip, place = UUID(said["aip"]), str(said["place"])
    if place not in (f"{BAGS}/{aip}", f"{BAGS}/{aip}.zip"):
        # nothing that arrives says where else on this machine something is to be read
        raise HandOverSyntaxError(f"{place!r} is no place of a bag")
    return HandedBag(
        aip, int(said["generation"]), place, int(said["files"]),
        str(said["payload_oxum"]), bytes.fromhex(said["manifest_sha512"]), int(said["bytes"]),
    )  # fmt: skip


def description_line(one: HandedDescription) -> bytes:
    """A line of ``descriptions.ndjson``, with its line end."""
    said: dict[str, Any] = {
        "description": to_document(one.description),
        "position": one.position,
        "aips": [{"aip": str(aip), "path": path} for aip, path in one.aips],
    }
    return rfc8785.dumps(said) + b"\n"


def read_descriptions(stream: BinaryIO, longest: int) -> Iterator[HandedDescription]:
    """Every line; ``longest``: bytes of one. Raises HandOverSyntaxError."""
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise HandOverSyntaxError(f"line {number} is too long")
        try:
            said = json.loads(line)
            yield HandedDescription(
                loads(rfc8785.dumps(said["description"])),
                int(said["position"]),
                [(UUID(each["aip"]), str(each["path"])) for each in said["aips"]],
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            if isinstance(error, DescriptionSyntaxError | ValueError):
                raise HandOverSyntaxError(f"line {number}: {error}") from error
            raise HandOverSyntaxError(f"line {number} is not one of ours") from error
