from __future__ import annotations

import io
import zlib
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from model.aip import Identification, Member, Role, Sealed
from model.digests import sha512
from model.members import Members
from schemas.bagit import decode_path, write_declaration
from schemas.premis import PremisAgent, PremisEvent, PremisFile
from schemas.premis_reading import PremisSyntaxError, read_premis
from schemas.xml import XmlRefusedError
from storage.packing import layout, tagfiles
from storage.packing.directory import FAR, Directory, ReadRange, Tail, read_directory
from storage.packing.fetch import Carried, read_fetch_lines
from storage.packing.filesroot import files_root
from storage.packing.malformed import MalformedObject

_HEX_LENGTH = 128  # of a SHA-512
_DIGEST, _GAP, _PATH = slice(0, _HEX_LENGTH), slice(_HEX_LENGTH, 130), slice(130, None)  # of a line
_HEX = b"0123456789abcdef"
# 200,000 files make a manifest of 50 MB: more than this is no manifest but an attack
_MOST = 2 << 30
_TAG_FILES = frozenset(
    {layout.DECLARATION, layout.INFO, layout.MANIFEST, layout.SECRET, layout.FILES}
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What an object says it is, in columns: a rebuild reads a thousand million members."""

    aip: UUID
    generation: int
    sealed_at: datetime
    size: int  # of the object
    manifest_sha512: bytes
    secret: bytes
    members: Members
    formats: list[Identification]
    lines: list[bytes]  # of the manifest

    def files_root(self) -> bytes:
        """The root over the files, computed."""
        return files_root(self.secret, self.lines)


def read_outline(read_range: ReadRange, size: int, first: int = FAR) -> Outline:
    """What the object of ``size`` bytes says it is. Raises MalformedObject.

    The payload's bytes are not looked at. ``first``: how much of its end to read at once; where
    that is too little, more is read.
    """
    tail = Tail(read_range, size, first)
    directory = read_directory(tail)
    bag = _TagFiles(tail, directory)
    info = tagfiles.read_bag_info(bag.read(layout.INFO))
    if info.aip != directory.aip:
        raise MalformedObject("its folder and its bag-info.txt name different AIPs")
    manifest = _read_manifest(bag.read(layout.MANIFEST))
    # Sorted and each once, or the same files would have more than one root.
    if manifest.written != sorted(set(manifest.written)):
        raise MalformedObject("its manifest is not sorted")
    carried = _carried(bag, info)
    told = tagfiles.read_file_rows(bag.read(layout.FILES))
    members = _members(directory, bag, manifest, carried, told)
    payload = directory.sizes[: bag.first] + [one.size for one in carried]
    if info.oxum != f"{sum(payload)}.{len(payload)}":
        raise MalformedObject("its Payload-Oxum is wrong")
    return Outline(
        aip=info.aip,
        generation=info.generation,
        sealed_at=info.sealed_at,
        size=size,
        manifest_sha512=bag.digests[layout.MANIFEST],
        secret=bag.secret,
        members=members,
        formats=told.formats,
        lines=manifest.lines,
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
            for path, length, digest, crc32, offset, role, number, held_in in said.members.rows()
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
    """The files outside ``data/``, each verified by the tag manifest. ``first``: their place."""

    def __init__(self, tail: Tail, directory: Directory) -> None:
        self._tail, self._directory = tail, directory
        self._places = {
            path: place
            for place, path in enumerate(directory.paths)
            if not path.startswith("data/")
        }
        self.first = len(directory.paths) - len(self._places)
        # DESIGN section 4: they come last, so that one read of the end gives them all.
        if min(self._places.values(), default=0) < self.first:
            raise MalformedObject("its tag files do not come last")
        self.fetches = layout.FETCH in self._places
        ours = _TAG_FILES | {layout.FETCH} if self.fetches else _TAG_FILES
        if self._places.keys() != ours | {layout.TAG_MANIFEST}:
            raise MalformedObject("its tag files are not ours")
        own = self._bytes(layout.TAG_MANIFEST)
        self.digests = _read_manifest(own).digests
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
        place = self._places[path]
        size = self._directory.sizes[place]
        if size > _MOST:
            raise MalformedObject(f"{path} is too large to be one")
        data = self._tail(self._directory.offsets[place], size)
        if zlib.crc32(data) != self._directory.crc32[place]:
            raise MalformedObject(f"{path} is not what the directory says")
        return data


@dataclass(frozen=True, slots=True)
class _Manifest:
    """``lines`` without their ends; ``written``: the paths as they stand there."""

    lines: list[bytes]
    written: list[bytes]
    digests: dict[str, bytes]


def _read_manifest(data: bytes) -> _Manifest:
    """Digests by path. Raises MalformedObject."""
    # Not splitlines(): a CR is part of a line for us, and then no path has it.
    *lines, rest = data.split(b"\n")
    digests = b"".join([line[_DIGEST] for line in lines])
    written = [line[_PATH] for line in lines]
    if (
        rest
        or len(digests) != _HEX_LENGTH * len(lines)
        or digests.translate(None, _HEX)
        or any([line[_GAP] != b"  " for line in lines])  # noqa: C419 - quicker as a list
        or b"" in written
    ):
        raise MalformedObject("a line of its manifest is not ours")
    try:
        text = b"\n".join(written).decode()
    except UnicodeDecodeError as error:
        raise MalformedObject("a line of its manifest is not UTF-8") from error
    paths = text.split("\n") if written else []
    if "%" in text:
        paths = [decode_path(path) for path in paths]
    plain, size = unhexlify(digests), _HEX_LENGTH // 2
    each = [plain[start : start + size] for start in range(0, len(plain), size)]
    return _Manifest(lines, written, dict(zip(paths, each, strict=True)))


def _carried(bag: _TagFiles, info: tagfiles.BagInfo) -> list[Carried]:
    if not bag.fetches:
        return []
    return list(read_fetch_lines(bag.read(layout.FETCH), info.aip, info.generation))


def _members(
    directory: Directory,
    bag: _TagFiles,
    manifest: _Manifest,
    carried: Sequence[Carried],
    told: tagfiles.FileRows,
) -> Members:
    """Manifest, directory and files.tsv brought together; all three must name the same files."""
    own, tags = directory.paths[: bag.first], directory.paths[bag.first :]
    there = [one.path for one in carried]
    if not set(own).isdisjoint(there):
        raise MalformedObject("its fetch.txt names a file that it holds itself")
    # RFC 8493 section 3: every payload file is listed, and every listed file is present.
    digests, listed = manifest.digests, own + there
    if len(manifest.lines) != len(listed) or digests.keys() != set(listed):
        raise MalformedObject("its manifest does not list its files")
    roles, roles_there = told.roles[: len(own)], told.roles[len(own) :]
    formats, formats_there = told.numbers[: len(own)], told.numbers[len(own) :]
    # It lists them in the order of the ZIP, and then what is carried over as fetch.txt does. METS,
    # PREMIS and description are written anew in every generation.
    if told.paths != listed or Role.TAG in told.roles or Role.METADATA in roles_there:
        raise MalformedObject("its files.tsv does not list its files")
    return Members(
        paths=directory.paths + there,
        sizes=directory.sizes + [one.size for one in carried],
        sha512=[
            *map(digests.__getitem__, own),
            *map(bag.digests.__getitem__, tags),
            *map(digests.__getitem__, there),
        ],
        crc32=directory.crc32 + [0] * len(there),
        offsets=directory.offsets + [0] * len(there),
        roles=roles + bytes([Role.TAG]) * len(tags) + roles_there,
        formats=formats + [-1] * len(tags) + formats_there,
        held_in=[*bytes(len(own) + len(tags)), *(one.held_in for one in carried)],
    )
