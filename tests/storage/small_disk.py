"""A folder store on a disk of three megabytes that fills up, and is then mounted read-only.

Run by `test_small_disk` in a namespace of its own, where it may mount: DISK is the mount point.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from model.errors import MunimentError
from storage.stores import NoSuchObject, Removed
from storage.stores.file import FileStore

MIB = 1 << 20


def code_of(deed: Callable[[], object]) -> str:
    """The code of the error that it ends with."""
    try:
        deed()
    except MunimentError as error:
        return error.code
    return "no error"


def parts(store: FileStore) -> None:
    """Two megabytes, in pieces, so that it is full in the middle."""
    with store.receive("aip/large") as incoming:
        for _ in range(32):
            incoming.write(bytes(MIB // 16))
        incoming.commit()


def main(disk: Path) -> None:
    """Fails with the first thing that is not as it should be."""
    store = FileStore.create("north", disk)
    store.put("aip/first", b"1" * 2 * MIB)
    too_large: list[Callable[[], object]] = [
        lambda: parts(store),
        lambda: store.put("aip/large", bytes(2 * MIB)),
        lambda: store.replace_damaged("aip/first", None, [bytes(2 * MIB)]),
    ]
    for deed in too_large:
        assert code_of(deed) == "storage.full"
        assert [found.key for found in store.list()] == ["aip/first"]
        assert list((disk / "tmp").iterdir()) == []
        assert b"".join(store.read("aip/first", from_medium=True)) == b"1" * 2 * MIB
    assert store.delete("aip/first") == Removed()
    parts(store)  # as soon as there is room
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert b"".join(store.read("aip/large")) == bytes(2 * MIB)
    assert store.stat("aip/large") is not None
    assert store.stat("aip/first") is None
    changes: list[Callable[[], object]] = [
        lambda: store.put("aip/x", b""),
        lambda: store.replace_damaged("aip/large", None, [b""]),
        lambda: store.delete("aip/large"),
    ]
    for deed in changes:
        assert code_of(deed) == "storage.away"
    assert store.tidy(0) == 0
    assert [found.key for found in store.list()] == ["aip/large"]
    subprocess.run(["umount", str(disk)], check=True)
    questions: list[Callable[[], object]] = [
        lambda: list(store.list()),
        lambda: store.stat("aip/large"),
        lambda: store.delete("aip/large"),
        lambda: list(store.read("aip/large")),
    ]
    for deed in questions:
        assert code_of(deed) == "storage.away"  # and not: there is nothing here


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except NoSuchObject as error:
        sys.exit(f"an unmounted disk passed for an empty one: {error}")
