"""Signed notes and checkpoints, byte for byte as C2SP has them."""

from __future__ import annotations

import base64
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger import Checkpoint, InvalidNote, Signer, Verifier
from model.digests import sha256
from tests.catalogue import samples
from tests.catalogue.ledger import keeper

ROOT = sha256(b"root")
NOTE = keeper.SIGNER.sign(10, ROOT)


def test_the_format() -> None:
    text, signature = NOTE.split("\n\n")
    assert text == f"{keeper.ORIGIN}\n10\n{base64.b64encode(ROOT).decode()}"
    dash, name, encoded = signature.split(" ")
    assert (dash, name) == ("—", keeper.ORIGIN)
    assert encoded.endswith("\n")
    raw = base64.b64decode(encoded)
    assert len(raw) == 4 + 64
    public = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw()
    assert raw[:4] == sha256(f"{keeper.ORIGIN}\n".encode() + b"\x01" + public)[:4]
    # signed is the text with its last newline, without the empty line
    Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{text}\n".encode())


def test_what_was_signed_is_read_again() -> None:
    assert keeper.SIGNER.verifier.open(NOTE) == Checkpoint(keeper.ORIGIN, 10, ROOT)


def test_the_key_of_the_specification() -> None:
    """The example of C2SP signed-note: PeterNeumann's key, with its id."""
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert str(Verifier.parse(text)) == text


def test_keys_with_a_plus_in_them() -> None:
    """Base64 has plus signs: half of all keys hold one."""
    dice = random.Random(7)
    seen = 0
    for _ in range(40):
        verifier = Signer("log", Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))).verifier
        assert Verifier.parse(str(verifier)).public == verifier.public
        seen += str(verifier).count("+") > 2
    assert seen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log",
        "log+00000000",
        "log+00000000+",
        "log+00000000+AAAA",
        "log+00000000+!!!!",
        str(keeper.SIGNER.verifier).replace("archive", "another"),
        str(keeper.SIGNER.verifier)[:-4],
        "é+x+é",
    ],
)
def test_what_is_no_verifier_key(text: str) -> None:
    with pytest.raises(InvalidNote):
        Verifier.parse(text)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "a\u2003b"])
def test_what_is_no_name_of_a_log(origin: str) -> None:
    with pytest.raises(ValueError, match="name of a log"):
        Signer(origin, Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def test_every_changed_character_is_noticed() -> None:
    text = NOTE.index("\n\n")
    for place in range(len(NOTE) - 3):  # the last character but one may differ in unused bits
        wrong = "0" if NOTE[place] != "0" else "1"
        changed = NOTE[:place] + wrong + NOTE[place + 1 :]
        try:
            opened = keeper.SIGNER.verifier.open(changed)
        except InvalidNote:
            continue
        # only base64 padding bits are left, and they mean nothing
        assert place > text
        assert opened == Checkpoint(keeper.ORIGIN, 10, ROOT)


def test_further_signatures_do_no_harm() -> None:
    witnessed = NOTE + "— witness.example AAAAAAAA\n— ärger\n"
    assert keeper.SIGNER.verifier.open(witnessed).size == 10


def _signed(text: str) -> str:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    signature = keeper.SIGNER.verifier.key_id + key.sign(text.encode())
    return f"{text}\n— {keeper.ORIGIN} {base64.b64encode(signature).decode()}\n"


HEAD = base64.b64encode(ROOT).decode()


def test_more_lines_may_follow() -> None:
    note = _signed(f"{keeper.ORIGIN}\n10\n{HEAD}\nextension\n")
    assert keeper.SIGNER.verifier.open(note) == Checkpoint(keeper.ORIGIN, 10, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        f"another.log\n10\n{HEAD}\n",
        f"{keeper.ORIGIN}\n010\n{HEAD}\n",
        f"{keeper.ORIGIN}\n+10\n{HEAD}\n",
        f"{keeper.ORIGIN}\n-1\n{HEAD}\n",
        f"{keeper.ORIGIN}\n1_0\n{HEAD}\n",
        f"{keeper.ORIGIN}\n\u0661\u0660\n{HEAD}\n",
        f"{keeper.ORIGIN}\n10\n{HEAD[:-8]}\n",
        f"{keeper.ORIGIN}\n10\n",
        "anything else that this key may have signed\n",
    ],
)
def test_what_we_signed_but_is_no_checkpoint_of_this_log(text: str) -> None:
    with pytest.raises(InvalidNote):
        keeper.SIGNER.verifier.open(_signed(text))


def test_checkpoints_are_signed_when_the_ledger_has_grown(database: Database) -> None:
    assert ledger.sign_checkpoint(database, keeper.SIGNER, samples.clock) is None
    assert ledger.latest_note(database) is None
    keeper.happen(database, 3)
    first = keeper.sign(database)
    assert ledger.sign_checkpoint(database, keeper.SIGNER, samples.clock) is None
    keeper.happen(database, 9)
    second = keeper.sign(database)
    assert ledger.latest_note(database) == second
    sizes = [keeper.SIGNER.verifier.open(note).size for note in (first, second)]
    assert sizes == [3, 12]
