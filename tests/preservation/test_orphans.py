"""From the store to the catalogue: what nobody has recorded is named, and left as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from catalogue.tables import copy, generation, intent
from model.ids import object_key, partition_folder
from preservation.orphans import Orphan, Orphans
from tests.ingest.house import House, house, new_id
from tests.ingest.quiet import QUIET


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[House]:
    """Five AIPs in two stores."""
    with house(tmp_path / "home") as opened:
        for name in ("eins", "zwei", "drei", "vier", "fünf"):
            source = tmp_path / name
            source.mkdir()
            (source / "akte.txt").write_text(f"Akte {name}. " * 40)
            assert opened.one(source).status == "stored"
        yield opened


def found(archive: House, store: str = "south") -> list[Orphan]:
    search = Orphans(archive.database, archive.vault, QUIET)
    start: int | None = 0
    orphans: list[Orphan] = []
    while start is not None:
        piece = search.survey(store, start)
        orphans += piece.orphans
        start = piece.next
    return orphans


def put(archive: House, key: str) -> Path:
    path = archive.home / "south" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"nobody knows me")
    return path


def test_there_is_none(archive: House) -> None:
    assert found(archive, "north") == found(archive) == []


@pytest.mark.parametrize(
    "key",
    [
        object_key(UUID("0193a5c0-1234-7abc-8def-00112233abcd"), 1),
        f"{partition_folder(0)}note.txt",
        f"{partition_folder(0xFFFF)}zzz",
        "aip/00",
        "aip/README",
        "aip/zz/zz/beyond",
        "aip/7f/between",
    ],
)
def test_one_is_found_wherever_it_lies(archive: House, key: str) -> None:
    path = put(archive, key)
    assert found(archive) == [Orphan("south", key, 15, begun=False)]
    assert found(archive, "north") == []
    assert path.read_bytes() == b"nobody knows me"


def test_what_lies_elsewhere_is_none(archive: House) -> None:
    put(archive, "log/tile/0/000")
    put(archive, "journal/x")
    assert found(archive) == []


def test_a_later_generation_that_nobody_recorded(archive: House) -> None:
    (first, *_) = archive.objects()["south"]
    shutil.copy(first, first.with_name("v00002.zip"))
    (one,) = found(archive)
    assert one.key.endswith("v00002.zip")
    assert not one.begun


def test_what_an_interrupted_deed_left_is_told_apart(archive: House) -> None:
    with archive.database.write() as connection:
        connection.execute(delete(copy))
        connection.execute(update(intent).values(state="open"))
    assert [one.begun for one in found(archive)] == [True] * 5
    with archive.database.write() as connection:
        connection.execute(delete(generation.metadata.tables["file"]))
        connection.execute(delete(generation))
    assert [one.begun for one in found(archive)] == [True] * 5


@pytest.mark.parametrize("piece", [1, 2, 3, 100])
def test_in_pieces_it_comes_to_the_same(archive: House, piece: int) -> None:
    keys = {object_key(new_id(), number) for number in (1, 2, 3)}
    keys |= {"aip/README", "aip/zz/zz/beyond", "aip/7f/between", f"{partition_folder(9)}x"}
    for key in keys:
        put(archive, key)
    search = Orphans(archive.database, archive.vault, QUIET)
    start: int | None = 0
    seen: list[str] = []
    objects = starts = 0
    while start is not None:
        got = search.survey("south", start, piece)
        assert got.next is None or got.next > start
        seen += [one.key for one in got.orphans]
        objects, starts, start = objects + got.objects, starts + 1, got.next
    assert seen == sorted(keys)
    assert objects == 5 + len(keys)
    assert starts == 1 if piece == 100 else starts > 1


def test_pages_of_the_catalogue_join(archive: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preservation.orphans._PAGE", 2)
    assert found(archive) == []
    lost = archive.objects()["south"][2]
    os.link(lost, lost.with_name("v00007.zip"))
    assert [one.key[-10:] for one in found(archive)] == ["v00007.zip"]
