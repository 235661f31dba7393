"""What the ledger says was received and stored, taken out of its events for a rebuild.

The events are read once, in the order of their positions; what follows them is looked up here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from catalogue import holds
from catalogue.bulk import keys_given, load
from catalogue.columns import milliseconds
from catalogue.rebuilding import disposing
from catalogue.tables import aip, copy, event, generation, leaf, rebuild_fact, submission
from catalogue.writing import insert_row
from model.digests import sha512
from model.event import Kind

_AT_ONCE = 500  # ids in one statement
UNKNOWN = bytes(64)
"""Stands for an identity that no event told; no SHA-512 is like it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the event `stored` said of a generation."""

    aip: UUID
    generation: int
    sha256: bytes
    manifest_sha512: bytes
    files_root: bytes
    files: int
    size: int | None  # None: the event is from before events said it
    stored_at: datetime
    submission: UUID | None
    unit: int | None
    identity: bytes | None
    payload: bytes | None
    disposed: bool
    bytes: int
    hinted: bool = False  # its rows came from a segment, and were not compared with its end yet


def gather(connection: Connection, first: int, limit: int) -> int:
    """Take the facts from a page of events; the position to go on from."""
    rows = _page(connection, first, limit)
    # Most events are of other deeds: a look at the bytes is cheaper than reading them all.
    told = [json.loads(row.body) for row in rows if any(mark in row.body for mark in _MARKS)]

    def of(*kinds: Kind) -> list[dict[str, Any]]:
        return [fields for fields in told if fields["kind"] in kinds]

    _received(connection, of(Kind.RECEIVED))
    stored = [fields for fields in of(Kind.STORED) if "object" in fields]
    # what comes with an update is complete when it is stored, all else when it is described too
    updates = [fields for fields in stored if fields["generation"] > 1]
    _completed(connection, [*of(Kind.DESCRIBED), *updates])
    _stored(connection, stored)
    disposing.take(connection, of(*disposing.KINDS))
    holds.take(connection, of(*_HELD))
    return int(rows[-1].position) + 1 if rows else first


_HELD = (Kind.HELD, Kind.HOLD_LIFTED)
_TOLD = (Kind.RECEIVED, Kind.STORED, Kind.DESCRIBED, *disposing.KINDS, *_HELD)
_MARKS = tuple(f'"kind":"{kind.value}"'.encode() for kind in _TOLD)


def of_kind(
    connection: Connection, kind: Kind, first: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Events of one kind among those of a page, and the position to go on from."""
    rows = _page(connection, first, limit)
    mark = f'"kind":"{kind.value}"'.encode()
    found = [json.loads(row.body) for row in rows if mark in row.body]
    return found, int(rows[-1].position) + 1 if rows else first


def count(connection: Connection) -> int:
    """How many generations the ledger tells of."""
    return connection.execute(select(func.count()).select_from(rebuild_fact)).scalar_one()


def of_aips(connection: Connection, aips: Sequence[UUID]) -> dict[tuple[UUID, int], Fact]:
    """What is told of some AIPs, by id and generation."""
    found = {}
    for start in range(0, len(aips), _AT_ONCE):
        page = rebuild_fact.c.aip.in_(aips[start : start + _AT_ONCE])
        for row in connection.execute(select(rebuild_fact).where(page)):
            found[row.aip, row.generation] = _fact(row)
    return found


def absent(
    connection: Connection, after: UUID | None, limit: int
) -> tuple[list[Fact], UUID | None]:
    """Facts of AIPs that the catalogue has not got: those of a page, and the AIP it ended with."""
    page = select(rebuild_fact.c.aip).distinct().order_by(rebuild_fact.c.aip).limit(limit)
    if after is not None:
        page = page.where(rebuild_fact.c.aip > after)
    named = list(connection.execute(page).scalars())
    if not named:
        return [], None
    # what came from a segment has copies as soon as some store lists it
    copied = select(copy.c.key).join(generation, generation.c.key == copy.c.generation)
    copied = copied.where(generation.c.aip == aip.c.key)
    wanted = select(aip.c.id).where(aip.c.id.in_(named), copied.exists())
    there = set(connection.execute(wanted).scalars())
    told = of_aips(connection, [one for one in named if one not in there])
    return [told[key] for key in sorted(told)], named[-1]


def submission_keys(connection: Connection, identifiers: Iterable[UUID]) -> dict[UUID, int]:
    """The rows of some submissions."""
    found: dict[UUID, int] = {}
    wanted = list(set(identifiers))
    for start in range(0, len(wanted), _AT_ONCE):
        page = submission.c.id.in_(wanted[start : start + _AT_ONCE])
        rows = connection.execute(select(submission.c.id, submission.c.key).where(page))
        found |= {row.id: row.key for row in rows}
    return found


