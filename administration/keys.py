"""The key that signs the ledger's checkpoints: Ed25519, in HOME/keys, readable by its keeper alone.

Signing needs the private half; anybody can check with the public half, which lies beside it in a
file of its own and is what auditors should take away with them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from administration.home import Home, unwritable
from model.digests import named, sha256
from model.errors import MunimentError

_PRIVATE = "ledger.key"
_PUBLIC = "ledger.pub"
_FORMER = "ledger-*.pub"


def private_file(home: Home) -> Path:
    """Where the signing key lies (PKCS #8, PEM)."""
    return home.keys / _PRIVATE


def create(home: Home) -> Ed25519PrivateKey:
    """Make the signing key. Raises `home.not-writable`, `home.full`."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),  # the ledger is signed while nobody is there to type
    )
    _furnish(home, private)
    _write(home.keys / _PUBLIC, _pem(key.public_key()))
    return key


def put_back(home: Home, private: bytes) -> Ed25519PrivateKey:
    """Write a signing key that was recovered, as `create` writes a new one. Raises as `load`."""
    _furnish(home, private)
    key = load(home)
    _write(home.keys / _PUBLIC, _pem(key.public_key()))
    return key


def keep_former(home: Home, name: str, public: bytes) -> None:
    """Keep a public key that signed before, under the name of its key id."""
    file = home.keys / _FORMER.replace("*", name)
    if not file.exists():
        try:
            _write(file, _pem(Ed25519PublicKey.from_public_bytes(public)))
        except OSError as error:
            raise unwritable(home, error) from error


def load(home: Home) -> Ed25519PrivateKey:
    """The signing key. Raises `keys.unusable` where it is away or is something else."""
    file = private_file(home)
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a PEM key"
        raise MunimentError("keys.unusable", file=file, reason=reason) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise MunimentError("keys.unusable", file=file, reason="it is not an Ed25519 key")
    return key


def former(home: Home) -> list[Ed25519PublicKey]:
    """Public halves of keys that signed before this one: ``ledger-*.pub``. `keys.unusable`."""
    found = []
    for file in sorted(home.keys.glob(_FORMER)):
        try:
            key = serialization.load_pem_public_key(file.read_bytes())
        except (OSError, ValueError) as error:
            raise MunimentError("keys.unusable", file=file, reason="it is no PEM key") from error
        if isinstance(key, Ed25519PublicKey):
            found.append(key)
    return found


def fingerprint(key: Ed25519PublicKey) -> str:
    """How people compare keys: ``sha256:…`` over the raw public key."""
    return fingerprint_of(key.public_bytes_raw())


def fingerprint_of(public: bytes) -> str:
    """`fingerprint` of a public key that is raw already."""
    return named("sha256", sha256(public))


def open_to_others(path: Path) -> bool:
    """Whether anyone but the owner could read or write ``path``."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _furnish(home: Home, private: bytes) -> None:
    try:
        home.keys.mkdir(mode=0o700, exist_ok=True)
        home.keys.chmod(0o700)
        _write(private_file(home), private)
    except OSError as error:
        raise unwritable(home, error) from error


def _pem(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _write(path: Path, content: bytes) -> None:
    # O_EXCL: a key that is there is never replaced, or old checkpoints could not be checked.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)
