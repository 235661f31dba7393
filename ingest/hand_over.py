"""A hand-over of another Muniment (`schemas.hand_over`): bags and descriptions, as they were told.

Each bag becomes an AIP of this archive, with its files in the roles they had, its history and its
format's migrations; descriptions keep their ids where these are free here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from ingest.bag import open_bag
from ingest.delivery import Arrived, Claim, Delivery
from ingest.limits import Limits
from ingest.reading import ReadFile
from ingest.unpack import unpack
from model.aip import Role, printable
from model.errors import MunimentError
from schemas.bagit import BagSyntaxError
from schemas.hand_over import (
    DESCRIPTIONS,
    MANIFEST,
    HandedBag,
    HandedDescription,
    HandOver,
    HandOverSyntaxError,
    read_descriptions,
    read_hand_over,
)
from schemas.premis_reading import PremisSyntaxError
from storage.packing import layout
from storage.packing.successor import Past, read_past

_RECORDS = ("METS.xml", "metadata/")  # written anew; `representations/*/METS.xml` too


@dataclass(frozen=True, slots=True)
class Handed:
    """What came with the files. ``pasts``: of each AIP, by the id it had."""

    archive: str
    descriptions: Sequence[HandedDescription] = field(repr=False)
    pasts: Mapping[UUID, Past] = field(repr=False)

    def said(self) -> Iterator[dict[str, str]]:
        """For the submission's identity."""
        for one in self.descriptions:
            yield {"description": str(one.description.id), "says": repr(one.description)}


@dataclass(frozen=True, slots=True)
class HandedUnit:
    """One bag, as the unit that it becomes."""

    aip: UUID
    past: Past
    files: list[ReadFile]


def looks_like_hand_over(folder: Path) -> bool:
    """Whether a folder is one."""
    return (folder / MANIFEST).is_file() and (folder / DESCRIPTIONS).is_file()


@contextmanager
def open_hand_over(root: Path, name: str, limits: Limits, spool: Path) -> Iterator[Delivery]:
    """List and judge it; digests are claims for the first reading.

    Raises `ingest.hand-over-invalid`, and what `open_bag` and `unpack` raise.
    """
    whole, told = _told(root, name, limits)
    payload: list[Arrived] = []
    claims: dict[str, list[Claim]] = {}
    pasts: dict[UUID, Past] = {}
    with ExitStack() as folders:
        for bag in whole.bags:
            top = _opened(root / bag.place, name, bag, limits, spool, folders)
            delivery = open_bag(top, bag.place, limits)
            pasts[bag.aip] = _past(top, bag, name)
            for file in delivery.payload:
                if not _is_record(file.path):
                    payload.append(Arrived(f"{bag.aip}/{file.path}", file.source, file.size))
                    claims[file.source] = delivery.claims.get(file.source, [])
        handed = Handed(whole.archive, told, pasts)
        yield Delivery("hand-over", name, root, payload, claims=claims, handed=handed)


def _told(root: Path, name: str, limits: Limits) -> tuple[HandOver, list[HandedDescription]]:
    try:
        for part in (MANIFEST, DESCRIPTIONS):
            if (root / part).stat().st_size > limits.metadata_bytes:
                raise MunimentError("ingest.too-large", path=part, limit=limits.of_metadata)
        whole = read_hand_over((root / MANIFEST).read_bytes())
        with (root / DESCRIPTIONS).open("rb") as stream:
            told = list(read_descriptions(stream, limits.metadata_bytes))
    except HandOverSyntaxError as error:
        raise _invalid(name, str(error)) from error
    except OSError as error:
        raise _invalid(name, error.strerror or "unreadable") from error
    if len(told) != whole.descriptions:
        raise _invalid(name, f"{whole.descriptions} descriptions were announced, {len(told)} came")
    ours = {bag.aip for bag in whole.bags}
    pointed = {aip for one in told for aip, _ in one.aips}
    if ours != pointed or len(ours) != len(whole.bags):
        raise _invalid(name, "its descriptions and its bags do not belong together")
    return whole, told


def _opened(
    place: Path, name: str, bag: HandedBag, limits: Limits, spool: Path, folders: ExitStack
) -> Path:
    there = place.is_file() if place.suffix == ".zip" else place.is_dir()
    if not there:
        raise _invalid(name, f"{bag.place} is not there")
    if place.suffix != ".zip":
        return place
    unpacked = folders.enter_context(tempfile.TemporaryDirectory(prefix="unpack-", dir=spool))
    unpack(place, Path(unpacked), limits)
    return Path(unpacked) / str(bag.aip)


def _past(top: Path, bag: HandedBag, name: str) -> Past:
    try:
        manifest = (top / layout.MANIFEST).read_bytes()
        if hashlib.sha512(manifest).digest() != bag.manifest_sha512:
            raise _invalid(name, f"{bag.place} is not the bag that was handed over")
        premis, info = (top / layout.PREMIS).read_bytes(), (top / layout.INFO).read_bytes()
        return read_past(bag.aip, bag.generation, (), premis, info)
    except (OSError, PremisSyntaxError, BagSyntaxError, UnicodeDecodeError) as error:
        raise _invalid(name, f"{bag.place} is not one of ours") from error


def _is_record(path: str) -> bool:
    if path.startswith(_RECORDS):
        return True
    parts = path.split("/")
    return len(parts) == 3 and parts[0] == "representations" and parts[2] == "METS.xml"


def _invalid(name: str, problem: str) -> MunimentError:
    return MunimentError("ingest.hand-over-invalid", path=printable(name), problem=problem)


def role_of(inner: str) -> tuple[Role, str, int]:
    """Role, path in its place, and number of a file of a bag. Raises `ingest.unsafe-path`."""
    found = layout.placed(f"data/{inner}")
    if found is None:
        raise MunimentError("ingest.unsafe-path", name=printable(inner))
    return found


def reference_codes(told: Sequence[HandedDescription]) -> dict[UUID, str]:
    """By the id that the other archive gave."""
    return {one.description.id: one.description.refcode for one in told}
