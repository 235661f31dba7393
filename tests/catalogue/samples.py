"""Nouns as tests need them: fixed times, identifiers in a row, AIPs of any size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from sqlalchemy import Connection

from catalogue import aips, copies, submissions
from model.aip import Identification, Member, Placement, Role, Sealed
from model.digests import sha256, sha512
from model.event import Agent, AgentKind, Event, Kind
from model.ids import object_key, uuid7

AT = datetime(2026, 11, 24, 1, 2, 3, 4000, tzinfo=UTC)
AGENT = Agent(AgentKind.SOFTWARE, UUID("01937f3a-0000-7000-8000-000000000001"))
PDF = Identification("fmt/276", "Acrobat PDF 1.7", "1.7", "application/pdf")
UNKNOWN = Identification(None, mime="application/octet-stream")

_numbers = count(1)


def clock() -> datetime:
    return AT


def new_id() -> UUID:
    return uuid7(AT, next(_numbers).to_bytes(10, "big"))


def event(kind: Kind = Kind.CHECKED, **fields: str | int) -> Event:
    return Event(new_id(), kind, AT, AGENT, fields=fields)


def member(path: str, role: Role = Role.ORIGINAL, found: Identification | None = None) -> Member:
    if role is Role.ORIGINAL:
        path = f"{aips.ORIGINAL}{path}"
    return Member(path, len(path), sha512(path.encode()), 7, 100, role, found)


def sealed(members: Sequence[Member] = (), aip: UUID | None = None, generation: int = 1) -> Sealed:
    return Sealed(
        aip=aip or new_id(),
        generation=generation,
        sealed_at=AT,
        object_sha256=sha256(b"object"),
        object_size=1_000,
        manifest_sha512=sha512(b"manifest"),
        files_root=sha256(b"files"),
        members=list(members),
    )


def submission(connection: Connection) -> int:
    """The row of a submission like no other."""
    identifier = new_id()
    digest = sha512(identifier.bytes)
    return submissions.receive(connection, identifier, digest, digest, AT, 1).key


def stored(
    connection: Connection,
    stores: Sequence[str] = ("one", "two"),
    aip: UUID | None = None,
    members: Sequence[Member] = (),
) -> tuple[UUID, int]:
    """An AIP with a copy in each store: its id, and the key of its first generation."""
    what = sealed(members or [member("a")], aip)
    _, generation_key = aips.record(connection, what, submission(connection))
    where = [Placement(name, object_key(what.aip, 1), "", 0, 1_000) for name in stores]
    copies.record(connection, generation_key, where, AT)
    return what.aip, generation_key
