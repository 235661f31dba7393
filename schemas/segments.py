"""Segments of the catalogue: what lies in AIPs, for a rebuild that need not ask each of them.

NDJSON in UTF-8, compressed as one zstd frame (RFC 8878), so that ``zstd -dc FILE | jq`` reads it:

    {"format": "muniment-catalogue-1", "first": 0, "last": 9, "edition": 1, "archive": "…"}
    {"aip": "…", "generation": 1, …, "paths": ["…", …], "sizes": [12, …], …}
    {"end": true, "lines": 1, "sha256": "… of every byte before this line, not compressed"}

docs/journal.md tells what each field means. The same rows give the same bytes: no time is in it.
Both ways are streamed; one line, which is one generation, lies in memory.
"""

from __future__ import annotations

import hashlib
import io
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

import zstandard

from model.aip import Identification, Role
from model.event import utc
from model.ids import parse_uuid
from model.members import Members
from schemas.journal import Name
from schemas.journal_lines import JournalSyntaxError

FORMAT = "muniment-catalogue-1"
"""Named in every file; a change that older programs would misread gets a new name."""

_LEVEL = 3  # digests do not compress, and paths do at any level
_LONGEST = 512 << 20  # bytes of one line: a million files
_WINDOW = 8 << 20  # RFC 8878 section 3.1.1.1.2: what a decoder should support at least
_CHUNK = 1 << 20
_DIGEST = 64  # bytes of a SHA-512
_ROLES = frozenset(map(int, Role))


@dataclass(frozen=True, slots=True)
class Line:
    """One generation. ``secret`` None: the catalogue had it not; it lies in the bag."""

    aip: UUID
    number: int
    sealed_at: datetime
    sha256: bytes
    size: int
    manifest_sha512: bytes
    files_root: bytes
    secret: bytes | None
    files: int
    bytes: int
    formats: Sequence[Identification]
    members: Members


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says it is. ``archive``: the origin, as on the ledger's checkpoints."""

    name: Name
    archive: str


class Count:
    """How many lines were written, when the last chunk was."""

    def __init__(self) -> None:
        self.lines = 0


