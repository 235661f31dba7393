"""Sealing with age: to public keys, so that the archive itself cannot open what it keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pyrage
from pyrage import x25519

from model.errors import MunimentError, Phrase

_MISTYPED = Phrase("a letter of it is wrong", "ein Buchstabe darin stimmt nicht")
_NONE = Phrase("it holds no AGE-SECRET-KEY-1…", "kein AGE-SECRET-KEY-1… steht darin")
_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A new pair of keys: ``recipient`` seals, ``identity`` opens and belongs on paper."""

    recipient: str
    identity: str


def new_pair() -> Pair:
    """A pair that nobody has had before."""
    identity = x25519.Identity.generate()
    return Pair(str(identity.to_public()), str(identity))


def is_recipient(text: str) -> bool:
    """Whether something is a public key of age's (``age1…``)."""
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(plain: BinaryIO, sealed: BinaryIO, recipients: Sequence[str]) -> None:
    """Encrypt what is read from ``plain`` to every recipient."""
    keys = [x25519.Recipient.from_str(one) for one in recipients]
    pyrage.encrypt_io(plain, sealed, keys)


def identities_in(text: str) -> list[x25519.Identity]:
    """The private keys in a text, whatever else stands around them. `state.no-identity`."""
    found = []
    for word in _IDENTITY.findall(text.upper()):
        try:
            found.append(x25519.Identity.from_str(word))
        except pyrage.IdentityError as error:
            raise MunimentError("state.no-identity", reason=_MISTYPED) from error
    if not found:
        raise MunimentError("state.no-identity", reason=_NONE)
    return found


def unseal(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[x25519.Identity]) -> None:
    """Decrypt. Raises `state.not-opened` where no key fits, or where the bundle was altered."""
    try:
        pyrage.decrypt_io(sealed, plain, list(identities))
    except (pyrage.DecryptError, OSError) as error:
        # OSError: the chunk that is altered (age authenticates each of them)
        raise MunimentError("state.not-opened", reason=error) from error
