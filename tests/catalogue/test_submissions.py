"""Submissions and intents: what was decided before the first byte is found again after a crash."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from catalogue import submissions
from catalogue.database import Connection, Database
from catalogue.submissions import Decision, Submission
from model.digests import sha512
from tests.catalogue.samples import AT, new_id

PAYLOAD = sha512(b"payload")


def receive(connection: Connection, what: bytes = b"one", payload: bytes = PAYLOAD) -> Submission:
    return submissions.receive(connection, new_id(), sha512(what), payload, AT, 2)


def decision(number: int = 0) -> Decision:
    return Decision(
        number=number,
        unit=sha512(b"unit"),
        payload=PAYLOAD,
        aip=new_id(),
        generation=1,
        at=AT,
        events={"ingestion": new_id(), "packing": new_id()},
        secret=secrets.token_bytes(32),
    )


def test_a_submission_is_found_by_its_identity_and_by_its_files(database: Database) -> None:
    with database.write() as connection:
        first, second = receive(connection, b"one"), receive(connection, b"two")
        assert submissions.find(connection, sha512(b"one")) == first
        assert submissions.find(connection, sha512(b"two")) == second
        assert submissions.find(connection, sha512(b"three")) is None
        assert submissions.find_by_payload(connection, PAYLOAD) == first
        assert submissions.find_by_payload(connection, sha512(b"other")) is None


def test_one_identity_is_received_once(database: Database) -> None:
    with database.write() as connection:
        receive(connection)
    with pytest.raises(IntegrityError), database.write() as connection:
        receive(connection)


def test_it_is_stored_when_it_is_complete(database: Database) -> None:
    with database.write() as connection:
        received = receive(connection)
        assert received.stored_at is None
        submissions.complete(connection, received.key, AT + timedelta(hours=1))
        found = submissions.find(connection, received.digest)
        assert found is not None
        assert found.stored_at == AT + timedelta(hours=1)


def test_what_was_decided_is_read_again_after_the_power_went(
    database: Database, database_url: str
) -> None:
    decided = [decision(1), decision(0)]
    with database.write() as connection:
        received = receive(connection)
        for one in decided:
            submissions.intend(connection, received.key, one)
    again = Database(database_url)  # the first is still open: nothing was closed
    with again.write() as connection:
        found = submissions.intents_of(connection, received.key)
        for intent, one in zip(found, reversed(decided), strict=True):
            assert (intent.unit, intent.aip, intent.generation) == (one.unit, one.aip, 1)
            assert (intent.decided_at, intent.secret) == (one.at, one.secret)
            assert intent.events == one.events
            assert not intent.stored
        submissions.mark_stored(connection, found[0].key)
        assert [i.stored for i in submissions.intents_of(connection, received.key)] == [True, False]
    again.close()


def test_nothing_is_decided_twice(database: Database) -> None:
    first = decision()
    with database.write() as connection:
        received = receive(connection)
        submissions.intend(connection, received.key, first)
    with pytest.raises(IntegrityError), database.write() as connection:
        submissions.intend(connection, received.key, decision())
    another = decision(1)
    same_aip = Decision(1, another.unit, PAYLOAD, first.aip, 1, AT, another.events, another.secret)
    with pytest.raises(IntegrityError), database.write() as connection:
        submissions.intend(connection, received.key, same_aip)


def test_each_unit_is_stored_by_itself(database: Database) -> None:
    with database.write() as connection:
        received = receive(connection)
        for number in (0, 1, 2):
            submissions.intend(connection, received.key, decision(number))
        _, second, _ = submissions.intents_of(connection, received.key)
        submissions.mark_stored(connection, second.key)
        stored = [intent.stored for intent in submissions.intents_of(connection, received.key)]
        assert stored == [False, True, False]


def test_there_is_no_intent_without_its_submission(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        submissions.intend(connection, 99, decision())
