"""Reading a generation without a catalogue: its last bytes say what it holds.

Of a small AIP one ranged read is enough. Everything is judged on the way: whoever wrote the
object, what comes out is a bag as we write it, or a MalformedObject.
"""

from __future__ import annotations

import io
import re
import zlib
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from model.aip import Identification, Member, Role, Sealed
from model.digests import sha512
from schemas.bagit import decode_path, write_declaration
from schemas.premis import PremisAgent, PremisEvent, PremisFile
from schemas.premis_reading import PremisSyntaxError, read_premis
from schemas.xml import XmlRefusedError
from storage.packing import layout, tagfiles
from storage.packing.directory import Directory, ReadRange, Tail, read_directory
from storage.packing.fetch import Carried, read_fetch_lines
from storage.packing.filesroot import files_root
from storage.packing.malformed import MalformedObject

_LINES = re.compile(rb"(?:[0-9a-f]{128}  [^\n]+\n)*")
_DIGEST, _PATH = slice(0, 128), slice(130, None)  # of a line
# 200,000 files make a manifest of 50 MB: more than this is no manifest but an attack
_MOST = 2 << 30
_TAG_FILES = frozenset(
    {layout.DECLARATION, layout.INFO, layout.MANIFEST, layout.SECRET, layout.FILES}
)


Row = tuple[str, int, bytes, int, int, int, int, int]
"""A member: path, size, SHA-512, CRC-32, offset, role, which format (-1: none), held_in."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What an object says it is, as plain rows: a rebuild reads a thousand million of them."""

    aip: UUID
    generation: int
    sealed_at: datetime
    size: int  # of the object
    manifest_sha512: bytes
    secret: bytes
    rows: list[Row]
    formats: list[Identification]
    lines: list[bytes]  # of the manifest

    def files_root(self) -> bytes:
        """The root over the files, computed."""
        return files_root(self.secret, self.lines)


def read_outline(read_range: ReadRange, size: int) -> Outline:
    """What the object of ``size`` bytes says it is. Raises MalformedObject.

    The payload's bytes are not looked at.
    """
    tail = Tail(read_range, size)
    directory = read_directory(tail)
    bag = _TagFiles(tail, directory)
    info = tagfiles.read_bag_info(bag.read(layout.INFO))
    if info.aip != directory.aip:
        raise MalformedObject("its folder and its bag-info.txt name different AIPs")
    lines = _sorted(_raw_lines(bag.read(layout.MANIFEST)))
    formats: list[Identification] = []
    rows = _rows(bag, directory, info, dict(_read_lines(lines)), formats)
    payload = [row[1] for row in rows if row[5] != Role.TAG]
    if info.oxum != f"{sum(payload)}.{len(payload)}":
        raise MalformedObject("its Payload-Oxum is wrong")
    return Outline(
        aip=info.aip,
        generation=info.generation,
        sealed_at=info.sealed_at,
        size=size,
        manifest_sha512=bag.digests[layout.MANIFEST],
        secret=bag.secret,
        rows=rows,
        formats=formats,
        lines=lines,
    )


def read_sealed(read_range: ReadRange, size: int, object_sha256: bytes = b"") -> Sealed:
    """The same with a noun for each member. Raises MalformedObject.

    ``object_sha256`` is passed through: only a complete read can tell it (`inspection`), and
    whoever rebuilds has it from the ledger.
    """
    said = read_outline(read_range, size)
    found: list[Identification | None] = [*said.formats, None]  # -1 is the last
    return Sealed(
        aip=said.aip,
        generation=said.generation,
        sealed_at=said.sealed_at,
        object_sha256=object_sha256,
        object_size=size,
        manifest_sha512=said.manifest_sha512,
        files_root=said.files_root(),
        members=[
            Member(path, length, digest, crc32, offset, Role(role), found[number], held_in)
            for path, length, digest, crc32, offset, role, number, held_in in said.rows
        ],
        secret=said.secret,
    )


def read_record(read_range: ReadRange, member: Member) -> bytes:
    """One of the small files that we wrote, verified. Raises MalformedObject."""
    data = read_range(member.offset, member.size)
    if sha512(data) != member.sha512:
        raise MalformedObject(f"{member.path} is not what its manifest says")
    return data


def read_premis_of(
    read_range: ReadRange, sealed: Sealed
) -> Iterator[PremisFile | PremisEvent | PremisAgent]:
    """The objects, events and agents of the bag, for a rebuild. Raises MalformedObject."""
    for member in sealed.members:
        if member.path == layout.PREMIS:
            try:
                yield from read_premis(io.BytesIO(read_record(read_range, member)))
            except (PremisSyntaxError, XmlRefusedError) as error:
                raise MalformedObject("its PREMIS is not ours") from error
            return
    raise MalformedObject("it has no PREMIS")


