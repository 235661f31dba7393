"""Copies: what is known of each, and in which order they are to be checked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from catalogue import copies, rounds
from catalogue.copies import CopyStatus
from catalogue.database import Connection, Database
from catalogue.figures import copies_by_status
from model.aip import Placement
from model.ids import object_key, partition_of
from tests.catalogue import samples
from tests.catalogue.samples import AT, stored

HOUR = timedelta(hours=1)


def aip_in(partition: int) -> UUID:
    drawn = samples.new_id().int
    return UUID(int=(drawn & ~0xFFFFFFFF) | (drawn & 0xFFFF) << 16 | partition)


def order(connection: Connection, store: str) -> list[int]:
    return list(copies.partitions(connection, store))


def test_what_is_recorded_of_a_copy(database: Database) -> None:
    with database.write() as connection:
        identifier, generation = stored(connection)
        stored(connection)
        one, two = copies.of_aip(connection, identifier)
        assert (one.placement.store, two.placement.store) == ("one", "two")
        assert one.placement == Placement("one", object_key(identifier, 1), "", 0, 1_000)
        assert (one.aip, one.generation, one.generation_key) == (identifier, 1, generation)
        assert (one.status, one.checked_at, one.size) == (CopyStatus.INTACT, AT, 1_000)
        assert copies.of_generation(connection, generation) == [one, two]
        assert copies.of_aip(connection, samples.new_id()) == []
        assert copies.damaged(connection) == []
        assert copies_by_status(connection) == {"intact": 4}


def test_a_store_holds_one_copy_of_a_generation(database: Database) -> None:
    with database.write() as connection:
        identifier, generation = stored(connection, ["one"])
    again = Placement("one", object_key(identifier, 1), "", 0, 1_000)
    with pytest.raises(IntegrityError), database.write() as connection:
        copies.record(connection, generation, [again], AT)


def test_stores_have_one_row_each(database: Database) -> None:
    with database.write() as connection:
        key = copies.store_key(connection, "one")
        assert copies.store_key(connection, "one") == key
        assert copies.store_key(connection, "two") != key


def test_what_is_owed_is_neither_damaged_nor_read(database: Database) -> None:
    with database.write() as connection:
        identifier, generation = stored(connection, ["one", "two"])
        copies.record(connection, generation, [], AT, owed=["three"])
        held = {one.placement.store: one for one in copies.of_aip(connection, identifier)}
        owed = held["three"]
        assert (owed.status, owed.checked_at) == (CopyStatus.OWED, None)
        assert copies.damaged(connection) == []
        number = partition_of(identifier)
        assert copies.in_partition(connection, number, "three") == []
        assert [one.aip for one in copies.in_partition(connection, number, "two")] == [identifier]
        assert {one.store for one in copies.readable(held.values())} == {"one", "two"}
        copies.set_status(connection, held["one"].key, CopyStatus.ALTERED, AT)
        doubts = {
            p.store: p.doubtful for p in copies.readable(copies.of_aip(connection, identifier))
        }
        assert doubts == {"one": True, "two": False}


@pytest.mark.parametrize("status", [status for status in CopyStatus if status.is_damaged])
def test_damage_is_kept_until_it_is_repaired(database: Database, status: CopyStatus) -> None:
    with database.write() as connection:
        identifier, _ = stored(connection)
        stored(connection)
        one, two = copies.of_aip(connection, identifier)
        copies.set_status(connection, one.key, status, AT + HOUR)
        found = copies.of_aip(connection, identifier)
        assert [(copy.status, copy.checked_at) for copy in found] == [
            (status, AT + HOUR),
            (CopyStatus.INTACT, AT),
        ]
        assert copies.damaged(connection) == found[:1]
        assert copies_by_status(connection) == {"intact": 3, status.value: 1}
        moved = Placement("one", one.placement.key, "version-2", 0, 1_001)
        copies.set_status(connection, one.key, CopyStatus.INTACT, AT + 2 * HOUR, moved)
        mended, untouched = copies.of_aip(connection, identifier)
        assert (mended.placement, mended.checked_at) == (moved, AT + 2 * HOUR)
        assert untouched == two
        assert copies.damaged(connection) == []


def test_the_newest_check_counts_whether_by_name_or_by_partition(database: Database) -> None:
    with database.write() as connection:
        identifier, _ = stored(connection)
        number = partition_of(identifier)

        def checked() -> list[object]:
            return [copy.checked_at for copy in copies.of_aip(connection, identifier)]

        assert checked() == [AT, AT]
        copies.partition_checked(connection, number, "one", AT + HOUR, "routine")
        assert checked() == [AT + HOUR, AT]
        copies.partition_checked(connection, number, "one", AT + 2 * HOUR, "deep")
        copies.partition_checked(connection, (number + 1) % 65_536, "two", AT + 9 * HOUR, "deep")
        assert checked() == [AT + 2 * HOUR, AT]
        one, _ = copies.of_aip(connection, identifier)
        copies.set_status(connection, one.key, CopyStatus.INTACT, AT + 3 * HOUR)
        assert checked() == [AT + 3 * HOUR, AT]


def test_partitions_that_were_longest_not_checked_come_first(database: Database) -> None:
    with database.write() as connection:
        for number in (65_535, 0, 7, 300, 8):
            stored(connection, ["one", "two"], aip_in(number))
        stored(connection, ["two"], aip_in(9))  # not in the store that is asked
        stored(connection, ["one"], aip_in(7))  # a second in one partition
        copies.store_key(connection, "empty")
        assert order(connection, "one") == [0, 7, 8, 300, 65_535]
        assert order(connection, "two") == [0, 7, 8, 9, 300, 65_535]
        assert order(connection, "empty") == order(connection, "nowhere") == []
        for number, hours in ((0, 3), (7, 1), (300, 2), (12, 0)):
            copies.partition_checked(connection, number, "one", AT + hours * HOUR, "routine")
        assert order(connection, "one") == [8, 65_535, 7, 300, 0]
        assert order(connection, "two") == [0, 7, 8, 9, 300, 65_535]
        copies.partition_checked(connection, 7, "one", AT + 4 * HOUR, "routine")
        assert order(connection, "one") == [8, 65_535, 300, 0, 7]


def test_a_partition_is_read_in_the_order_of_its_keys(database: Database) -> None:
    with database.write() as connection:
        here = sorted((aip_in(7) for _ in range(5)), key=lambda aip: object_key(aip, 1))
        for aip in reversed(here):
            stored(connection, ["one", "two"], aip)
        stored(connection, ["one"], aip_in(8))
        found = copies.in_partition(connection, 7, "one")
        assert [copy.aip for copy in found] == here
        assert {copy.placement.store for copy in found} == {"one"}
        assert copies.in_partition(connection, 9, "one") == []
        assert copies.in_partition(connection, 7, "nowhere") == []


@pytest.mark.embedded
def test_nothing_walks_through_all_copies(database: Database) -> None:
    """At thirty million copies a walk through all of them is minutes."""
    said: list[str] = []
    with database.write() as connection:
        for _ in range(20):
            stored(connection)
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.set_trace_callback(said.append)
        order(connection, "one")
        copies.in_partition(connection, 7, "one")
        copies.damaged(connection)
        raw.set_trace_callback(None)
        for query in said:
            rows = connection.execute(text("explain query plan " + query.replace(":", "\\:")))
            plan = [row.detail for row in rows]
            large = [
                step for step in plan if step.startswith(("SCAN copy", "SCAN aip", "SCAN gen"))
            ]
            assert not large, (query, plan)


def test_keys_come_in_the_order_of_the_store(database: Database) -> None:
    with database.write() as connection:
        for partition in (0x0102, 0xFF00, 0x0001, 0x0102):
            stored(connection, ["one"], aip_in(partition))
        stored(connection, ["two"], aip_in(5))
    with database.read() as connection:
        found: list[tuple[int, UUID, int]] = []
        after: tuple[int, UUID | None, int] = (0, None, 0)
        while page := copies.keys_in(connection, "one", after, 3):
            found += page
            after = page[-1]
        keys = [object_key(aip, number) for _, aip, number in found]
        assert len(keys) == 4
        assert keys == sorted(keys)
        assert len(copies.keys_in(connection, "one", (0x0102, None, 0), 9)) == 3


def test_what_is_known_of_an_object(database: Database) -> None:
    with database.write() as connection:
        identifier, generation = stored(connection, ["one"])
        copies.record(connection, generation, [], AT, owed=["three"])
        key = object_key(identifier, 1)
        known = {s: copies.known_of(connection, s, key) for s in ("one", "two", "three")}
        assert known == {"one": "recorded", "two": "begun", "three": "begun"}
        assert copies.known_of(connection, "one", object_key(identifier, 2)) == "not"
        assert copies.known_of(connection, "one", "aip/README") == "not"


def test_partitions_keep_their_sums(database: Database) -> None:
    def sums(connection: Connection) -> dict[str, tuple[int, int, int]]:
        found = rounds.coverage(connection, AT)
        return {name: (one.copies, one.bytes, one.checked) for name, one in found.items()}

    with database.write() as connection:
        identifier, generation = stored(connection, ["one", "two"], aip_in(7))
        stored(connection, ["one"], aip_in(7))
        copies.record(connection, generation, [], AT, owed=["three"])
        assert sums(connection) == {"one": (2, 2_000, 0), "two": (1, 1_000, 0)}
        there = Placement("three", object_key(identifier, 1), "", 0, 1_000)
        copies.filled(connection, generation, there, AT)
        copies.partition_checked(connection, 7, "one", AT + HOUR, "routine")
        one = copies.of_aip(connection, identifier)[0]
        moved = Placement("one", one.placement.key, "v", 0, 1_001)
        copies.set_status(connection, one.key, CopyStatus.ALTERED, AT)
        assert copies_by_status(connection) == {"intact": 3, "altered": 1}
        copies.set_status(connection, one.key, CopyStatus.INTACT, AT, moved)
        assert sums(connection) == {
            "one": (2, 2_001, 2), "two": (1, 1_000, 0), "three": (1, 1_000, 0),
        }  # fmt: skip
        assert rounds.due(connection, "two", AT, limit=1) == [(copies.NEVER, 7)]
        assert rounds.due(connection, "one", AT) == []
        connection.execute(text("delete from copy"))
        assert set(sums(connection).values()) == {(0, 0, 0)}
        assert order(connection, "one") == []
