"""Checkpoints: the head of the tree, signed now and then, kept for ever."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from catalogue.database import Database
from catalogue.ledger import tree
from catalogue.ledger.notes import Signer
from catalogue.tables import checkpoint
from model.ports import Clock


def sign_checkpoint(database: Database, signer: Signer, clock: Clock) -> str | None:
    """Sign the tree as it is and keep the note; None where it has not grown since the last."""
    with database.write() as connection:
        size = tree.size(connection)
        known = select(checkpoint.c.note).where(checkpoint.c.size == size)
        if size == 0 or connection.execute(known).first():
            return None
        note = signer.sign(size, tree.subtrees(connection)(0, size))
        row = {"size": size, "note": note, "signed_at": clock()}
        connection.execute(insert(checkpoint).values(row))
        return note


def latest_note(database: Database) -> str | None:
    """The newest signed checkpoint."""
    with database.read() as connection:
        newest = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
        return connection.execute(newest).scalar_one_or_none()


def note_of(connection: Connection, size: int) -> str | None:
    """The signed checkpoint over so many events."""
    wanted = select(checkpoint.c.note).where(checkpoint.c.size == size)
    return connection.execute(wanted).scalar_one_or_none()


def last_signed(connection: Connection) -> int:
    """How many events the newest checkpoint covers; 0 where there is none."""
    return connection.execute(select(func.max(checkpoint.c.size))).scalar() or 0
