"""Tag files of a generation: BagIt's own, and the two that are ours.

``muniment/files.tsv`` says of every file in ``data/`` what manifest and ZIP directory do not: its
role and format. UTF-8, tab-separated, one header line, in the order of the ZIP. ``puid`` is empty
where PRONOM has no answer; ``mime`` is empty where nobody asked what the file is. Columns may be
added, never removed.

``muniment/secret.txt`` holds the secret of `filesroot` in hexadecimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from model.aip import Identification, Member, Role
from model.event import utc
from schemas.bagit import BagSyntaxError, read_tags, write_tags
from storage.packing.malformed import MalformedObject
from storage.packing.plan import SECRET_BYTES, GenerationPlan

COLUMNS = ("path", "role", "puid", "format", "version", "mime")
_ASSEMBLY = (
    "Unpack the generations of this AIP in order and over one another (unzip -o v00001.zip, "
    "unzip -o v00002.zip, ...) to get the newest bag; "
    "what the newest manifest does not list is superseded."
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def bag_info(plan: GenerationPlan, files: int, size: int, agent: str) -> bytes:
    """The file bag-info.txt (RFC 8493 section 2.2.2); ``files`` and ``size`` are of the payload."""
    tags = [
        ("Source-Organization", _one_line(plan.source_organisation)),
        ("External-Description", _one_line(f"{plan.refcode}: {plan.title}")),
        ("External-Identifier", str(plan.aip)),
        ("Bagging-Date", plan.sealed_at.astimezone(UTC).date().isoformat()),
        ("Payload-Oxum", f"{size}.{files}"),
        ("Bag-Software-Agent", agent),
        ("Muniment-Generation", str(plan.generation)),
        ("Muniment-Sealed-At", utc(plan.sealed_at)),
        ("Muniment-Assembly", _ASSEMBLY),
    ]
    return write_tags((label, value) for label, value in tags if value)


@dataclass(frozen=True, slots=True)
class BagInfo:
    """What a reader without a catalogue needs of bag-info.txt."""

    aip: UUID
    generation: int
    sealed_at: datetime
    oxum: str


def read_bag_info(data: bytes) -> BagInfo:
    """Parse our own bag-info.txt. Raises MalformedObject."""
    try:
        tags = dict(read_tags(data.decode()))
        return BagInfo(
            UUID(tags["External-Identifier"]),
            int(tags["Muniment-Generation"]),
            datetime.fromisoformat(tags["Muniment-Sealed-At"]),
            tags["Payload-Oxum"],
        )
    except (BagSyntaxError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise MalformedObject("its bag-info.txt lacks what ours has") from error


def file_rows(members: Iterable[Member]) -> Iterator[bytes]:
    """The lines of ``muniment/files.tsv``."""
    yield ("\t".join(COLUMNS) + "\n").encode()
    for member in members:
        found = member.identification
        told = (
            (found.puid or "", _one_line(found.name), _one_line(found.version), found.mime)
            if found is not None
            else ("", "", "", "")
        )
        yield (
            "\t".join(
                (
                    member.path,
                    member.role.name.lower(),
                    *told,
                )
            ).encode()
            + b"\n"
        )


@dataclass(frozen=True, slots=True)
class FileRows:
    """``muniment/files.tsv`` in columns: roles are a byte each, numbers those of formats, or -1."""

    paths: list[str]
    roles: bytes
    numbers: list[int]
    formats: list[Identification]


def read_file_rows(data: bytes) -> FileRows:
    """Parse ``muniment/files.tsv``. Raises MalformedObject."""
    try:
        header, *lines, rest = data.decode().split("\n")
        if rest or not lines:
            raise MalformedObject("its files.tsv does not end with a line end")
        if header != "\t".join(COLUMNS):
            # A later program may have more columns, or others before ours.
            at = [header.split("\t").index(column) for column in COLUMNS]
            lines = ["\t".join([line.split("\t")[i] for i in at]) for line in lines]
        pairs = [line.split("\t", 1) for line in lines]
        formats: list[Identification] = []
        kinds = {said: _kind(said, formats) for said in dict.fromkeys([one[1] for one in pairs])}
        found = [kinds[said] for _, said in pairs]
    except (UnicodeDecodeError, KeyError, IndexError, ValueError) as error:
        raise MalformedObject("its files.tsv is not ours") from error
    return FileRows(
        [path for path, _ in pairs],
        bytes([role for role, _ in found]),
        [number for _, number in found],
        formats,
    )


_ROLES = {role.name.lower(): role for role in Role}


def _kind(said: str, formats: list[Identification]) -> tuple[Role, int]:
    """Role and number of a format from what a line says behind its path.

    ``formats`` takes each format that comes, once: a large AIP has few.
    """
    role, puid, name, version, mime = said.split("\t")
    if not mime:
        return _ROLES[role], -1
    found = Identification(puid or None, name, version, mime)
    if found not in formats:
        formats.append(found)
    return _ROLES[role], formats.index(found)


def secret_file(secret: bytes) -> bytes:
    """``muniment/secret.txt``."""
    return secret.hex().encode() + b"\n"


def read_secret(data: bytes) -> bytes:
    """Parse ``muniment/secret.txt``. Raises MalformedObject."""
    if not re.fullmatch(rb"[0-9a-f]{%d}\n" % (2 * SECRET_BYTES), data):
        raise MalformedObject("its secret is not one")
    return bytes.fromhex(data.decode())


def _one_line(text: str) -> str:
    # A tab or line end in a title would break the table and the tag file.
    return _CONTROL.sub(" ", text).strip()
