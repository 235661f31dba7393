"""Small texts that lie in every store, written once: those of the ledger.

Unlike an AIP's object they are not placed everywhere or nowhere: each store is asked by itself,
and what one lacks today it gets tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from storage.stores import KeyTaken, NoSuchObject, ObjectUnreadable, Store

_LONGEST = 32 << 20  # bytes: 256 entries of 65,535 bytes fit; what is longer is none of ours


def post(store: Store, key: str, data: bytes) -> bool:
    """Have ``data`` under ``key``, read back from the medium.

    False where another text lies there, which stays. Raises `storage.full`, `storage.away`.
    """
    if store.stat(key) is None:
        with suppress(KeyTaken):  # another process was quicker
            store.put(key, data)
    return text_of(store, key) == data


def posted(store: Store, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Key and text of everything below ``prefix``; b"" for what cannot be read.

    Raises `storage.away`.
    """
    for found in store.list(prefix):
        yield found.key, text_of(store, found.key)


def text_of(store: Store, key: str) -> bytes:
    """What lies under ``key``; b"" where nothing does or it cannot be read. `storage.away`."""
    try:
        return b"".join(store.read(key, length=_LONGEST, from_medium=True))
    except (NoSuchObject, ObjectUnreadable):
        return b""
