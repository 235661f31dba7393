"""The AIP and its parts: what was packed, what was sealed, and where copies of it lie."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from model.errors import MunimentError


class Role(IntEnum):
    """What a file in the bag is there for. Numbers are stored in the catalogue: never reuse one."""

    ORIGINAL = 1  # representations/original/data/: what the producer gave
    PRESERVATION = 2  # representations/preservation-N/data/
    ACCESS = 3  # representations/access-N/data/
    DOCUMENTATION = 4  # documentation/
    SUBMISSION = 5  # submission/: the delivery as received
    METADATA = 6  # METS, PREMIS, descriptive metadata
    TAG = 7  # BagIt tag files, outside data/


@dataclass(frozen=True, slots=True)
class Identification:
    """A file's format: PRONOM's answer, and libmagic's as the second opinion.

    ``puid`` is None where PRONOM knows no answer: unknown is not a format.
    """

    puid: str | None
    name: str = ""
    version: str = ""
    mime: str = "application/octet-stream"  # PRONOM's media type, else libmagic's
    magic_mime: str = ""
    basis: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """A file that is to be packed: where its bytes are now, and what they must be.

    ``path`` is relative to the place its role gives it in the bag (a representation's ``data/``,
    ``documentation/``, ``submission/``), with ``/`` between segments.
    """

    path: str
    source: str  # absolute path of the file to read
    size: int
    sha512: bytes
    crc32: int  # known from the first reading, so that the ZIP needs no data descriptors
    role: Role = Role.ORIGINAL
    identification: Identification | None = None
    number: int = 1  # which preservation or access representation of the AIP it belongs to


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a sealed generation; ``path`` as in the bag: ``data/representations/…``.

    ``offset`` is where its bytes begin in the stored object (a member is never compressed), so
    one ranged read gives the file. ``held_in``: the number of the earlier generation whose object
    has the bytes; 0 for the generation's own.
    """

    path: str
    size: int
    sha512: bytes
    crc32: int
    offset: int
    role: Role
    identification: Identification | None = None
    held_in: int = 0


@dataclass(frozen=True, slots=True)
class Sealed:
    """One generation as it was written: everything the catalogue and the `stored` event need."""

    aip: UUID
    generation: int
    sealed_at: datetime
    object_sha256: bytes
    object_size: int
    manifest_sha512: bytes  # digest of the file manifest-sha512.txt
    files_root: bytes
    members: Collection[Member] = field(repr=False)  # may be more than memory holds at once
    secret: bytes = field(default=b"", repr=False)  # of files_root
    payload_files: int = field(init=False)  # counted once, for records and events
    payload_bytes: int = field(init=False)

    def __post_init__(self) -> None:
        files = size = 0
        for member in self.payload:
            files, size = files + 1, size + member.size
        object.__setattr__(self, "payload_files", files)
        object.__setattr__(self, "payload_bytes", size)

    @property
    def own(self) -> Iterator[Member]:
        """Those whose bytes lie in this object; the others are carried over (``fetch.txt``)."""
        return (m for m in self.members if not m.held_in)

    @property
    def payload(self) -> Iterator[Member]:
        """What the producer gave: the files a reader asks for."""
        return (m for m in self.members if m.role is Role.ORIGINAL)


@dataclass(frozen=True, slots=True)
class Placement:
    """One verified copy in one store. ``version`` pins it on versioned buckets, else empty.

    ``doubtful``: the last check found it damaged, so it is read only where no other copy gives
    the bytes.
    """

    store: str
    key: str
    version: str
    offset: int
    length: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A generation that is safe: every required copy was written and read back.

    ``owed``: stores that were away or full, and get their copy later.
    """

    sealed: Sealed
    placements: Sequence[Placement]
    owed: Sequence[str] = ()


_FORBIDDEN_SEGMENTS = ("", ".", "..")
# Control characters (C0, DEL, C1) and line separators would end a manifest line or hide a name
# on a terminal; surrogates are what Python makes of bytes that are not UTF-8; XML 1.0 (2.2) cannot
# hold the two noncharacters at the end, so METS and PREMIS could not name the file.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def safe_path(path: str) -> str:
    """Return ``path`` if it may name a file in a bag; raise `ingest.unsafe-name` otherwise."""
    if _UNPRINTABLE.search(path):
        raise MunimentError("ingest.unsafe-name", name=printable(path))
    # A backslash is a separator on Windows: "..\\x" would climb out of the folder there.
    if path.startswith("/") or "\\" in path:
        raise MunimentError("ingest.unsafe-path", name=printable(path))
    if any(segment in _FORBIDDEN_SEGMENTS for segment in path.split("/")):
        raise MunimentError("ingest.unsafe-path", name=printable(path))
    return path


def all_safe(paths: Sequence[str]) -> bool:
    """Whether `safe_path` takes all of them, quickly; False may only mean: ask it for each.

    A rebuild asks it of a thousand million paths, and few have a name that needs a second look.
    """
    # The "x" keep a slash at an end apart from what follows, where two in a row show it.
    joined = f"x/{'/x/'.join(paths)}/x"
    return joined.isprintable() and not any(bad in joined for bad in ("//", "/.", "\\"))


def printable(text: str) -> str:
    """``text`` so that it can be shown: undecodable bytes and control characters as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
