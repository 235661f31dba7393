"""Small plans and vaults for the tests of this room."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from model.aip import Identification, PayloadFile, Role, Sealed
from model.ids import object_key
from schemas.premis import PremisAgent, PremisEvent
from storage.packing.directory import ReadRange
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal
from storage.stores.file import FileStore
from storage.vault import Seal, Vault
from tests.ingest.quiet import QUIET

AIP = UUID("0193a5c0-1234-7abc-8def-00112233abcd")
KEY = object_key(AIP, 1)
AT = datetime(2026, 11, 24, 13, 14, 15, 678_901, tzinfo=UTC)
SEALED_AT = AT.replace(microsecond=678_000)  # the catalogue keeps milliseconds
SECRET = bytes(range(32))
JPEG = Identification("fmt/43", "JPEG File Interchange Format", "1.01", "image/jpeg")
UNKNOWN = Identification(None, mime="text/plain")
AGENT = UUID("0193a5c0-0000-7000-8000-000000000001")
EVENT = UUID("0193a5c0-0000-7000-8000-000000000002")

FILES: dict[str, bytes] = {
    "Akte/Brief an den Magistrat.txt": "Grüß Gott, hochlöblicher Magistrat!\n".encode(),
    "Akte/100%.txt": b"percent",
    "Akte/leer": b"",
    "Bilder/Übersicht ſ.jpg": bytes(range(256)) * 40,
}


def payload_file(
    folder: Path,
    path: str,
    data: bytes,
    role: Role = Role.ORIGINAL,
    identification: Identification | None = JPEG,
) -> PayloadFile:
    """A file that lies in ``folder`` and was read before."""
    source = folder / path
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(data)
    digest = hashlib.sha512(data).digest()
    return PayloadFile(path, str(source), len(data), digest, zlib.crc32(data), role, identification)


def plan(folder: Path, files: Mapping[str, bytes] = FILES, aip: UUID = AIP) -> GenerationPlan:
    """A generation with payload, the sender's papers, a description and an event."""
    payload = [payload_file(folder / "delivery", path, data) for path, data in files.items()]
    payload.append(
        payload_file(folder / "papers", "manifest-md5.txt", b"x", Role.SUBMISSION, UNKNOWN)
    )
    payload.append(payload_file(folder / "papers", "agreement.txt", b"y", Role.DOCUMENTATION, None))
    return GenerationPlan(
        aip=aip,
        generation=1,
        sealed_at=AT,
        secret=SECRET,
        refcode="DE-1/Ä 7",
        title="Brücken\tund Wege\n1827",
        payload=payload,
        descriptive={"dc.xml": b"<dc/>", "description.json": b"{}"},
        events=[PremisEvent(EVENT, "ingestion", SEALED_AT, "success", agents=(AGENT,))],
        agents=[PremisAgent(AGENT, "software", "Muniment", "1")],
        source_organisation="Stadtarchiv Musterstadt",
    )


def sealed_bytes(wanted: GenerationPlan, spool: Path) -> tuple[Sealed, bytes]:
    """The generation in memory."""
    chunks: list[bytes] = []
    sealed = seal(wanted, chunks.append, QUIET, spool)
    return sealed, b"".join(chunks)


def ranges(data: bytes) -> ReadRange:
    return lambda offset, length: data[offset : offset + length]


@dataclass
class Holdings:
    """Two file stores and the vault over them."""

    root: Path
    stores: list[FileStore] = field(init=False)
    vault: Vault = field(init=False)

    def __post_init__(self) -> None:
        self.stores = [FileStore.create(name, self.root / name) for name in ("north", "south")]
        self.vault = Vault(self.stores)

    def sealing(self, wanted: GenerationPlan) -> Seal:
        return lambda write: seal(wanted, write, QUIET, self.root)

    def objects(self) -> dict[str, list[Path]]:
        return {s.name: sorted((self.root / s.name).glob("aip/**/*.zip")) for s in self.stores}

    def left_over(self) -> list[Path]:
        return [path for s in self.stores for path in (self.root / s.name / "tmp").iterdir()]


def spoil(path: Path, data: bytes) -> None:
    """Change a stored object behind everybody's back."""
    path.chmod(0o644)
    path.write_bytes(data)
    path.chmod(0o444)
