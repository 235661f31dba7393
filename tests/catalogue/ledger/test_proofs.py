"""The proof of one event: checked without the archive, and refused when anything in it differs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger import Proof, check_proof
from model.errors import MunimentError
from tests.catalogue import samples
from tests.catalogue.ledger import keeper

VERIFIER = keeper.SIGNER.verifier


def flipped(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def tampered(proof: Proof) -> Iterator[Proof]:
    yield replace(proof, body=flipped(proof.body))
    yield replace(proof, body=proof.body + b" ")
    yield replace(proof, position=proof.position + 1)
    yield replace(proof, position=proof.position - 1)
    yield replace(proof, size=proof.size + 1)
    yield replace(proof, size=proof.size - 1)
    yield replace(proof, hashes=(*proof.hashes, bytes(32)))
    for place, value in enumerate(proof.hashes):
        yield replace(
            proof, hashes=(*proof.hashes[:place], flipped(value), *proof.hashes[place + 1 :])
        )
        yield replace(proof, hashes=(*proof.hashes[:place], *proof.hashes[place + 1 :]))
    yield replace(proof, note=proof.note.replace(f"\n{proof.size}\n", f"\n{proof.size + 1}\n"))
    yield replace(proof, note=keeper.STRANGER.sign(proof.size, VERIFIER.open(proof.note).root))
    yield replace(proof, note="")


@pytest.mark.parametrize("size", [1, 2, 7, 8, 21])
def test_every_event_can_be_proved_and_nothing_else(database: Database, size: int) -> None:
    happened = keeper.happen(database, size)
    keeper.sign(database)
    keeper.happen(database, 2)  # what comes later is in no tree yet, and does no harm
    for position, one in enumerate(happened):
        proof = ledger.prove(database, one.id, VERIFIER)
        assert (proof.body, proof.position, proof.size) == (one.canonical(), position, size)
        assert check_proof(proof, VERIFIER)
        assert not check_proof(proof, keeper.STRANGER.verifier)
        for wrong in tampered(proof):
            assert not check_proof(wrong, VERIFIER)


def test_there_is_no_proof_of_what_did_not_happen(database: Database) -> None:
    keeper.happen(database, 3)
    with pytest.raises(MunimentError) as raised:
        ledger.prove(database, samples.new_id(), VERIFIER)
    assert raised.value.code == "ledger.no-such-event"


def test_there_is_no_proof_before_a_checkpoint(database: Database) -> None:
    (one,) = keeper.happen(database, 1)
    with database.write() as connection:
        waiting = samples.event()
        ledger.append(connection, waiting)
    for identifier in (one.id, waiting.id):
        with pytest.raises(MunimentError) as raised:
            ledger.prove(database, identifier, VERIFIER)
        assert raised.value.code == "ledger.not-sealed"
    keeper.sign(database)
    assert check_proof(ledger.prove(database, one.id, VERIFIER), VERIFIER)
    with pytest.raises(MunimentError):
        ledger.prove(database, waiting.id, VERIFIER)


# --- the check that docs/ledger.md gives to people without this program --------------------------


def without_muniment(document: str, verifier_key: str) -> bool:
    proof = json.loads(document)
    text, signatures = proof["checkpoint"].split("\n\n")
    origin, size, root = text.split("\n")[:3]
    name, _, key = verifier_key.split("+", 2)
    signature = base64.b64decode(signatures.split(" ")[2])[4:]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
    public.verify(signature, f"{text}\n".encode())  # raises where it is wrong
    node = sha256(b"\x00" + proof["event"].encode()).digest()
    index, last = proof["position"], int(size) - 1
    for sibling in map(base64.b64decode, proof["hashes"]):
        if index % 2 or index == last:
            node = sha256(b"\x01" + sibling + node).digest()
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            node = sha256(b"\x01" + node + sibling).digest()
        index, last = index // 2, last // 2
    return origin == name and last == 0 and node == base64.b64decode(root)


def test_the_document_is_checked_without_us(database: Database) -> None:
    happened = keeper.happen(database, 21)
    keeper.sign(database)
    for one in happened:
        document = ledger.prove(database, one.id, VERIFIER).document()
        assert without_muniment(json.dumps(document), str(VERIFIER))
        other = json.dumps(document | {"event": str(document["event"]) + " "})
        assert not without_muniment(other, str(VERIFIER))
