"""Events put back where the database was lost: the same bytes at the same positions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import Connection, insert, select

from catalogue.ledger import tree
from catalogue.ledger.events import raw
from catalogue.tables import checkpoint, event, event_subject, leaf
from model.event import FIELDS, FieldKind

LOST = b"{}"
"""Stands for an event that no store has any more, so that its place is not taken."""


class OtherPast(Exception):
    """The database has another event at this position: this is another ledger."""


def restore(
    connection: Connection, first: int, hashes: Sequence[bytes], bodies: Sequence[bytes | None]
) -> int:
    """Write events at their positions from ``first`` on; how many were not there yet.

    Where a body is None the event is lost, and `LOST` stands in its place. Raises
    `OtherPast`; ValueError where the positions before ``first`` are not filled.
    """
    size = tree.size(connection)
    if first > size:
        raise ValueError("the ledger is restored in its order")
    there = size - first
    _compare(connection, first, hashes[:there])
    new, bodies = list(hashes[there:]), bodies[there:]
    if not new:
        return 0
    events = [_row(digest, body) for digest, body in zip(new, bodies, strict=True)]
    connection.execute(insert(event), [{"id": one, "body": body} for one, body in events])
    connection.execute(
        insert(leaf),
        [
            {"position": position, "event": one, "hash": digest}
            for position, ((one, _), digest) in enumerate(zip(events, new, strict=True), size)
        ],
    )
    subjects = [row for one, body in events for row in _subjects(one, body)]
    if subjects:
        connection.execute(insert(event_subject), subjects)
    tree.grow(connection, size, new)
    return sum(body is not None for body in bodies)


def is_event(body: bytes) -> bool:
    """Whether these bytes can be an event: canonical JSON (RFC 8785) with an identifier."""
    try:
        fields = json.loads(body)
        return bool(rfc8785.dumps(fields) == body and UUID(fields["id"]))
    except (ValueError, KeyError, TypeError, AttributeError, rfc8785.CanonicalizationError):
        return False


def restore_note(connection: Connection, size: int, note: str, at: datetime) -> None:
    """Keep a checkpoint that was found in a store."""
    known = select(checkpoint.c.size).where(checkpoint.c.size == size)
    if connection.execute(known).first() is None:
        connection.execute(insert(checkpoint).values(size=size, note=note, signed_at=at))


def _row(digest: bytes, body: bytes | None) -> tuple[UUID, bytes]:
    if body is None:
        return UUID(bytes=digest[:16]), LOST
    return UUID(_fields(body)["id"]), body


def _compare(connection: Connection, first: int, hashes: Sequence[bytes]) -> None:
    rows = connection.execute(
        select(leaf.c.position, leaf.c.hash)
        .where(leaf.c.position >= first, leaf.c.position < first + len(hashes))
        .order_by(leaf.c.position)
    )
    for position, known in rows:
        if raw(known) != hashes[position - first]:
            raise OtherPast(position)


def _subjects(identifier: UUID, body: bytes) -> Iterable[dict[str, UUID]]:
    named = {
        UUID(str(value))
        for name, value in _fields(body).items()
        if FIELDS.get(name) is FieldKind.ID
    }
    return [{"subject": subject, "event": identifier} for subject in sorted(named)]


def _fields(body: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(body)
    return fields
