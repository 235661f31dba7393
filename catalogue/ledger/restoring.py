"""Events put back where the database was lost: the same bytes at the same positions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import Connection, insert, select

from catalogue.bulk import load
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
    ids = [identifier for identifier, _, _ in events]
    load(connection, event, ("id", "body"), [(one, body) for one, body, _ in events])
    leaves = zip(range(size, size + len(new)), ids, new, strict=True)
    load(connection, leaf, ("position", "event", "hash"), leaves)
    subjects = [(subject, one) for one, _, fields in events for subject in _subjects(fields)]
    load(connection, event_subject, ("subject", "event"), subjects)
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


def _row(digest: bytes, body: bytes | None) -> tuple[bytes, bytes, dict[str, Any]]:
    """Id and body as their columns hold them, and what the body says."""
    if body is None:
        return digest[:16], LOST, {}
    fields = json.loads(body)
    return UUID(fields["id"]).bytes, body, fields


def _compare(connection: Connection, first: int, hashes: Sequence[bytes]) -> None:
    rows = connection.execute(
        select(leaf.c.position, leaf.c.hash)
        .where(leaf.c.position >= first, leaf.c.position < first + len(hashes))
        .order_by(leaf.c.position)
    )
    for position, known in rows:
        if raw(known) != hashes[position - first]:
            raise OtherPast(position)


def _subjects(fields: dict[str, Any]) -> Iterable[bytes]:
    named = {
        UUID(str(value)).bytes for name, value in fields.items() if FIELDS.get(name) is FieldKind.ID
    }
    return sorted(named)
