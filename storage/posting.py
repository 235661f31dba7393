"""Small texts that lie in every store, written once: the ledger's checkpoints.

Unlike an AIP's object they are not placed everywhere or nowhere: each store is asked by itself,
and what one lacks today it gets tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from storage.stores import KeyTaken, NoSuchObject, ObjectUnreadable, Store

_LONGEST = 1 << 20  # bytes; what is longer is none of ours


def post(store: Store, key: str, data: bytes) -> bool:
    """Have ``data`` under ``key``; False where another text lies there, which stays.

    Raises `storage.full`, `storage.away`.
    """
    if store.stat(key) is None:
        try:
            store.put(key, data)
        except KeyTaken:
            pass  # another process was quicker
        else:
            return True
    return _text(store, key) == data


def posted(store: Store, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Key and text of everything below ``prefix``; b"" for what cannot be read.

    Raises `storage.away`.
    """
    for found in store.list(prefix):
        yield found.key, _text(store, found.key)


def _text(store: Store, key: str) -> bytes:
    try:
        return b"".join(store.read(key, length=_LONGEST, from_medium=True))
    except (NoSuchObject, ObjectUnreadable):
        return b""
