"""Reading a generation without a catalogue: its last bytes say what it holds.

Of a small AIP one ranged read is enough. Everything is judged on the way: whoever wrote the
object, what comes out is a bag as we write it, or a MalformedObject.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from model.aip import Member, Role, Sealed
from model.digests import sha512
from schemas.bagit import decode_path, write_declaration
from schemas.premis import PremisAgent, PremisEvent, PremisFile
from schemas.premis_reading import PremisSyntaxError, read_premis
from schemas.xml import XmlRefusedError
from storage.packing import layout, tagfiles
from storage.packing.directory import Directory, Entry, ReadRange, Tail, read_directory
from storage.packing.fetch import Carried, read_fetch_lines
from storage.packing.filesroot import FilesRoot
from storage.packing.malformed import MalformedObject

_LINE = re.compile(rb"([0-9a-f]{128})  ([^\n]+)")
# 200,000 files make a manifest of 50 MB: more than this is no manifest but an attack
_MOST = 2 << 30
_TAG_FILES = frozenset(
    {layout.DECLARATION, layout.INFO, layout.MANIFEST, layout.SECRET, layout.FILES}
)


def read_sealed(read_range: ReadRange, size: int, object_sha256: bytes = b"") -> Sealed:
    """What the object of ``size`` bytes says it is. Raises MalformedObject.

    ``object_sha256`` is passed through: only a complete read can tell it (`inspection`), and
    whoever rebuilds has it from the ledger. The payload's bytes are not looked at.
    """
    tail = Tail(read_range, size)
    directory = read_directory(tail)
    bag = _TagFiles(tail, directory)
    info = tagfiles.read_bag_info(bag.read(layout.INFO))
    if info.aip != directory.aip:
        raise MalformedObject("its folder and its bag-info.txt name different AIPs")
    files = _files(bag, directory, info)
    if info.oxum != f"{sum(f.size for f in files.values())}.{len(files)}":
        raise MalformedObject("its Payload-Oxum is wrong")
    return Sealed(
        aip=info.aip,
        generation=info.generation,
        sealed_at=info.sealed_at,
        object_sha256=object_sha256,
        object_size=size,
        manifest_sha512=bag.digests[layout.MANIFEST],
        files_root=_files_root(bag),
        members=list(_members(directory, files, bag)),
        secret=bag.secret,
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
        self.digests = dict(_lines(own))
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


@dataclass(slots=True)
class _File:
    entry: Entry | Carried
    sha512: bytes
    row: tagfiles.FileRow | None = None

    @property
    def size(self) -> int:
        return self.entry.size


def _files(bag: _TagFiles, directory: Directory, info: tagfiles.BagInfo) -> dict[str, _File]:
    """Manifest, directory and files.tsv brought together; all three must name the same files."""
    digests = _lines(bag.read(layout.MANIFEST))
    listed = dict(digests)
    files = {
        entry.path: _File(entry, listed.get(entry.path, b""))
        for entry in directory.entries
        if entry.path.startswith("data/")
    }
    for carried in _carried(bag, info):
        if carried.path in files:
            raise MalformedObject("its fetch.txt names a file that it holds itself")
        files[carried.path] = _File(carried, listed.get(carried.path, b""))
    # RFC 8493 section 3: every payload file is listed, and every listed file is present.
    if files.keys() != listed.keys():
        raise MalformedObject("its manifest does not list its files")
    del listed
    rows = 0
    for row in tagfiles.read_file_rows(bag.read(layout.FILES)):
        file = files.get(row.path)
        if file is None or file.row is not None or not _fits(row, file):
            raise MalformedObject("its files.tsv does not list its files")
        file.row = row
        rows += 1
    if rows != len(files):
        raise MalformedObject("its files.tsv does not list its files")
    return files


def _carried(bag: _TagFiles, info: tagfiles.BagInfo) -> Iterable[Carried]:
    if not bag.fetches:
        return ()
    return read_fetch_lines(bag.read(layout.FETCH), info.aip, info.generation)


def _fits(row: tagfiles.FileRow, file: _File) -> bool:
    # METS, PREMIS and description are written anew in every generation.
    if row.role is Role.METADATA:
        return isinstance(file.entry, Entry)
    return row.role is not Role.TAG


def _members(directory: Directory, files: Mapping[str, _File], bag: _TagFiles) -> Iterable[Member]:
    for entry in directory.entries:
        file = files.get(entry.path)
        if file is None or file.row is None:
            digest, role, found = bag.digests[entry.path], Role.TAG, None
        else:
            digest, role, found = file.sha512, file.row.role, file.row.identification
        yield Member(entry.path, entry.size, digest, entry.crc32, entry.offset, role, found)
    for path, file in files.items():
        if isinstance(file.entry, Carried) and file.row is not None:
            row, held_in = file.row, file.entry.held_in
            yield Member(path, file.size, file.sha512, 0, 0, row.role, row.identification, held_in)


def _raw_lines(manifest: bytes) -> list[bytes]:
    # Not splitlines(): a CR is part of a line for us, and then no path has it.
    *lines, last = manifest.split(b"\n")
    if last:
        raise MalformedObject("its manifest does not end with a line end")
    return lines


def _lines(manifest: bytes) -> Iterable[tuple[str, bytes]]:
    for line in _raw_lines(manifest):
        match = _LINE.fullmatch(line)
        if match is None:
            raise MalformedObject("a line of its manifest is not ours")
        try:
            yield decode_path(match[2].decode()), bytes.fromhex(match[1].decode())
        except UnicodeDecodeError as error:
            raise MalformedObject("a line of its manifest is not UTF-8") from error


def _files_root(bag: _TagFiles) -> bytes:
    root = FilesRoot(bag.secret)
    before = b""
    for line in _raw_lines(bag.read(layout.MANIFEST)):
        # Sorted and each once, or the same files would have more than one root.
        if line[130:] <= before:
            raise MalformedObject("its manifest is not sorted")
        before = line[130:]
        root.add(line)
    return root.root()
