"""A ledger with a signed past, and somebody with the database file who would like another one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger import Keyring, LedgerReport, Signer
from model.event import Event
from model.merkle import leaf_hash, node_hash, root
from tests.catalogue import samples

ORIGIN = "archive.example/log"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"k" * 32))
KEYS = Keyring(SIGNER.verifier)
STRANGER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"x" * 32))


def happen(database: Database, count: int) -> list[Event]:
    """That many events, with their positions."""
    happened = [samples.event(files=number) for number in range(count)]
    with database.write() as connection:
        for one in happened:
            ledger.append(connection, one)
    ledger.sequence(database)
    return happened


def sign(database: Database) -> str:
    """A new checkpoint over everything."""
    note = ledger.sign_checkpoint(database, SIGNER, samples.clock)
    assert note is not None
    return note


def found(database: Database, *published: str) -> list[tuple[str, str]]:
    """What `verify` finds, with these notes from a store."""
    report: LedgerReport = ledger.verify(database, KEYS, [("store-b", note) for note in published])
    return [(finding.where, finding.problem) for finding in report.findings]


@contextmanager
def tampering(file: Path) -> Iterator[sqlite3.Connection]:
    """The database without its guards, as whoever owns the file can open it."""
    connection = sqlite3.connect(file)
    for table in ("event", "leaf", "checkpoint"):
        for deed in ("update", "delete", "replace"):
            connection.execute(f"drop trigger {table}_no_{deed}")
    yield connection
    connection.commit()
    connection.close()


def recompute(connection: sqlite3.Connection) -> bytes:
    """Make leaves, nodes and checkpoints fit the events again; the new root."""
    bodies = connection.execute(
        "select position, body from leaf join event on event.id = leaf.event order by position"
    ).fetchall()
    level = [leaf_hash(body) for _, body in bodies]
    rows = [(digest, position) for (position, _), digest in zip(bodies, level, strict=True)]
    connection.executemany("update leaf set hash = ? where position = ?", rows)
    return _rebuild(connection, level)


def _rebuild(connection: sqlite3.Connection, leaves: list[bytes]) -> bytes:
    connection.execute("delete from tree_node")
    level, height = leaves, 0
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        height += 1
        rows = [(height, number, digest) for number, digest in enumerate(level)]
        connection.executemany("insert into tree_node values (?, ?, ?)", rows)
    return root(leaves)
