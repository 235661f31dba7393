"""Submissions and intents: what was decided before the first byte, for a retry to use again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, update

from catalogue.database import one_writer
from catalogue.tables import intent, submission
from catalogue.writing import insert_row


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission that was accepted; ``stored_at`` is None until all its units are stored."""

    key: int
    id: UUID
    digest: bytes
    payload: bytes
    received_at: datetime
    stored_at: datetime | None
    units: int


@dataclass(frozen=True, slots=True)
class Intent:
    """What was decided for one unit: AIP id, generation, time, PREMIS event ids, bag secret."""

    key: int
    number: int  # in the submission, from 0
    submission: int  # key of its row
    unit: bytes
    payload: bytes
    aip: UUID
    generation: int
    decided_at: datetime
    events: Mapping[str, UUID]
    secret: bytes
    stored: bool


def find(connection: Connection, digest: bytes) -> Submission | None:
    """The submission with this identity."""
    row = connection.execute(select(submission).where(submission.c.digest == digest)).one_or_none()
    return None if row is None else _submission(row)


def stored_at(connection: Connection, identifier: UUID) -> datetime | None:
    """When all units of the submission were stored; None where they are not."""
    wanted = select(submission.c.stored_at).where(submission.c.id == identifier)
    return connection.execute(wanted).scalar_one_or_none()


def is_stored(connection: Connection, intent_key: int) -> bool:
    """Whether the unit was recorded as stored by now."""
    state = select(intent.c.state).where(intent.c.key == intent_key)
    return bool(connection.execute(state).scalar_one() == "stored")


def one_after_another(connection: Connection) -> None:
    """Nobody else decides or records a submission until this transaction has ended.

    Two workers on one server would else both find a fonds missing, and both write it.
    """
    one_writer(connection, submission)


def find_by_payload(connection: Connection, payload: bytes) -> Submission | None:
    """A submission of the same files, whatever was said about them; the oldest."""
    wanted = select(submission).where(submission.c.payload == payload).order_by(submission.c.key)
    row = connection.execute(wanted.limit(1)).one_or_none()
    return None if row is None else _submission(row)


def receive(
    connection: Connection,
    identifier: UUID,
    digest: bytes,
    payload: bytes,
    at: datetime,
    units: int,
) -> Submission:
    """Write a submission that is going to be stored."""
    values = {
        "id": identifier,
        "digest": digest,
        "payload": payload,
        "received_at": at,
        "units": units,
    }
    key = insert_row(connection, submission, values)
    return Submission(key, identifier, digest, payload, at, None, units)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided for one unit. ``unit`` and ``payload``: its identities (model.submission)."""

    number: int  # in the submission, from 0
    unit: bytes
    payload: bytes
    aip: UUID
    generation: int
    at: datetime
    events: Mapping[str, UUID]
    secret: bytes


def intend(connection: Connection, submission_key: int, decision: Decision) -> None:
    """Write what was decided for one unit, before its first byte is written."""
    values = {
        "submission": submission_key,
        "number": decision.number,
        "unit": decision.unit,
        "payload": decision.payload,
        "aip": decision.aip,
        "generation": decision.generation,
        "decided_at": decision.at,
        "events": {name: str(identifier) for name, identifier in decision.events.items()},
        "secret": decision.secret,
        "state": "open",
    }
    insert_row(connection, intent, values)


def intents_of(connection: Connection, submission_key: int) -> list[Intent]:
    """Every unit of a submission, in the order of the delivery."""
    wanted = select(intent).where(intent.c.submission == submission_key).order_by(intent.c.number)
    return [_intent(row) for row in connection.execute(wanted)]


def begun_for(connection: Connection, aip: UUID, generation: int, digest: bytes) -> Intent | None:
    """What another submission than ``digest`` has decided for a generation and not recorded."""
    wanted = (
        select(intent)
        .join(submission, submission.c.key == intent.c.submission)
        .where(intent.c.aip == aip, intent.c.generation == generation, intent.c.state == "open")
        .where(submission.c.digest != digest)
    )
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _intent(row)


def give_way(connection: Connection, aip: UUID, generation: int) -> None:
    """Forget what was decided for a generation of which no store has a byte.

    Its submission stays begun: should it come again, it is decided anew.
    """
    begun = (intent.c.aip == aip) & (intent.c.generation == generation) & (intent.c.state == "open")
    connection.execute(delete(intent).where(begun))


def drop_open(connection: Connection, aip: UUID) -> None:
    """Nothing that was begun for an AIP goes on: it is being disposed of."""
    begun = (intent.c.aip == aip) & (intent.c.state == "open")
    connection.execute(delete(intent).where(begun))


def last_said(connection: Connection, aip: UUID) -> Intent | None:
    """What the newest delivery of an AIP said; None where it came by no delivery we know of."""
    wanted = select(intent).where(intent.c.aip == aip, intent.c.state == "stored")
    row = connection.execute(wanted.order_by(intent.c.generation.desc()).limit(1)).one_or_none()
    return None if row is None else _intent(row)


def mark_stored(connection: Connection, intent_key: int) -> None:
    """The unit is stored: required copies written and read back."""
    connection.execute(update(intent).where(intent.c.key == intent_key).values(state="stored"))


def complete(connection: Connection, submission_key: int, at: datetime) -> UUID:
    """All units of the submission are stored; its id."""
    done = update(submission).where(submission.c.key == submission_key).values(stored_at=at)
    connection.execute(done)
    found = select(submission.c.id).where(submission.c.key == submission_key)
    identifier: UUID = connection.execute(found).scalar_one()
    return identifier


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        key=row.key,
        id=row.id,
        digest=bytes(row.digest),
        payload=bytes(row.payload),
        received_at=row.received_at,
        stored_at=row.stored_at,
        units=row.units,
    )


def _intent(row: Row[Any]) -> Intent:
    return Intent(
        key=row.key,
        number=row.number,
        submission=row.submission,
        unit=bytes(row.unit),
        payload=bytes(row.payload),
        aip=row.aip,
        generation=row.generation,
        decided_at=row.decided_at,
        events={name: UUID(identifier) for name, identifier in row.events.items()},
        secret=bytes(row.secret),
        stored=row.state == "stored",
    )
