"""kill -9 at every step of a write: whole or not at all, and the next run completes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.stores import KeyTaken, Stat, Store
from storage.stores import s3_tidying as tidying
from storage.stores.file import FileStore
from storage.stores.s3 import S3Store
from tests.conftest import ROOT
from tests.engines import bucket_for
from tests.storage.buckets import keys_in, uploads
from tests.storage.contract import KEY, keys, whole
from tests.storage.killed_writer import Task, content

MIB = 1 << 20


def run(task: Task) -> str | None:
    """What the writer printed; None where it was killed."""
    words = [sys.executable, "-m", "tests.storage.killed_writer", task.text()]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, -9), done.stderr
    return done.stdout if done.returncode == 0 else None


def killed_everywhere(task_for: Callable[[int], Task], check: Callable[[int], None]) -> int:
    """Kill one writer at each step, each in a place of its own; how many steps there were."""
    lived = run(task_for(0))
    assert lived is not None
    steps = int(lived)

    def kill(at: int) -> None:
        assert run(task_for(at)) is None
        check(at)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(kill, range(1, steps + 1)))
    return steps


def completes(store: Store, size: int) -> None:
    """Whole or not there; and another run has it there, whole."""
    there = store.stat(KEY)
    assert there is None or there == Stat(KEY, size, there.version)
    assert keys(store) == ([] if there is None else [KEY])
    try:
        store.put(KEY, content(size))
    except KeyTaken:
        assert there is not None
    assert whole(store) == content(size)
    assert keys(store) == [KEY]


@pytest.mark.parametrize("size", [3, 9 * MIB])
def test_a_folder(tmp_path: Path, size: int) -> None:
    def task_for(at: int) -> Task:
        FileStore.create("north", tmp_path / str(at))
        return Task(KEY, size, at, root=str(tmp_path / str(at)))

    def check(at: int) -> None:
        store = FileStore("north", tmp_path / str(at))
        completes(store, size)
        store.tidy(0)
        assert list((tmp_path / str(at) / "tmp").iterdir()) == []
        assert (tmp_path / str(at) / KEY).stat().st_nlink == 1

    assert killed_everywhere(task_for, check) > 10


@pytest.mark.engines
@pytest.mark.parametrize("size", [3, 17 * MIB])
@pytest.mark.parametrize(("service", "kind"), [("s3", "plain"), ("ceph", "plain")])
def test_a_bucket(service: str, kind: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # nobody can see from afar that a writer is dead, so it is a matter of hours
    monkeypatch.setattr(tidying, "_SILENT", timedelta(hours=-1))
    monkeypatch.setattr(tidying, "VOID_AFTER", timedelta(hours=-1))
    with bucket_for(kind, service=service) as bucket:
        able = S3Store.create("north", bucket).known_abilities

        def task_for(at: int) -> Task:
            address = replace(bucket, prefix=f"killed-at-{at:02}")
            S3Store.create("north", address)
            return Task(KEY, size, at, address=asdict(address), able=asdict(able))

        def check(at: int) -> None:
            store = S3Store("north", replace(bucket, prefix=f"killed-at-{at:02}"), able)
            completes(store, size)
            store.tidy(-3600)
            assert keys_in(store) == [KEY, "muniment-store.txt"]

        assert killed_everywhere(task_for, check) >= 4
        assert uploads(S3Store("north", bucket, able)) == 0
