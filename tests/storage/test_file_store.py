"""The directory as a store: the contract, and what is peculiar to it."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.errors import MunimentError
from storage.stores import NotThere, ObjectUnreadable, Removed
from storage.stores.file import FileStore
from tests.conftest import ROOT
from tests.storage.store_contract import KEY, StoreContract, whole


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore.create("north", tmp_path / "north")


class TestFileStore(StoreContract):
    @pytest.fixture
    def another(self, store: FileStore, tmp_path: Path) -> Callable[[], FileStore]:
        return lambda: FileStore("north", tmp_path / "north")


def temporary(store: FileStore, tmp_path: Path) -> list[Path]:
    return list((tmp_path / store.name / "tmp").iterdir())


def test_objects_are_read_only_and_alone(store: FileStore, tmp_path: Path) -> None:
    store.put(KEY, b"content")
    found = (tmp_path / "north" / KEY).stat()
    assert stat.S_IMODE(found.st_mode) == 0o444
    assert found.st_nlink == 1
    assert temporary(store, tmp_path) == []


def test_a_disk_that_is_not_mounted_is_away(store: FileStore, tmp_path: Path) -> None:
    store.put(KEY, b"content")
    (tmp_path / "north").rename(tmp_path / "unplugged")
    for empty in (False, True):
        if empty:
            (tmp_path / "north" / "tmp").mkdir(parents=True)  # the bare mount point
        for deed in (
            lambda: store.put("a/b", b""),
            lambda: list(store.read(KEY)),
            lambda: store.stat(KEY),
            lambda: list(store.list()),
            lambda: store.replace_damaged(KEY, None, iter([b""])),
            lambda: store.delete(KEY),
            store.free_bytes,
            lambda: store.tidy(0),
        ):
            with pytest.raises(MunimentError) as caught:
                deed()
            assert caught.value.code == "storage.away"


def test_a_disk_that_goes_while_it_is_listed_is_away(store: FileStore, tmp_path: Path) -> None:
    for number in range(4):
        store.put(f"aip/{number}/x", b"content")
    listed = store.list()
    assert next(listed).key == "aip/0/x"
    (tmp_path / "north").rename(tmp_path / "unplugged")
    with pytest.raises(MunimentError) as caught:
        list(listed)
    assert caught.value.code == "storage.away"


def test_create_keeps_what_is_there(store: FileStore, tmp_path: Path) -> None:
    store.put(KEY, b"content")
    assert whole(FileStore.create("north", tmp_path / "north")) == b"content"


@pytest.mark.parametrize("thing", ["folder", "pipe", "link"])
def test_what_is_not_a_plain_file_is_unreadable(
    store: FileStore, tmp_path: Path, thing: str
) -> None:
    path = tmp_path / "north" / KEY
    path.parent.mkdir(parents=True)
    match thing:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to(tmp_path / "north" / "muniment-store.txt")
    with pytest.raises(ObjectUnreadable):
        whole(store)
    with pytest.raises(ObjectUnreadable):
        store.stat(KEY)
    assert list(store.list()) == []
    store.replace_damaged(KEY, None, iter([b"healed"]))
    assert whole(store) == b"healed"


def test_the_damaged_object_is_kept(store: FileStore, tmp_path: Path) -> None:
    for number in range(2):
        data = b"damaged %d" % number
        if number == 0:
            store.put(KEY, data)
        else:
            path = tmp_path / "north" / KEY
            path.chmod(0o644)
            path.write_bytes(data)
        store.replace_damaged(KEY, hashlib.sha256(data).digest(), iter([b"healed"]))
    kept = [p for p in (tmp_path / "north" / "quarantine").rglob("*") if p.is_file()]
    assert {p.read_bytes() for p in kept} == {b"damaged 0", b"damaged 1"}
    assert all(str(p.relative_to(tmp_path / "north/quarantine")).startswith(KEY) for p in kept)


def test_deletion_is_flushed_also_if_somebody_was_killed_before(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(KEY, b"content")
    store.replace_damaged(KEY, None, [b"healed"])
    fsync, flushed = os.fsync, list[str]()

    def noted(descriptor: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    north = tmp_path / "north"
    folders = {str(north / KEY.rpartition("/")[0])}
    folders.add(str(north / "quarantine" / KEY.rpartition("/")[0]))
    for said in (Removed(), NotThere()):
        flushed.clear()
        assert store.delete(KEY) == said
        assert set(flushed) == folders
    assert not [p for p in north.rglob("*") if p.is_file() and p.name != "muniment-store.txt"]


def test_a_folder_that_was_set_aside_goes_with_the_object(store: FileStore, tmp_path: Path) -> None:
    path = tmp_path / "north" / KEY
    (path / "inner").mkdir(parents=True)
    (path / "inner" / "secret").write_bytes(b"what must go")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    store.replace_damaged(KEY, None, [b"healed"])
    path.unlink()
    path.symlink_to(outside)
    store.replace_damaged(KEY, None, [b"healed again"])
    assert store.delete(KEY) == Removed()
    assert store.delete(KEY) == NotThere()
    assert not list((tmp_path / "north" / "quarantine").rglob(f"{path.name}*"))
    assert (outside / "kept").read_bytes() == b"kept", "what a link leads to is not ours"


def test_what_the_disk_refuses_to_delete_is_not_called_deleted(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(KEY, b"content")
    for name in ("unlink", "fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(name, 1, errno.EROFS))
            with pytest.raises(MunimentError) as caught:
                store.delete(KEY)
        assert caught.value.code == "storage.away"
    assert store.delete(KEY) == NotThere()


def test_tidying_takes_what_the_dead_left(store: FileStore, tmp_path: Path) -> None:
    child = (
        "import os, sys; from pathlib import Path; from storage.stores.file import FileStore\n"
        "incoming = FileStore('north', Path(sys.argv[1])).receive('a/b')\n"
        "incoming.write(b'half'); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", child, str(tmp_path / "north")]
    subprocess.run(command, check=False, cwd=ROOT)
    assert len(temporary(store, tmp_path)) == 1
    assert store.tidy(3600) == 0  # younger than an hour
    assert store.tidy(0) == 1
    assert temporary(store, tmp_path) == []


def test_a_link_without_its_temporary_name_removed(store: FileStore, tmp_path: Path) -> None:
    # killed between link and unlink: two names, one object
    store.put(KEY, b"content")
    os.link(tmp_path / "north" / KEY, tmp_path / "north/tmp/left.part")
    assert store.tidy(0) == 1
    assert whole(store) == b"content"


STEPS = ("open", "write", "fsync", "mkdir", "link", "fchmod")


def failing(name: str, at: int, error: int) -> Callable[..., Any]:
    deed, calls = getattr(os, name), 0

    def step(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(error, os.strerror(error))
        return deed(*args, **named)

    return step


def attempt(deed: Callable[[], None]) -> MunimentError | None:
    try:
        deed()
    except MunimentError as error:
        return error
    return None


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(
    ("error", "code"), [(errno.ENOSPC, "storage.full"), (errno.EIO, "storage.away")]
)
def test_nothing_is_left_after_an_error_anywhere(
    store: FileStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    at: int,
    error: int,
    code: str,
) -> None:
    def write_all() -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"one")
            incoming.write(b"two")
            incoming.commit()

    with monkeypatch.context() as patch:
        patch.setattr(os, name, failing(name, at, error))
        refused = attempt(write_all)
    if refused is None:
        return  # the step does not come so often
    assert refused.code == code
    assert list(store.list()) == []
    assert temporary(store, tmp_path) == []
    write_all()
    assert whole(store) == b"onetwo"


def test_a_disk_error_while_reading(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(KEY, bytes(3 << 20))
    monkeypatch.setattr(os, "pread", failing("pread", 3, errno.EIO))
    with pytest.raises(ObjectUnreadable, match="Input/output error"):
        whole(store)


def test_a_write_that_takes_less_than_it_was_given(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:1000]))
        store.put(KEY, bytes(range(250)) * 40)
    assert whole(store) == bytes(range(250)) * 40