def read_descriptive(read_range: ReadRange, sealed: Sealed) -> dict[str, bytes]:
    """The descriptive metadata of the bag: file name to bytes. Raises MalformedObject."""
    return {
        member.path.removeprefix(layout.DESCRIPTIVE): read_record(read_range, member)
        for member in sealed.members
        if member.path.startswith(layout.DESCRIPTIVE)
    }


class _TagFiles:
    """The files outside ``data/``, each verified by the tag manifest."""

    def __init__(self, tail: Tail, directory: Directory) -> None:
        self._tail = tail
        self._entries = {e.path: e for e in directory.entries if not e.path.startswith("data/")}
        self.fetches = layout.FETCH in self._entries
        ours = _TAG_FILES | {layout.FETCH} if self.fetches else _TAG_FILES
        if self._entries.keys() != ours | {layout.TAG_MANIFEST}:
            raise MalformedObject("its tag files are not ours")
        own = self._bytes(layout.TAG_MANIFEST)
        self.digests = dict(_read_lines(_raw_lines(own)))
        if self.digests.keys() != ours:
            raise MalformedObject("its tag manifest does not list its tag files")
        self.digests[layout.TAG_MANIFEST] = sha512(own)
        if self.read(layout.DECLARATION) != write_declaration():
            raise MalformedObject("its bagit.txt is not that of BagIt 1.0 in UTF-8")
        self.secret = tagfiles.read_secret(self.read(layout.SECRET))

    def read(self, path: str) -> bytes:
        """A tag file's bytes, verified."""
        data = self._bytes(path)
        if sha512(data) != self.digests[path]:
            raise MalformedObject(f"{path} is not what the tag manifest says")
        return data

    def _bytes(self, path: str) -> bytes:
        entry = self._entries[path]
        if entry.size > _MOST:
            raise MalformedObject(f"{path} is too large to be one")
        data = self._tail(entry.offset, entry.size)
        if zlib.crc32(data) != entry.crc32:
            raise MalformedObject(f"{path} is not what the directory says")
        return data


def _rows(
    bag: _TagFiles,
    directory: Directory,
    info: tagfiles.BagInfo,
    digests: Mapping[str, bytes],
    formats: list[Identification],
) -> list[Row]:
    """Manifest, directory and files.tsv brought together; all three must name the same files."""
    carried: dict[str, Carried] = {one.path: one for one in _carried(bag, info)}
    own = {entry.path for entry in directory.entries if entry.path.startswith("data/")}
    if not own.isdisjoint(carried):
        raise MalformedObject("its fetch.txt names a file that it holds itself")
    # RFC 8493 section 3: every payload file is listed, and every listed file is present.
    if digests.keys() != own | carried.keys():
        raise MalformedObject("its manifest does not list its files")
    told: dict[str, tuple[Role, int]] = {}
    for path, role, number in tagfiles.read_file_rows(bag.read(layout.FILES), formats):
        # METS, PREMIS and description are written anew in every generation.
        written_anew = role is Role.METADATA and path in carried
        if path in told or path not in digests or role is Role.TAG or written_anew:
            raise MalformedObject("its files.tsv does not list its files")
        told[path] = role, number
    if len(told) != len(digests):
        raise MalformedObject("its files.tsv does not list its files")
    rows: list[Row] = []
    tag = int(Role.TAG)
    for path, size, crc32, offset in directory.entries:
        if path in own:
            role, number = told[path]
            rows.append((path, size, digests[path], crc32, offset, int(role), number, 0))
        else:
            rows.append((path, size, bag.digests[path], crc32, offset, tag, -1, 0))
    for path, size, held_in in carried.values():
        role, number = told[path]
        rows.append((path, size, digests[path], 0, 0, int(role), number, held_in))
    return rows


def _carried(bag: _TagFiles, info: tagfiles.BagInfo) -> Iterable[Carried]:
    if not bag.fetches:
        return ()
    return read_fetch_lines(bag.read(layout.FETCH), info.aip, info.generation)


def _raw_lines(manifest: bytes) -> list[bytes]:
    if not _LINES.fullmatch(manifest):
        raise MalformedObject("a line of its manifest is not ours")
    # Not splitlines(): a CR is part of a line for us, and then no path has it.
    return manifest.split(b"\n")[:-1]


def _read_lines(lines: Iterable[bytes]) -> Iterable[tuple[str, bytes]]:
    try:
        for line in lines:
            yield decode_path(line[_PATH].decode()), unhexlify(line[_DIGEST])
    except UnicodeDecodeError as error:
        raise MalformedObject("a line of its manifest is not UTF-8") from error


def _sorted(lines: list[bytes]) -> list[bytes]:
    # Sorted and each once, or the same files would have more than one root.
    paths = [line[_PATH] for line in lines]
    if any(before >= path for before, path in pairwise(paths)):
        raise MalformedObject("its manifest is not sorted")
    return lines
