"""What a small AIP costs on each kind of bucket: requests and time, against a folder.

The servers are those of `scripts/services` that run.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from services import SERVICES, Place
from storage.stores import KeyTaken, Store
from storage.stores.file import FileStore
from storage.stores.s3 import S3Store
from storage.stores.s3_address import Address
from storage.stores.s3_bucket import bucket_of
from storage.stores.s3_locking import UNLOCKED, Locking

_SIZE, _COUNT = 100_000, 40
_LOCK = Locking("governance", 1)


def main() -> None:
    """Print requests and milliseconds of each deed, one line for each kind of store."""
    print(f"{_COUNT} objects of {_SIZE // 1000} KB, one after another: requests / ms for each")
    print(f"  {'':28}" + "".join(f"{name:>16}" for name in _DEEDS))
    for name, store, requests in _stores():
        content = [os.urandom(_SIZE) for _ in range(_COUNT)]
        store.put("warm", b"")  # connects, and finds out what the bucket can do
        figures = []
        for deed in _DEEDS.values():
            before, began = len(requests), time.perf_counter()
            for number in range(_COUNT):
                deed(store, f"aip/{number}", content[number])
            took = (time.perf_counter() - began) * 1000 / _COUNT
            figures.append(f"{(len(requests) - before) / _COUNT:.1f} /{took:7.1f}")
        print(f"  {name:28}" + "".join(f"{figure:>16}" for figure in figures), flush=True)


def _store(store: Store, key: str, data: bytes) -> None:
    """As the vault stores: look, write, read back."""
    store.stat(key)
    version = store.put(key, data)
    _read(store, key, data, version)


def _read(store: Store, key: str, data: bytes, version: str = "") -> None:
    if b"".join(store.read(key, version, from_medium=True)) != data:
        raise ValueError("not what was written")


def _member(store: Store, key: str, data: bytes) -> None:
    if b"".join(store.read(key, "", 50_000, 1_000)) != data[50_000:51_000]:
        raise ValueError("not what was written")


def _again(store: Store, key: str, data: bytes) -> None:
    try:
        store.put(key, data)
    except KeyTaken:
        return
    raise ValueError("it was written twice")


_DEEDS: dict[str, Callable[[Store, str, bytes], object]] = {
    "store": _store,
    "verify": _read,
    "one member": _member,
    "refuse": _again,
    "delete": lambda store, key, _data: store.delete(key),
}


def _stores() -> Iterator[tuple[str, Store, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "folder", FileStore.create("folder", Path(folder) / "store"), []
    for service in ("s3", "ceph"):
        known = Place.usual().address(service)
        if known is None or not SERVICES[service].answers(Place.usual()):
            print(f"  {service} does not run (scripts/services start {service})")
            continue
        for kind in ("plain", "versioned", "locked"):
            yield f"{service}, {kind}", *_counted(kind, known)


def plain_bucket() -> S3Store | None:
    """A new bucket on the S3 server of the tests; None where that does not run."""
    known = Place.usual().address("s3")
    if known is None or not SERVICES["s3"].answers(Place.usual()):
        return None
    return _counted("plain", known)[0]


def _counted(kind: str, known: dict[str, str]) -> tuple[S3Store, list[str]]:
    """A store in a new bucket, and the list that its requests are noted in."""
    name = f"b-{uuid4().hex}"
    who = (known["access_key"], known["secret_key"])
    address = Address(name, "", known["endpoint"], known["region"], *who)
    client = bucket_of("bench", address).client
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=kind == "locked")
    if kind == "versioned":
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    S3Store.create("bench", address)
    # what is held cannot be deleted, so that a locked bucket's last figure is that of the refusal
    store = S3Store("bench", address, lock=_LOCK if kind == "locked" else UNLOCKED)
    requests: list[str] = []

    def note(request: Any, **_: Any) -> None:
        requests.append(request.url)

    store.bucket.client.meta.events.register("before-send.s3", note)
    return store, requests
