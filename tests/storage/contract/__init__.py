"""What every store promises, promise by promise; `tests.storage.store_contract` is all of it.

| promise | module |
|---|---|
| written once, whole or not at all | `writing` |
| read as it was written, in every part | `reading` |
| listed in byte order | `listing` |
| replaced for repair only | `repairing` |
| deleted for good | `deleting` |
"""

from __future__ import annotations

from storage.stores import Store

KEY = "aip/ab/cd/one/v00001.zip"


def whole(store: Store, key: str = KEY, version: str = "") -> bytes:
    return b"".join(store.read(key, version))


def keys(store: Store) -> list[str]:
    return [found.key for found in store.list()]