def write(head: Head, lines: Iterable[Line], count: Count) -> Iterator[bytes]:
    """The bytes of a file. ``count`` is complete behind the last of them."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
    digest = hashlib.sha256()
    for raw in _plain(head, lines, count):
        digest.update(raw)
        if chunk := compressor.compress(raw):
            yield chunk
    end = _json({"end": True, "lines": count.lines, "sha256": digest.hexdigest()})
    yield compressor.compress(end) + compressor.flush()


def read(stream: BinaryIO, key: str) -> Iterator[bytes]:
    """The lines of a file, as they are written; `decode` tells what they say.

    Nothing may be believed before the end is reached, or the digest of the file was compared with
    what the ledger tells. Raises JournalSyntaxError where it is not a whole file with this key.
    """
    digest, number, ended = hashlib.sha256(), 0, False
    for raw in _lines(stream, key):
        number += 1
        if ended:
            raise JournalSyntaxError(key, number, "something follows the end")
        if number == 1:
            _head(raw, key)
        elif raw.startswith(b'{"end"'):
            _end(raw, key, number, digest.digest())
            ended = True
            continue
        else:
            yield raw
        digest.update(raw)
    if not ended:
        raise JournalSyntaxError(key, number, "the file ends before its last line")


def head_of(stream: BinaryIO, key: str) -> Head:
    """What a file says it is. Raises JournalSyntaxError where that is no such file."""
    return _head(next(_lines(stream, key), b""), key)


def decode(raw: bytes) -> Line:
    """What a line says. Raises ValueError, which says what is wrong with it."""
    try:
        stated: dict[str, Any] = json.loads(raw)
        identifier = parse_uuid(stated["aip"])
        if identifier is None:
            raise ValueError(f"{stated['aip']!r} is not an identifier")
        secret = stated.get("secret")
        line = Line(
            aip=identifier,
            number=stated["generation"],
            sealed_at=_instant(stated["sealed_at"]),
            sha256=bytes.fromhex(stated["sha256"]),
            size=stated["size"],
            manifest_sha512=bytes.fromhex(stated["manifest_sha512"]),
            files_root=bytes.fromhex(stated["files_root"]),
            secret=None if secret is None else bytes.fromhex(secret),
            files=stated["files"],
            bytes=stated["bytes"],
            formats=[_format(one) for one in stated["formats"]],
            members=_members(stated, stated["generation"]),
        )
    except KeyError as error:
        raise ValueError(f"it has no {error}") from error
    except (TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    _check(line)
    return line


def _plain(head: Head, lines: Iterable[Line], count: Count) -> Iterator[bytes]:
    name = head.name
    yield _json(
        {
            "format": FORMAT,
            "first": name.first,
            "last": name.last,
            "edition": name.edition,
            "archive": head.archive,
        }
    )
    for line in lines:
        count.lines += 1
        yield _json(_stated(line))


def _stated(line: Line) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "aip": str(line.aip),
        "generation": line.number,
        "sealed_at": utc(line.sealed_at),
        "sha256": line.sha256.hex(),
        "size": line.size,
        "manifest_sha512": line.manifest_sha512.hex(),
        "files_root": line.files_root.hex(),
    }
    if line.secret is not None:
        stated["secret"] = line.secret.hex()
    members = line.members
    return stated | {
        "files": line.files,
        "bytes": line.bytes,
        "formats": [
            {"puid": one.puid, "mime": one.mime, "name": one.name, "version": one.version}
            for one in line.formats
        ],
        "paths": list(members.paths),
        "sizes": list(members.sizes),
        "crc32": list(members.crc32),
        "offsets": list(members.offsets),
        "roles": list(members.roles),
        "format": list(members.formats),
        "held_in": list(members.held_in),
        "sha512": b64encode(b"".join(members.sha512)).decode(),
    }


def _members(stated: dict[str, Any], number: int) -> Members:
    """The columns. Everything that a database would refuse, or misread, is refused here."""
    paths: list[str] = stated["paths"]
    digests = b64decode(stated["sha512"], validate=True)
    members = Members(
        paths=paths,
        # arrays refuse what is no whole number, or out of their bounds, faster than we could
        sizes=array("q", stated["sizes"]),
        sha512=[digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST)],
        crc32=array("I", stated["crc32"]),
        offsets=array("q", stated["offsets"]),
        roles=bytes(stated["roles"]),
        formats=array("i", stated["format"]),
        held_in=array("I", stated["held_in"]),
    )
    if not isinstance(stated["paths"], list) or {*map(len, members)} != {len(paths)}:
        raise ValueError("its columns are not of one length")
    if not paths or len(digests) != _DIGEST * len(paths):
        raise ValueError("it has not one SHA-512 for each path")
    if min(members.sizes) < 0 or min(members.offsets) < 0 or min(members.formats) < -1:
        raise ValueError("a number in it is negative")
    if max(members.formats) >= len(stated["formats"]) or max(members.held_in) >= number:
        raise ValueError("it names a format or a generation that it has not")
    if not _ROLES.issuperset(members.roles):
        raise ValueError("it has a role that no file has")
    # also finds what is no text, and text that is no UTF-8
    text = "\0".join(paths)
    text.encode()
    if text.count("\0") >= len(paths) or len(set(paths)) < len(paths):
        raise ValueError("its paths are not each once, and without NUL")
    return members


def _check(line: Line) -> None:
    lengths = (len(line.sha256), len(line.manifest_sha512), len(line.files_root))
    if lengths != (32, 64, 32) or len(line.secret or bytes(32)) != 32:
        raise ValueError("a digest in it is too short or too long")
    if min(array("q", (line.number - 1, line.size, line.files, line.bytes))) < 0:
        raise ValueError("a number in it is too small")


def _format(stated: dict[str, Any]) -> Identification:
    puid, name, version, mime = (stated[key] for key in ("puid", "name", "version", "mime"))
    if "\0" in "".join((puid or "", name, version, mime)):
        raise ValueError("a format in it is none")
    return Identification(puid, name, version, mime)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError("a time needs its zone")
    return at


def _head(raw: bytes, key: str) -> Head:
    try:
        stated = json.loads(raw)
        if stated["format"] != FORMAT:
            raise JournalSyntaxError(key, 1, f"not of the format {FORMAT}")
        name = Name(stated["first"], stated["last"], edition=stated["edition"])
        head = Head(name, str(stated["archive"]))
        if head.name.key != key:
            raise JournalSyntaxError(key, 1, f"the file says that it is {head.name.key}")
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, JournalSyntaxError):
            raise
        raise JournalSyntaxError(key, 1, "its first line is not ours") from error
    return head


def _end(raw: bytes, key: str, number: int, digest: bytes) -> None:
    try:
        stated = json.loads(raw)
        whole = (stated["lines"], stated["sha256"]) == (number - 2, digest.hex())
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        raise JournalSyntaxError(key, number, "what is above is not what was written")


def _lines(stream: BinaryIO, key: str) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    number = 0
    with decompressor.stream_reader(stream, read_size=_CHUNK) as plain:
        buffered = io.BufferedReader(cast(io.RawIOBase, plain), _CHUNK)
        while True:
            try:
                raw = buffered.readline(_LONGEST)
            except zstandard.ZstdError as error:
                raise JournalSyntaxError(key, number + 1, "it is not zstd") from error
            if not raw:
                return
            number += 1
            if not raw.endswith(b"\n"):
                raise JournalSyntaxError(key, number, "the line is cut off, or has no end")
            yield raw


def _json(stated: dict[str, Any]) -> bytes:
    return json.dumps(stated, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
