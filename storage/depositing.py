"""Objects of any size that lie in every store, written once and read back: the journal's files.

Like the ledger's (`storage.posting`) they are not placed everywhere or nowhere: each store is
asked by itself, and what one lacks today it gets tomorrow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress

from model.errors import MunimentError
from storage.stores import KeyTaken, NoSuchObject, ObjectUnreadable, Store


def deposit(store: Store, key: str, chunks: Iterable[bytes], sha256: bytes) -> bool:
    """Have an object with this digest under ``key``, read back from the medium.

    False where something else lies there, which stays. Raises `storage.read-back-failed` where
    ``chunks`` are not what was announced, and nothing is written then; `storage.full`,
    `storage.away`.
    """
    if store.stat(key) is None:
        digest = hashlib.sha256()
        with suppress(KeyTaken), store.receive(key) as incoming:  # another process was quicker
            for chunk in chunks:
                digest.update(chunk)
                incoming.write(chunk)
            if digest.digest() != sha256:
                raise MunimentError("storage.read-back-failed", store=store.name, key=key)
            incoming.commit()
    return digest_of(store, key) == sha256


def digest_of(store: Store, key: str) -> bytes | None:
    """SHA-256 of what lies there; None where nothing does or it cannot be read. `storage.away`."""
    digest = hashlib.sha256()
    try:
        for chunk in store.read(key, from_medium=True):
            digest.update(chunk)
    except (NoSuchObject, ObjectUnreadable):
        return None
    return digest.digest()
