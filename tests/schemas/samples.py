"""A small package, written with our writers: what the judges of METS and PREMIS look at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from model.aip import Identification
from model.description import Description, Level
from model.digests import sha512
from model.period import Period
from schemas.description_json import dumps
from schemas.dublin_core import write_dublin_core
from schemas.mets import (
    MetsFile,
    PackageFiles,
    Software,
    write_package_mets,
    write_representation_mets,
)
from schemas.premis import PremisAgent, PremisEvent, PremisFile, write_premis

AIP = UUID("0192f0c0-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 24, 1, 2, 3, 4000, tzinfo=UTC)
US = Software("Muniment", "0.1.0")
REPRESENTATION = "data/representations/original"

PDF = Identification(
    "fmt/18",
    "Acrobat PDF 1.4 - Portable Document Format",
    "1.4",
    "application/pdf",
    "application/pdf",
    "extension match pdf; byte match at 0, 8",
)
UNKNOWN = Identification(None, mime="text/plain", magic_mime="text/x-c", warning="no match")
SILENT = Identification("fmt/208", "Binary File", basis="extension match bin", warning="weak")
IDENTIFICATIONS = (PDF, UNKNOWN, SILENT, None)

NAMES = ("brief.txt", "Größe 1+2/An: Rat #1 100%?.txt", "b'\"&<>.txt", "-rf.txt")

AGENTS = (PremisAgent(AIP, "software", "Muniment", "0.1.0"), PremisAgent(UUID(int=7), "person"))
EVENTS = (
    PremisEvent(UUID(int=1), "ingestion", AT, "success", "4 files", (AIP, UUID(int=7))),
    PremisEvent(
        UUID(int=2),
        "format identification",
        AT,
        "warning",
        objects=(f"{REPRESENTATION}/data/-rf.txt",),
        note="no match & <more>",
    ),
)

DESCRIPTION = Description(
    AIP,
    "BM 1/2",
    Level.FILE,
    "Bürgermeister & Rat",
    period=Period(text="um 1827"),
    subjects=("Rat", "Wahl"),
    rights_statement="CC0",
)


def premis_files(count: int) -> Iterator[PremisFile]:
    """So many files, with every kind of identification."""
    for number in range(count):
        name = f"Akte {number:06d}/Größe & <Maß>.pdf"
        inside = number % 3
        yield PremisFile(
            f"{REPRESENTATION}/data/{name}" if inside else f"data/documentation/{name}",
            number,
            sha512(name.encode()),
            IDENTIFICATIONS[number % len(IDENTIFICATIONS)],
            name,
            REPRESENTATION if inside else "",
        )


def mets_files(count: int) -> Iterator[MetsFile]:
    """So many data files of a representation."""
    for number in range(count):
        yield MetsFile(f"data/Akte {number:06d}.pdf", number, bytes(64), AT, "application/pdf")


def write_package(top: Path) -> Path:
    """A CSIP package folder named after its AIP, in ``top``."""
    root = top / str(AIP)

    def put(path: str, content: bytes, mime: str, mdtype: str = "OTHER") -> MetsFile:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return MetsFile(path, len(content), sha512(content), AT, mime, mdtype)

    place = REPRESENTATION.removeprefix("data/")
    given = [put(f"{place}/data/{name}", name.encode(), "text/plain") for name in NAMES]
    own = [
        MetsFile(f.path.removeprefix(f"{place}/"), f.size, f.sha512, f.created, f.mime)
        for f in given
    ]
    mets = io.BytesIO()
    write_representation_mets(mets, "original", AT, US, own)
    representation = put(f"{place}/METS.xml", mets.getvalue(), "application/xml")
    premis = io.BytesIO()
    objects = [
        PremisFile(f"data/{f.path}", f.size, f.sha512, UNKNOWN, name, REPRESENTATION)
        for f, name in zip(given, NAMES, strict=True)
    ]
    write_premis(premis, AIP, objects, EVENTS, AGENTS, name="BM 1/2")
    files = PackageFiles(
        descriptive=[
            put("metadata/descriptive/dc.xml", write_dublin_core(DESCRIPTION), "text/xml", "DC"),
            put("metadata/descriptive/description.json", dumps(DESCRIPTION), "application/json"),
        ],
        preservation=[
            put("metadata/preservation/premis.xml", premis.getvalue(), "text/xml", "PREMIS")
        ],
        representations=[representation],
        documentation=[put("documentation/Übergabe protokoll.txt", b"x", "text/plain")],
        submission=[put("submission/manifest.txt", b"y", "text/plain")],
    )
    package = io.BytesIO()
    write_package_mets(package, str(AIP), AT, US, files, label="BM 1/2: Bürgermeister & Rat")
    (root / "METS.xml").write_bytes(package.getvalue())
    return root
