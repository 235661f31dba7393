"""Writing a generation: one pass over every source, the same plan giving the same bytes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path

from model.aip import Identification, Member, PayloadFile, Role, Sealed, printable
from model.digests import sha512
from model.errors import MunimentError
from model.ports import Progress
from schemas.bagit import encode_path, manifest_line, write_declaration
from storage.packing import layout, records, tagfiles
from storage.packing.fetch import fetch_lines
from storage.packing.filesroot import FilesRoot
from storage.packing.outflow import Outflow
from storage.packing.plan import GenerationPlan
from storage.packing.roll import Roll, in_order
from storage.packing.sources import SourceCheck, read_source
from storage.packing.spool import Spooled
from storage.packing.zip64 import DosTime, central_header, end_of_directory, local_header

_REPRESENTED = frozenset({Role.ORIGINAL, Role.PRESERVATION, Role.ACCESS})


def seal(
    plan: GenerationPlan, write: Callable[[bytes], None], progress: Progress, spool: Path
) -> Sealed:
    """Write the generation. ``spool``: folder for METS, PREMIS and manifests while they grow.

    Raises `ingest.changed-while-reading`, `ingest.unreadable`, `ingest.unsafe-path`,
    `ingest.name-twice`, `home.full`, `home.not-writable`, and whatever ``write`` raises.
    """
    payload = _in_order(plan, spool)
    out = Outflow(write)
    try:
        bag = _Bag(plan, out, spool)
        _pack(bag, payload, progress)
        with ExitStack() as spools:

            def spooled() -> Spooled:
                return spools.enter_context(Spooled(spool))

            _write_records(bag, spooled)
            manifest, files_root = _manifest(bag, spooled())
            _write_tag_files(bag, manifest, spooled)
        bag.close()
        return Sealed(
            aip=plan.aip,
            generation=plan.generation,
            sealed_at=plan.sealed_at,
            object_sha256=out.finish(),
            object_size=out.position,
            manifest_sha512=manifest.sha512,
            files_root=files_root,
            members=Roll(spool, bag.all()),
            secret=plan.secret,
        )
    finally:
        out.abandon()


def _in_order(plan: GenerationPlan, spool: Path) -> Roll[tuple[str, PayloadFile]]:
    placed = in_order(
        ((layout.bag_path(file), file) for file in plan.payload),
        lambda pair: (pair[1].role, pair[0].encode()),
        spool,
    )
    # Each role has a place of its own, so that two of the same name stand together.
    paths: Iterable[str] = (path for path, _ in placed)
    if plan.carried:
        paths = in_order(chain(paths, (m.path for m in plan.carried)), lambda path: path, spool)
    for path, other in pairwise(paths):
        if path == other:
            raise MunimentError("ingest.name-twice", name=printable(path))
    return placed


def _as_written(member: Member) -> bytes:
    return encode_path(member.path).encode()


class _Bag:
    """The ZIP file while it grows."""

    def __init__(self, plan: GenerationPlan, out: Outflow, spool: Path) -> None:
        self.plan = plan
        self.folder = spool
        self.members = Roll[Member](spool)
        self.tags: list[Member] = []
        # Where their bytes lie is the catalogue's to know: the bag says which generation has them.
        carried = (replace(member, offset=0, crc32=0) for member in plan.carried)
        self.carried = in_order(carried, _as_written, spool)
        self._out = out
        self._top = f"{plan.aip}/"
        self._at = DosTime.of(plan.sealed_at)

    def all(self) -> Iterator[Member]:
        """Its members, and then those carried over."""
        return chain(self.members, self.carried)

    def begin(
        self,
        path: str,
        size: int,
        digest: bytes,
        crc32: int,
        role: Role,
        identification: Identification | None = None,
    ) -> None:
        """Write a member's header; its bytes must follow by `add`."""
        self._out.write(local_header((self._top + path).encode(), size, crc32, self._at))
        offset = self._out.position
        member = Member(path, size, digest, crc32, offset, role, identification)
        self.members.append(member)
        if role is Role.TAG:
            self.tags.append(member)

    def add(self, data: bytes) -> None:
        """Some bytes of the member that was begun."""
        self._out.write(data)

    def member(self, path: str, data: bytes, role: Role) -> None:
        """A whole small member."""
        self.begin(path, len(data), sha512(data), zlib.crc32(data), role)
        self.add(data)

    def spooled(self, path: str, spool: Spooled, role: Role) -> None:
        """A whole member from a spool."""
        self.begin(path, spool.size, spool.sha512, spool.crc32, role)
        for chunk in spool.chunks():
            self.add(chunk)

    def close(self) -> None:
        """Write the directory."""
        start = self._out.position
        for member in self.members:
            self._out.write(central_header((self._top + member.path).encode(), member, self._at))
        size = self._out.position - start
        self._out.write(end_of_directory(len(self.members), start, size))


