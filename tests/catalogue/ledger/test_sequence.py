"""Positions: consecutive, each event once, and a tree that is that of the RFC at every size."""

from __future__ import annotations

import random
import subprocess
import sys
import threading

import pytest
from sqlalchemy import delete, insert, select, update

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger import tree
from catalogue.tables import event, leaf, tree_node
from model.merkle import consistency_proof, leaf_hash, root, subtrees_of, verify_consistency
from tests.catalogue import samples

ONE_SEQUENCER = (
    "import sys; from catalogue.database import Database; from catalogue import ledger; "
)
ONE_SEQUENCER += "print(ledger.sequence(Database(sys.argv[1])))"


def happen(database: Database, count: int) -> list[bytes]:
    """That many events; their bytes."""
    happened = [samples.event(files=number) for number in range(count)]
    with database.write() as connection:
        for one in happened:
            ledger.append(connection, one)
    return [one.canonical() for one in happened]


def sequenced(database: Database) -> list[bytes]:
    """The bytes of all events in their order, which must have no gap."""
    with database.read() as connection:
        found = connection.execute(
            select(leaf.c.position, leaf.c.hash, event.c.body)
            .join(event, event.c.id == leaf.c.event)
            .order_by(leaf.c.position)
        ).all()
    assert [row.position for row in found] == list(range(len(found)))
    assert [row.hash for row in found] == [leaf_hash(row.body) for row in found]
    return [row.body for row in found]


def test_positions_are_in_the_order_of_the_deeds(database: Database) -> None:
    assert ledger.sequence(database) == 0
    first = happen(database, 3)
    assert ledger.sequence(database) == 3
    second = happen(database, 2)
    assert ledger.sequence(database) == 2
    assert ledger.sequence(database) == 0
    assert sequenced(database) == first + second


def test_more_than_one_batch(database: Database) -> None:
    bodies = happen(database, 2_345)
    assert ledger.sequence(database) == 2_345
    assert sequenced(database) == bodies
    with database.read() as connection:
        head = tree.subtrees(connection)(0, 2_345)
        assert head == root([leaf_hash(body) for body in bodies])
        assert list(tree.altered(connection)) == []


def test_the_tree_is_right_at_every_size(database: Database) -> None:
    """Grown in batches of any length, so that every left half is met alone once."""
    dice = random.Random(2026)
    leaves: list[bytes] = []
    with database.read() as connection:
        assert tree.size(connection) == 0
        assert tree.subtrees(connection)(0, 0) == root([])
    with database.write() as connection:
        while len(leaves) < 300:
            happened = [samples.event() for _ in range(dice.choice([1, 1, 1, 2, 3, 5, 8, 16]))]
            hashes = [leaf_hash(one.canonical()) for one in happened]
            for position, (one, digest) in enumerate(
                zip(happened, hashes, strict=True), start=len(leaves)
            ):
                connection.execute(insert(event).values(id=one.id, body=one.canonical()))
                row = {"position": position, "event": one.id, "hash": digest}
                connection.execute(insert(leaf).values(row))
            tree.grow(connection, len(leaves), hashes)
            leaves += hashes
            assert tree.size(connection) == len(leaves)
        head = tree.subtrees(connection)
        for size in range(1, len(leaves) + 1):
            assert head(0, size) == root(leaves[:size])
        for old in range(1, len(leaves), 7):
            new = dice.randint(old, len(leaves))
            proof = consistency_proof(head, old, new)
            assert proof == consistency_proof(subtrees_of(leaves), old, new)
            assert verify_consistency(old, new, head(0, old), head(0, new), proof)
        assert list(tree.altered(connection)) == []


def test_every_altered_node_is_named(database: Database) -> None:
    happen(database, 21)
    ledger.sequence(database)
    with database.write() as connection:
        connection.execute(
            update(tree_node)
            .where(tree_node.c.height == 2, tree_node.c.number == 1)
            .values(hash=bytes(32))
        )
        # the node itself, and the one above it
        assert set(tree.altered(connection)) == {(2, 1), (3, 0)}
        connection.execute(delete(tree_node).where(tree_node.c.height == 2))
        assert set(tree.altered(connection)) == {(2, n) for n in range(5)} | {(3, 0), (3, 1)}
        connection.execute(delete(tree_node))
        connection.execute(insert(tree_node).values(height=1, number=77, hash=bytes(32)))
        found = set(tree.altered(connection))
        assert {(1, n) for n in range(10)} | {(1, 77), (4, 0)} <= found


def test_two_threads_at_once(database: Database, database_url: str) -> None:
    others = [Database(database_url) for _ in range(3)]
    counts: list[int] = []
    failures: list[BaseException] = []
    bodies: list[bytes] = []

    def work(mine: Database) -> None:
        try:
            for _ in range(10):
                bodies.extend(happen(mine, 7))
                counts.append(ledger.sequence(mine))
        except BaseException as error:  # noqa: BLE001 - it is looked at below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in others:
        one.close()
    assert not failures
    assert sum(counts) == 210
    assert sorted(sequenced(database)) == sorted(bodies)
    with database.read() as connection:
        assert list(tree.altered(connection)) == []


def test_two_processes_at_once(database: Database, database_url: str) -> None:
    bodies = happen(database, 3_000)
    command = [sys.executable, "-c", ONE_SEQUENCER, database_url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    done = [int(one.communicate(timeout=60)[0]) for one in running]
    assert sum(done) == 3_000
    assert sequenced(database) == bodies


def test_a_power_cut_in_a_batch_leaves_it_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = happen(database, 5)

    def power_cut(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(tree, "grow", power_cut)
        with pytest.raises(RuntimeError):
            ledger.sequence(database)
    assert ledger.waiting(database).count == 5
    assert ledger.sequence(database) == 5
    assert sequenced(database) == bodies
