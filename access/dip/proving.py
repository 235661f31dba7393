"""What proves a delivery: the `stored` event with its place in the ledger, a path for each file.

The manifest of the AIP is read once, verified by its digest; a hash of every line goes into the
tree whose root the event names. Only the lines of files that are delivered leave this module.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from access.dip.choosing import Part
from access.dip.merkle_file import MerkleFile
from catalogue import aips, ledger
from catalogue.aips import File
from catalogue.database import Connection, Database
from catalogue.ledger import Proof, Recorded, Signer
from model.digests import named
from model.errors import MunimentError
from model.event import Kind, Outcome
from model.merkle import leaf_hash
from model.ports import Clock
from schemas.bagit import manifest_line
from storage.packing import layout as bag
from storage.packing.filesroot import entry
from storage.packing.tagfiles import read_secret
from storage.vault import Vault

_SALT = 32


def prove_events(
    database: Database, signer: Signer, clock: Clock, parts: list[Part]
) -> list[Proof]:
    """The `stored` event of each part, all under one checkpoint; one is signed if need be.

    Raises `delivery.no-proof` where the ledger says something else than the catalogue.
    """
    with database.read() as connection:
        events = [stored_event(connection, part) for part in parts]
    try:
        return ledger.prove_together(database, [event.id for event in events], signer.verifier)
    except MunimentError as error:
        if error.code != "ledger.not-sealed":
            raise
    # Just ingested: no checkpoint covers it yet. It goes into the stores with the next round.
    ledger.sequence(database)
    ledger.sign_checkpoint(database, signer, clock)
    return ledger.prove_together(database, [event.id for event in events], signer.verifier)


def stored_event(connection: Connection, part: Part) -> Recorded:
    """The event that acknowledged a generation. Raises `delivery.no-proof`."""
    generation = part.generation
    wanted = {
        "kind": Kind.STORED.value,
        "outcome": Outcome.SUCCESS.value,
        "aip": str(generation.aip),
        "generation": generation.number,
        "object": named("sha256", generation.sha256),
        "manifest": named("sha512", generation.manifest_sha512),
        "files_root": named("sha256", generation.files_root),
    }
    for event in ledger.events_about(connection, generation.aip):
        fields = event.fields
        if all(fields.get(name) == value for name, value in wanted.items()):
            return event
    raise MunimentError("delivery.no-proof", aip=generation.aip)


def event_proof(proof: Proof) -> bytes:
    """``event-proof.json``: where the event lies in the tree that the checkpoint signs."""
    path = [one.hex() for one in proof.hashes]
    return _line({"index": proof.position, "size": proof.size, "path": path})


@dataclass(frozen=True, slots=True)
class FileProver:
    """Proves the files of one part. ``spool``: a folder for what grows with the AIP."""

    database: Database
    vault: Vault
    spool: Path

    def lines(self, part: Part) -> Iterator[bytes]:
        """A line of ``files.ndjson`` for each file, in their order.

        Raises `delivery.no-proof`, `storage.member-altered`.
        """
        with MerkleFile(self.spool) as tree, tempfile.TemporaryFile(dir=self.spool) as kept:
            self._grow(part, tree, kept)
            tree.close_leaves()
            if not tree.size or tree.root() != part.generation.files_root:
                raise MunimentError("delivery.no-proof", aip=part.generation.aip)
            kept.seek(0)
            for line in kept:
                found = json.loads(line)
                path = [one.hex() for one in tree.path(found["index"])]
                yield _line(found | {"size": tree.size, "path": path})

    def _grow(self, part: Part, tree: MerkleFile, kept: BinaryIO) -> None:
        """All leaves into the tree; of our own files what a proof needs into ``kept``."""
        secret = read_secret(b"".join(self._member(part, bag.SECRET)))
        files = part.files(self.database)
        wanted = next(files, None)
        for line in _lines_of(self._member(part, bag.MANIFEST)):
            leaf = entry(secret, line)
            # both run in the order of the bytes of the path, so one look is enough
            if wanted is not None and line + b"\n" == _manifest_line(wanted):
                kept.write(
                    _line(
                        {
                            "file": f"{part.folder}{wanted.name}",
                            "line": line.decode(),
                            "salt": leaf[:_SALT].hex(),
                            "index": tree.size,
                        }
                    )
                )
                wanted = next(files, None)
            tree.add(leaf_hash(leaf))
        if wanted is not None:
            raise MunimentError("delivery.no-proof", aip=part.generation.aip)

    def _member(self, part: Part, path: str) -> Iterator[bytes]:
        with self.database.read() as connection:
            found = aips.file_of(connection, part.generation.key, path)
        if found is None:
            raise MunimentError("delivery.no-proof", aip=part.generation.aip)
        return self.vault.open_member(part.placements(found), found.member)


def _manifest_line(file: File) -> bytes:
    return manifest_line(file.member.sha512, file.member.path)


def _lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _line(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
