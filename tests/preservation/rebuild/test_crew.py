"""A helper reads, and whatever becomes of it, every AIP comes once and in its order."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from model.errors import MunimentError
from model.ids import object_key, uuid7
from preservation.rebuild import crew, reading
from preservation.rebuild.crew import Crew, Opener
from preservation.rebuild.reading import DISTANT, NEARBY, Way
from storage.stores import Store
from storage.stores.file import FileStore
from tests.storage.given import AT, plan, sealed_bytes

AIPS = 12


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some AIPs."""
    root = tmp_path_factory.mktemp("crew") / "north"
    store = FileStore.create("north", root)
    for number in range(AIPS):
        aip = uuid7(AT, number.to_bytes(10, "big"))
        _, data = sealed_bytes(plan(root.parent, {"a.txt": b"a", "b.txt": b"b"}, aip), root.parent)
        store.put(object_key(aip, 1), data)
    return root


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 1)
    monkeypatch.setattr(crew, "_ALONE", 2)
    monkeypatch.setattr(crew, "_PATIENCE", 60)


def opened(root: Path) -> Mapping[str, Store]:
    return {"north": FileStore("north", root)}


def open_and_note(root: Path, note: Path) -> Mapping[str, Store]:
    note.write_text(str(os.getpid()))
    return opened(root)


def open_nothing(root: Path) -> Mapping[str, Store]:
    return {"north": FileStore("north", root / "elsewhere")}


def die() -> Mapping[str, Store]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def fail() -> Mapping[str, Store]:
    raise RuntimeError("a helper without luck")


def came(root: Path, opener: Opener, *, way: Way = NEARBY) -> list[UUID]:
    """Those of which an end was read."""
    troubles: list[MunimentError] = []
    found = []
    for page, answers in Crew(opener, way, helped=True).read(opened(root), "", troubles.append):
        assert page.last == page.seen[-1].folder
        for seen, told in zip(page.seen, answers, strict=True):
            assert told is not None
            assert (told.files, told.store) == (2, "north")
            assert len(told.members.paths) > 4
            found.append(seen.aip)
    assert troubles == []
    return found


def expected(root: Path) -> list[UUID]:
    return [UUID(path.parent.name) for path in sorted(root.glob("aip/*/*/*/*.zip"))]


@pytest.mark.parametrize("way", [NEARBY, DISTANT])
def test_another_process_reads(stocked: Path, tmp_path: Path, way: Way) -> None:
    note = tmp_path / "note"
    opener = partial(open_and_note, stocked, note)
    assert came(stocked, opener, way=way) == expected(stocked)
    assert len(expected(stocked)) == AIPS
    assert note.read_text() != str(os.getpid())


@pytest.mark.parametrize("opener", ["die", "fail", "nothing"])
def test_a_helper_that_is_none(stocked: Path, opener: str) -> None:
    """Killed, broken, or without the store: this process reads by itself."""
    openers: dict[str, Opener] = {
        "die": die,
        "fail": fail,
        "nothing": partial(open_nothing, stocked),
    }
    assert came(stocked, openers[opener]) == expected(stocked)


def test_many_files_are_not_all_in_hand(stocked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is divided between two AIPs where it holds much."""
    monkeypatch.setattr(reading, "_AT_ONCE", 100)
    whole = list(reading.read_stores(opened(stocked), "", lambda _: None, NEARBY))
    assert [len(page.seen) for page, _ in whole] == [AIPS]
    files = sum(len(told.members.paths) for _, answers in whole for told in answers if told)
    monkeypatch.setattr(reading, "_FILES", files // 3)
    parts = list(reading.read_stores(opened(stocked), "", lambda _: None, NEARBY))
    assert [len(page.seen) for page, _ in parts] == [4, 4, 4]
    assert [one.aip for page, _ in parts for one in page.seen] == expected(stocked)
    (after, _), rest = parts[0], parts[1:]
    again = list(reading.read_stores(opened(stocked), after.last, lambda _: None, NEARBY))
    assert again == rest
