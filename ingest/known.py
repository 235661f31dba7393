"""What the archive holds already of what is delivered, and what it will not take again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from catalogue import aips, descriptions, disposals, submissions
from catalogue.database import Connection
from model.errors import MunimentError


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of a submission that was stored before."""

    aip: UUID
    generation: int
    refcode: str | None
    files: int
    bytes: int
    submission: UUID | None = None


def known_unit(connection: Connection, aip: UUID, submission: UUID | None = None) -> KnownUnit:
    """What is held of an AIP now."""
    generation = aips.newest(aips.generations(connection, aip))
    described_by = descriptions.of_aip(connection, aip)
    return KnownUnit(
        aip=aip,
        generation=generation.number if generation else 1,
        refcode=described_by[0][0].description.refcode if described_by else None,
        files=generation.files if generation else 0,
        bytes=generation.bytes if generation else 0,
        submission=submission,
    )


def refuse_known_content(connection: Connection, payload: bytes) -> None:
    """Raises `ingest.known-content` where these files are stored, with other metadata."""
    found = submissions.find_by_payload(connection, payload)
    if found is None:
        return
    stored = [
        i
        for i in submissions.intents_of(connection, found.key)
        if i.stored and disposals.tombstone(connection, i.aip) is None
    ]
    if stored:
        raise MunimentError("ingest.known-content", aip=stored[0].aip)


def refuse_disposed(connection: Connection, aip: UUID) -> None:
    """Raises `ingest.disposed` where the AIP was disposed of."""
    gone = disposals.tombstone(connection, aip)
    if gone is not None and gone.begun_at is not None:
        raise MunimentError("ingest.disposed", aip=aip, day=gone.begun_at.date())
