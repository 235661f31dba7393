"""The proof of one event: checked without the archive, and refused when anything in it differs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger import Proof, check_proof
from model.errors import MunimentError
from tests.catalogue import samples
from tests.catalogue.ledger import keeper
from tests.conftest import ROOT

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


def without_muniment(folder: Path, document: object, key: str) -> str:
    """What the program printed in docs/ledger.md says, run as it stands there."""
    page = (ROOT / "docs" / "ledger.md").read_text()
    program = page.split("```python\n")[1].split("```")[0]
    file = folder / "proof.json"
    file.write_text(json.dumps(document))
    command = [sys.executable, "-I", "-c", program, str(file), key]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_the_document_is_checked_without_us(database: Database, tmp_path: Path) -> None:
    happened = keeper.happen(database, 21)
    keeper.sign(database)
    for one in (happened[0], happened[13], happened[20]):
        document = ledger.prove(database, one.id, VERIFIER).document()
        assert without_muniment(tmp_path, document, str(VERIFIER)) == "proved"
    other = document | {"event": f"{document['event']} "}
    assert without_muniment(tmp_path, other, str(VERIFIER)) == "NOT PROVED"
    moved = document | {"position": 19}
    assert without_muniment(tmp_path, moved, str(VERIFIER)) == "NOT PROVED"
    stranger = str(keeper.STRANGER.verifier)
    assert "InvalidSignature" in without_muniment(tmp_path, document, stranger)
