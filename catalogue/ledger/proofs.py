"""The proof that one event is in the ledger: checked by anyone, without the archive."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from catalogue.database import Database
from catalogue.ledger import tree
from catalogue.ledger.events import find_event
from catalogue.ledger.notes import InvalidNote, Verifier
from catalogue.tables import checkpoint
from model.errors import MunimentError
from model.merkle import inclusion_proof, leaf_hash, verify_inclusion


@dataclass(frozen=True, slots=True)
class Proof:
    """An event, where it lies, the hashes beside its path, and a signed checkpoint over it."""

    body: bytes
    position: int
    size: int
    hashes: tuple[bytes, ...]
    note: str

    def document(self) -> dict[str, object]:
        """The proof as JSON: hashes in base64, the event as its exact text."""
        return {
            "event": self.body.decode(),
            "position": self.position,
            "size": self.size,
            "hashes": [base64.b64encode(one).decode() for one in self.hashes],
            "checkpoint": self.note,
        }


def prove(database: Database, identifier: UUID, verifier: Verifier) -> Proof:
    """Prove that an event is in the tree of the newest checkpoint.

    Raises `ledger.no-such-event`, `ledger.not-sealed` for an event no checkpoint covers yet.
    """
    return prove_together(database, [identifier], verifier)[0]


def prove_together(
    database: Database, identifiers: Sequence[UUID], verifier: Verifier
) -> list[Proof]:
    """Prove several events, all in the tree of the same checkpoint. Raises as `prove`."""
    with database.read() as connection:
        newest = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
        note = connection.execute(newest).scalar_one_or_none()
        return [_prove(connection, one, note, verifier) for one in identifiers]


def _prove(connection: Connection, identifier: UUID, note: str | None, verifier: Verifier) -> Proof:
    found = find_event(connection, identifier)
    if found is None:
        raise MunimentError("ledger.no-such-event", event=identifier)
    size = verifier.open(note).size if note else 0
    if note is None or found.position is None or found.position >= size:
        raise MunimentError("ledger.not-sealed", event=identifier)
    hashes = inclusion_proof(tree.subtrees(connection), found.position, size)
    return Proof(found.body, found.position, size, tuple(hashes), note)


def check_proof(proof: Proof, verifier: Verifier) -> bool:
    """Whether the event was in the ledger when the checkpoint was signed. Needs no database."""
    try:
        signed = verifier.open(proof.note)
    except InvalidNote:
        return False
    if signed.size != proof.size:
        return False
    return verify_inclusion(
        leaf_hash(proof.body), proof.position, proof.size, proof.hashes, signed.root
    )
