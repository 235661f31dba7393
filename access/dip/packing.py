"""The ZIP of a delivery: everything but the files is made first, then all of it is streamed.

Sizes and digests of the files are known from the catalogue, so the directory of the ZIP, its
length and every tag file are ready before the first byte goes out, in memory that does not grow
with the delivery. The files come from the vault, verified on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Self
from uuid import UUID

from access.dip import layout, proving, readable
from access.dip.choosing import Part
from access.dip.readable import Account, Subject
from catalogue.database import Database
from catalogue.ledger import Proof, Signer
from model.aip import Member, Role
from model.digests import named, sha256
from model.errors import MunimentError
from model.event import utc
from model.ports import Clock
from schemas.bagit import manifest_line, write_declaration, write_tags
from storage.packing.outflow import CHUNK
from storage.packing.records import software
from storage.packing.spool import Spooled
from storage.packing.zip64 import DosTime, central_header, end_of_directory, local_header
from storage.vault import Noticed, Vault, silent


@dataclass(frozen=True, slots=True)
class Press:
    """What deliveries are made with."""

    database: Database
    vault: Vault
    signer: Signer
    clock: Clock
    spool: Path


class Dip:
    """A delivery that is ready to go out. Use it as a context manager; stream it once or more."""

    def __init__(
        self, press: Press, identifier: UUID, subject: Subject, parts: Sequence[Part]
    ) -> None:
        """Raises `delivery.no-proof`, `delivery.nothing-open`, `storage.member-altered`."""
        self.id = identifier
        self.files = self.bytes = 0
        self._press = press
        self._parts = list(parts)
        self._made_at = press.clock().astimezone(UTC)
        self._at = DosTime.of(self._made_at)
        self._top = layout.top(identifier)
        self._spools = ExitStack()
        self._tags: list[tuple[str, Spooled]] = []
        self._position = self._count = 0
        try:
            self._directory = self._spooled()
            self._prepare(subject)
        except BaseException:
            self._spools.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spools.close()

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self._top.rstrip('/')}.zip"

    @property
    def fingerprint(self) -> str:
        """Of the key that signs its proof."""
        return named("sha256", sha256(self._press.signer.verifier.public))

    @property
    def size(self) -> int:
        """Of the whole ZIP file, in bytes."""
        return self._position + self._directory.size + len(self._end())

    def stream(self, noticed: Noticed = silent) -> Iterator[bytes]:
        """The ZIP file. Raises `storage.member-altered` rather than give a wrong byte.

        ``noticed`` is told of damaged copies that were passed over.
        """
        return _gathered(self._pieces(noticed))

    def _pieces(self, noticed: Noticed) -> Iterator[bytes]:
        for part in self._parts:
            for file in part.files(self._press.database):
                member = file.member
                path = f"{part.folder}{file.name}"
                yield self._header(path, member.size, member.crc32)
                held = part.placements(file)
                yield from self._press.vault.open_member(held, member, noticed=noticed)
        for path, spool in self._tags:
            yield self._header(path, spool.size, spool.crc32)
            yield from spool.chunks()
        yield from self._directory.chunks()
        yield self._end()

    def _prepare(self, subject: Subject) -> None:
        press = self._press
        # A spool makes no file before it is large, so they may be as many as there are tag files.
        manifest = self._spooled()
        for part in self._parts:
            for file in part.files(press.database):
                path, member = f"{part.folder}{file.name}", file.member
                manifest.write(manifest_line(member.sha512, path))
                self._enter(path, member.size, member.sha512, member.crc32)
                self.files += 1
                self.bytes += member.size
        if not self.files:
            raise MunimentError("delivery.nothing-open")
        proofs = proving.prove_events(press.database, press.signer, press.clock, self._parts)
        self._describe(subject)
        self._tag(layout.DECLARATION, write_declaration())
        self._tag(layout.INFO, self._info(subject))
        self._add(layout.MANIFEST, manifest)
        self._prove(proofs)
        tags = sorted(self._tags, key=lambda pair: pair[0].encode())
        # RFC 8493 section 2.2.1: every tag file but the tag manifest itself
        self._tag(
            layout.TAG_MANIFEST, b"".join(manifest_line(spool.sha512, path) for path, spool in tags)
        )

    def _describe(self, subject: Subject) -> None:
        account = Account(self.id, self._made_at, self.fingerprint, self.files, self.bytes)
        for path, data in readable.pages(self._press.database, subject, account, self._parts):
            self._tag(path, data)

    def _prove(self, proofs: Sequence[Proof]) -> None:
        press = self._press
        self._tag(layout.CHECKPOINT, proofs[0].note.encode())
        self._tag(layout.KEY, f"{press.signer.verifier}\n".encode())
        prover = proving.FileProver(press.database, press.vault, press.spool)
        for part, proof in zip(self._parts, proofs, strict=True):
            aip, lines = part.generation.aip, self._spooled()
            for line in prover.lines(part):
                lines.write(line)
            self._tag(layout.proof_of(aip, layout.EVENT), proof.body)
            self._tag(layout.proof_of(aip, layout.EVENT_PROOF), proving.event_proof(proof))
            self._add(layout.proof_of(aip, layout.FILES), lines)

    def _info(self, subject: Subject) -> bytes:
        program = software()
        return write_tags(
            (label, value)
            for label, value in (
                ("Source-Organization", subject.archive),
                ("External-Description", subject.name),
                ("External-Identifier", str(self.id)),
                ("Bagging-Date", self._made_at.date().isoformat()),
                ("Payload-Oxum", f"{self.bytes}.{self.files}"),
                ("Bag-Software-Agent", f"{program.name} {program.version}"),
                (layout.MADE_AT, utc(self._made_at)),
            )
            if value
        )

    def _spooled(self) -> Spooled:
        return self._spools.enter_context(Spooled(self._press.spool))

    def _tag(self, path: str, data: bytes) -> None:
        spool = self._spooled()
        spool.write(data)
        self._add(path, spool)

    def _add(self, path: str, spool: Spooled) -> None:
        self._tags.append((path, spool))
        self._enter(path, spool.size, spool.sha512, spool.crc32)

    def _enter(self, path: str, size: int, digest: bytes, crc32: int) -> None:
        """Write a member's line of the directory, in the order in which members go out."""
        self._position += len(self._header(path, size, crc32))
        member = Member(path, size, digest, crc32, self._position, Role.ORIGINAL)
        self._directory.write(central_header((self._top + path).encode(), member, self._at))
        self._position += size
        self._count += 1

    def _header(self, path: str, size: int, crc32: int) -> bytes:
        return local_header((self._top + path).encode(), size, crc32, self._at)

    def _end(self) -> bytes:
        return end_of_directory(self._count, self._position, self._directory.size)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces together: a header of fifty bytes is no packet of its own."""
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield b"".join(parts)
            parts, size = [], 0
    yield b"".join(parts)
