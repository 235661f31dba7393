"""Signed notes and checkpoints, as C2SP describes them (signed-note, tlog-checkpoint)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from model.digests import sha256

_ED25519 = b"\x01"  # signed-note: the signature type
_SIGNATURE = "— "
# tlog-checkpoint: origin, decimal size without leading zeros, a SHA-256 in base64; more may follow
_CHECKPOINT = re.compile(r"(.+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n")


class InvalidNote(Exception):
    """The note is not one, or nobody we know has signed it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The ledger's size and root at one moment (tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Signer:
    """Signs checkpoints in the name of one origin."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        # signed-note: a key's name holds no white space and no plus sign
        if not origin or "+" in origin or any(c.isspace() for c in origin):
            raise ValueError(f"{origin!r} cannot be the name of a log")
        self.origin = origin
        self._key = key
        self.verifier = Verifier(origin, key.public_key())

    def sign(self, size: int, root: bytes) -> str:
        """A signed checkpoint."""
        text = Checkpoint(self.origin, size, root).text()
        signature = self.verifier.key_id + self._key.sign(text.encode())
        return f"{text}\n{_SIGNATURE}{self.origin} {base64.b64encode(signature).decode()}\n"


class Verifier:
    """Checks signatures of one origin's key."""

    def __init__(self, origin: str, key: Ed25519PublicKey) -> None:
        self.origin = origin
        self._key = key
        self.public = key.public_bytes_raw()
        # signed-note: the key id binds name and key
        self.key_id = sha256(f"{origin}\n".encode() + _ED25519 + self.public)[:4]

    def __str__(self) -> str:
        """The verifier key as signed-note writes it: ``origin+id+key``."""
        key = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.origin}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a verifier key. Raises InvalidNote."""
        try:
            # from the left: base64 has plus signs of its own, names have none
            origin, key_id, encoded = text.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            verifier = cls(origin, Ed25519PublicKey.from_public_bytes(raw[1:]))
        except ValueError as error:
            raise InvalidNote("not a verifier key") from error
        if raw[:1] != _ED25519 or verifier.key_id.hex() != key_id:
            raise InvalidNote("the key does not fit its id")
        return verifier

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in a note that this key has signed. Raises InvalidNote."""
        text, separator, signatures = note.partition("\n\n")
        if not separator:
            raise InvalidNote("not a signed note")
        text += "\n"
        if not any(self._has_signed(text, line) for line in signatures.splitlines()):
            raise InvalidNote("no signature of the known key is right")
        signed = _parse(text)
        if signed.origin != self.origin:
            raise InvalidNote("the checkpoint is that of another log")
        return signed

    def _has_signed(self, text: str, line: str) -> bool:
        name, _, encoded = line.removeprefix(_SIGNATURE).partition(" ")
        if not line.startswith(_SIGNATURE) or name != self.origin:
            return False
        try:
            signature = base64.b64decode(encoded, validate=True)
            self._key.verify(signature[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return signature[:4] == self.key_id


class Keyring:
    """The key that signs now, and those that signed before it: what each has signed is right."""

    def __init__(self, current: Verifier, former: Iterable[Verifier] = ()) -> None:
        self.verifiers = (current, *former)

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in a note that one of the keys has signed. Raises InvalidNote."""
        for verifier in self.verifiers[:-1]:
            with suppress(InvalidNote):
                return verifier.open(note)
        return self.verifiers[-1].open(note)


def _parse(text: str) -> Checkpoint:
    match = _CHECKPOINT.match(text)
    if match is None:
        raise InvalidNote("not a checkpoint")
    return Checkpoint(match[1], int(match[2]), base64.b64decode(match[3]))
