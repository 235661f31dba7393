"""Writing events, in the transaction of the deed itself, and reading them again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from catalogue.tables import erasable_text, event, event_outbox, event_subject, leaf
from model.digests import named, sha256
from model.event import FIELDS, Event, FieldKind


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it lies in the ledger: its exact bytes, and its position once it has one."""

    id: UUID
    body: bytes
    position: int | None

    @property
    def fields(self) -> dict[str, Any]:
        """What the bytes say. For reading only: the bytes are the event."""
        fields: dict[str, Any] = json.loads(self.body)
        return fields


def append(connection: Connection, happened: Event) -> None:
    """Write one event. It is there when the deed is, or neither is."""
    connection.execute(insert(event).values(id=happened.id, body=happened.canonical()))
    connection.execute(insert(event_outbox).values(event=happened.id, at=happened.at))
    subjects = {
        UUID(str(value)) for name, value in happened.fields.items() if FIELDS[name] is FieldKind.ID
    }
    if subjects:
        rows = [{"subject": subject, "event": happened.id} for subject in sorted(subjects)]
        connection.execute(insert(event_subject), rows)


def keep_text(connection: Connection, text: str, salt: bytes) -> str:
    """Keep a text that belongs to an event but may have to be erased; the event's ``text`` field.

    ``salt``: 32 random bytes, so that nobody can guess the text from its digest in the ledger.
    """
    if len(salt) != 32:
        raise ValueError("a salt has 32 bytes")
    digest = sha256(salt + text.encode())
    connection.execute(insert(erasable_text).values(digest=digest, salt=salt, text=text))
    return named("sha256", digest)


def erase_text(connection: Connection, digest: bytes) -> None:
    """Erase a kept text with its salt; the event stays, and nobody can guess what it said."""
    connection.execute(delete(erasable_text).where(erasable_text.c.digest == digest))


def events_about(connection: Connection, subject: UUID) -> Iterator[Recorded]:
    """Events that name an AIP, submission, description or account, oldest first."""
    found = connection.execute(
        select(event.c.id, event.c.body, leaf.c.position)
        .join(event_subject, event_subject.c.event == event.c.id)
        .outerjoin(leaf, leaf.c.event == event.c.id)
        .where(event_subject.c.subject == subject)
        .order_by(event.c.id)
    )
    for row in found:
        yield Recorded(row.id, raw(row.body), row.position)


def events_since(connection: Connection, since: UUID) -> Iterator[Recorded]:
    """Events whose ids were given at ``since`` or later, oldest first."""
    found = select(event.c.id, event.c.body).where(event.c.id >= since).order_by(event.c.id)
    for row in connection.execute(found):
        yield Recorded(row.id, raw(row.body), None)


def find_event(connection: Connection, identifier: UUID) -> Recorded | None:
    """One event by its id."""
    row = connection.execute(
        select(event.c.id, event.c.body, leaf.c.position)
        .outerjoin(leaf, leaf.c.event == event.c.id)
        .where(event.c.id == identifier)
    ).one_or_none()
    return None if row is None else Recorded(row.id, raw(row.body), row.position)


def raw(stored: object) -> bytes:
    """The bytes of a column of bytes, whatever somebody has put there.

    SQLite lets a column hold anything; what is not bytes becomes bytes that fit no digest.
    """
    return bytes(stored) if isinstance(stored, bytes | memoryview) else repr(stored).encode()


def kept_text(connection: Connection, digest: str) -> str | None:
    """The text behind an event's ``text`` field; None where it was erased."""
    raw = bytes.fromhex(digest.removeprefix("sha256:"))
    found = select(erasable_text.c.text).where(erasable_text.c.digest == raw)
    return connection.execute(found).scalar_one_or_none()