def unknown_submission(
    connection: Connection, identifier: UUID, payload: bytes, at: datetime
) -> int:
    """A row for what came with an AIP of which the ledger does not tell."""
    values = {
        "id": identifier,
        # nothing delivered has such an identity, so nothing is taken for known by mistake
        "digest": sha512(b"unknown" + identifier.bytes),
        "payload": payload,
        "received_at": at,
        "stored_at": at,
        "units": 1,
    }
    return insert_row(connection, submission, values)


def without_identity(connection: Connection) -> list[UUID]:
    """Submissions whose identity the ledger does not tell."""
    wanted = select(submission.c.id).where(submission.c.payload == UNKNOWN)
    return list(connection.execute(wanted).scalars())


def _page(connection: Connection, first: int, limit: int) -> Sequence[Any]:
    return connection.execute(
        select(leaf.c.position, event.c.body)
        .join(event, event.c.id == leaf.c.event)
        .where(leaf.c.position >= first)
        .order_by(leaf.c.position)
        .limit(limit)
    ).all()


def _received(connection: Connection, told: Iterable[Mapping[str, Any]]) -> None:
    """Write the submissions. Told twice, the first counts."""
    came: dict[UUID, Mapping[str, Any]] = {}
    for fields in told:
        came.setdefault(UUID(fields["submission"]), fields)
    for known in submission_keys(connection, came):
        del came[known]
    taken = _taken(connection, [one["accession"] for one in came.values() if "accession" in one])
    numbered, others = [], []
    for identifier, fields in came.items():
        values = (
            identifier.bytes,
            _bytes(fields, "identity") or sha512(b"unknown" + identifier.bytes),
            _bytes(fields, "payload") or UNKNOWN,
            milliseconds(_at(fields)),
            fields["units"],
        )
        number = fields.get("accession")
        if number is None or number in taken:
            others.append(values)
        else:
            taken.add(number)
            numbered.append((number, *values))  # the accession is known by it for ever
    load(connection, submission, ("key", *_SUBMISSION), numbered)
    keys_given(connection, submission)
    load(connection, submission, _SUBMISSION, others)


_SUBMISSION = ("id", "digest", "payload", "received_at", "units")


def _taken(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Accession numbers that another submission has."""
    wanted = select(submission.c.key).where(submission.c.key.in_(numbers))
    return set(connection.execute(wanted).scalars())


def _completed(connection: Connection, told: Iterable[Mapping[str, Any]]) -> None:
    """Note when submissions were complete."""
    done = [
        {"this": UUID(fields["submission"]), "at": _at(fields)}
        for fields in told
        if "submission" in fields
    ]
    if done:
        complete = update(submission).where(submission.c.id == bindparam("this"))
        connection.execute(complete.values(stored_at=bindparam("at")), done)


def _stored(connection: Connection, told: Sequence[Mapping[str, Any]]) -> None:
    """Write what is said of generations. Told twice, the later counts."""
    last = {(UUID(one["aip"]), int(one["generation"])): one for one in told}
    there = of_aips(connection, [one for one, _ in last])
    for one, number in last.keys() & there.keys():
        here = (rebuild_fact.c.aip == one) & (rebuild_fact.c.generation == number)
        connection.execute(delete(rebuild_fact).where(here))
    rows = [(one.bytes, number, *_values(fields)) for (one, number), fields in last.items()]
    load(connection, rebuild_fact, _FACT, rows)


_FACT = (
    *("aip", "generation", "sha256", "manifest_sha512", "files_root", "files", "bytes", "size"),
    *("stored_at", "submission", "unit", "identity", "payload"),
)


def _values(fields: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        *(_bytes(fields, name) for name in ("object", "manifest", "files_root")),
        *(fields["files"], fields["bytes"], fields.get("size"), milliseconds(_at(fields))),
        UUID(fields["submission"]).bytes if "submission" in fields else None,
        *(fields.get("unit"), _bytes(fields, "identity"), _bytes(fields, "payload")),
    )


def _bytes(fields: Mapping[str, Any], name: str) -> bytes | None:
    """The digest in a field ``sha256:…``; None where there is none."""
    return bytes.fromhex(fields[name].partition(":")[2]) if name in fields else None


def _at(fields: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(fields["at"])


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        aip=row.aip,
        generation=row.generation,
        sha256=bytes(row.sha256),
        manifest_sha512=bytes(row.manifest_sha512),
        files_root=bytes(row.files_root),
        files=row.files,
        bytes=row.bytes,
        size=row.size,
        stored_at=row.stored_at,
        submission=row.submission,
        unit=row.unit,
        identity=None if row.identity is None else bytes(row.identity),
        payload=None if row.payload is None else bytes(row.payload),
        disposed=row.disposed,
        hinted=row.hinted,
    )