def _pack(bag: _Bag, payload: Roll[tuple[str, PayloadFile]], progress: Progress) -> None:
    progress.begin("pack", sum(file.size for _, file in payload))
    check = SourceCheck()
    try:
        for path, file in payload:
            bag.begin(path, file.size, file.sha512, file.crc32, file.role, file.identification)
            for piece in read_source(file):
                check.take(piece)
                bag.add(piece.data)
                progress.advance(len(piece.data))
        check.finish()
    finally:
        check.abandon()


def _write_records(bag: _Bag, spooled: Callable[[], Spooled]) -> None:
    """METS first, then PREMIS and description: what a rebuild reads lies nearest to the end."""
    plan = bag.plan
    given = in_order(bag.all(), lambda m: (m.role, m.path.encode()), bag.folder)
    for name, files in records.representations(given):
        spool = spooled()
        records.representation_mets(spool.stream, plan, name, files)
        bag.spooled(f"data/{name}/METS.xml", spool, Role.METADATA)
    premis = spooled()
    records.premis(premis.stream, plan, given)
    # The package's METS names digests of files that follow it in the ZIP.
    following = [Member(layout.PREMIS, premis.size, premis.sha512, premis.crc32, 0, Role.METADATA)]
    for name in sorted(plan.descriptive):
        data = plan.descriptive[name]
        path = layout.DESCRIPTIVE + name
        digest = hashlib.sha512(data).digest()
        following.append(Member(path, len(data), digest, zlib.crc32(data), 0, Role.METADATA))
    mets = spooled()
    others = (m for m in chain(bag.carried, bag.members, following) if m.role not in _REPRESENTED)
    records.package_mets(mets.stream, plan, Roll(bag.folder, others))
    bag.spooled(layout.PACKAGE_METS, mets, Role.METADATA)
    bag.spooled(layout.PREMIS, premis, Role.METADATA)
    for name in sorted(plan.descriptive):
        bag.member(layout.DESCRIPTIVE + name, plan.descriptive[name], Role.METADATA)


def _manifest(bag: _Bag, spool: Spooled) -> tuple[Spooled, bytes]:
    """RFC 8493 section 2.1.3, sorted by the bytes of the path as written; and its Merkle root."""
    root = FilesRoot(bag.plan.secret)
    for member in in_order(bag.all(), _as_written, bag.folder):
        line = manifest_line(member.sha512, member.path)
        root.add(line[:-1])
        spool.write(line)
    return spool, root.root()


def _write_tag_files(bag: _Bag, manifest: Spooled, spooled: Callable[[], Spooled]) -> None:
    files = len(bag.members) + len(bag.carried)
    size = sum(member.size for member in bag.all())
    software = records.software()
    agent = f"{software.name} {software.version}"
    rows = _lines(tagfiles.file_rows(bag.all()), spooled())
    info = tagfiles.bag_info(bag.plan, files, size, agent)
    bag.member(layout.DECLARATION, write_declaration(), Role.TAG)
    bag.member(layout.INFO, info, Role.TAG)
    if bag.carried:
        fetch = _lines(fetch_lines(bag.plan.aip, bag.carried), spooled())
        bag.spooled(layout.FETCH, fetch, Role.TAG)
    bag.spooled(layout.MANIFEST, manifest, Role.TAG)
    bag.member(layout.SECRET, tagfiles.secret_file(bag.plan.secret), Role.TAG)
    bag.spooled(layout.FILES, rows, Role.TAG)
    # RFC 8493 section 2.2.1: every tag file but the tag manifests themselves.
    tags = sorted(bag.tags, key=lambda tag: tag.path.encode())
    lines = [manifest_line(tag.sha512, tag.path) for tag in tags]
    bag.member(layout.TAG_MANIFEST, b"".join(lines), Role.TAG)


def _lines(lines: Iterable[bytes], spool: Spooled) -> Spooled:
    for line in lines:
        spool.write(line)
    return spool
