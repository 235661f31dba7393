"""Changes go into every store, once, in order; a store that was away gets them later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from catalogue.journal import cutting, files
from preservation.journal import placing
from preservation.journal.keeping import Pace
from schemas.journal import Head, read
from storage.stores.file import FileStore
from tests.preservation.journal.chronicle import Chronicle, chronicle, grow


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Chronicle]:
    with chronicle(tmp_path) as opened:
        yield opened


def away(kept: Chronicle, store: int) -> Path:
    """Its disk is not mounted any more."""
    place = kept.place / kept.stores[store].name
    return place.rename(place.with_suffix(".away"))


def back(hidden: Path) -> None:
    hidden.rename(hidden.with_suffix(""))


def numbers(kept: Chronicle, store: int = 0) -> list[int]:
    """The numbers of all changes that a store holds, in the order of its listing."""
    found: list[int] = []
    for key in kept.lying(store):
        if key.startswith("segments/"):
            lines = kept.file(key, store).read_text().splitlines()[1:-1]
            found += [json.loads(line)["seq"] for line in lines]
    return found


def test_every_change_is_a_line_in_every_store(kept: Chronicle) -> None:
    fonds = kept.describe("F")
    unit = kept.describe("F 1", fonds)
    kept.change(unit, title="Neu")
    assert kept.waiting() == 3
    assert kept.keep() == []
    assert kept.waiting() == 0
    kept.change(unit, title="Neuer")
    kept.keep()
    assert kept.lying(0) == kept.lying(1)
    assert [key.split("/")[1] for key in kept.lying()] == [
        f"{1:020d}-{3:020d}.ndjson",
        f"{4:020d}-{4:020d}.ndjson",
    ]
    lines = kept.file(kept.lying()[0]).read_text().splitlines()
    assert [json.loads(line)["description"]["title"] for line in lines[1:-1]] == [
        "Akte F",
        "Akte F 1",
        "Neu",
    ], "the first title too, which was there for a second only"
    assert kept.file(kept.lying()[0]).read_bytes() == kept.file(kept.lying()[0], 1).read_bytes()


def test_nothing_happens_where_nothing_was_changed(kept: Chronicle) -> None:
    kept.describe("F")
    kept.keep()
    before = kept.lying(), kept.events()
    kept.keep()
    assert (kept.lying(), kept.events()) == before


def test_the_ledger_tells_what_was_written(kept: Chronicle) -> None:
    kept.describe("F")
    kept.keep()
    (told,) = kept.events()
    assert (told["kind"], told["first"], told["last"], told["units"]) == ("journaled", 1, 1, 1)
    digests = kept.digests()
    for key in kept.lying():
        body = kept.file(key).read_bytes()
        found = list(read([body], f"journal/descriptions/{key}"))
        assert isinstance(found[0], Head)
        assert digests[found[0].name.key] == hashlib.sha256(body).digest()


def test_a_store_that_was_away_gets_it_later(kept: Chronicle) -> None:
    kept.describe("F")
    kept.keep()
    hidden = away(kept, 1)
    kept.wait(seconds=90)
    kept.describe("F 1")
    assert kept.keep() == ["storage.away"]
    assert kept.waiting() == 1, "one store is not enough"
    assert len(kept.events()) == 1
    kept.describe("F 2")
    kept.keep()
    back(hidden)
    assert kept.keep() == []
    assert kept.waiting() == 0
    assert numbers(kept, 0) == numbers(kept, 1) == [1, 2, 3]


def test_changes_wait_in_the_outbox_while_nobody_takes_them(kept: Chronicle) -> None:
    hidden = away(kept, 1)
    unit = kept.describe("F")
    for number in range(20):
        kept.change(unit, title=f"Titel {number}")
        kept.keep()
    assert kept.waiting() == 21
    assert len(kept.lying(0)) <= 4, "and not one segment each"
    back(hidden)
    kept.keep()
    assert numbers(kept, 1) == list(range(1, 22))


def test_an_optional_store_holds_nobody_up(kept: Chronicle) -> None:
    kept.required = frozenset({"north"})
    hidden = away(kept, 1)
    kept.describe("F")
    assert kept.keep() == ["storage.away"]
    assert kept.waiting() == 0
    back(hidden)
    kept.keep()
    assert numbers(kept, 1) == [1]


def test_a_new_store_is_brought_level(kept: Chronicle) -> None:
    grow(kept, 60)
    kept.keep()
    kept.change(kept.describe("F"), title="Neu")
    kept.keep()
    west = FileStore.create("west", kept.place / "west")
    kept.stores.append(west)
    assert placing.bring_level(kept.journal, west) == []
    assert [one.key for one in west.list("journal/")] == [
        one.key for one in kept.stores[0].list("journal/")
    ]


def test_a_new_store_gets_good_copies_alone(kept: Chronicle) -> None:
    kept.describe("F")
    kept.keep()
    spoil(kept.file(kept.lying()[0], 0))
    west = FileStore.create("west", kept.place / "west")
    kept.stores.append(west)
    assert placing.bring_level(kept.journal, west) == []
    (copied,) = west.list("journal/")
    assert b"".join(west.read(copied.key)) == kept.file(kept.lying()[0], 1).read_bytes()


def spoil(path: Path) -> None:
    path.chmod(0o600)
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def test_somebody_elses_journal_is_not_touched(kept: Chronicle, tmp_path: Path) -> None:
    with chronicle(tmp_path / "other") as other:
        other.describe("X")
        other.keep()
        strange = other.file(other.lying()[0]).read_bytes()
        key = f"journal/descriptions/{other.lying()[0]}"
    kept.stores[1].put(key, strange)
    kept.describe("F")
    assert kept.keep() == ["journal.conflict"]
    assert kept.waiting() == 1
    assert b"".join(kept.stores[1].read(key)) == strange


def test_damage_under_a_key_is_replaced(kept: Chronicle) -> None:
    kept.describe("F")
    assert cutting.cut(kept.database, "archive.example/log", lambda: kept.now)
    with kept.database.read() as connection:
        (file,) = files.lacking(connection, "north")
    kept.stores[1].put(file.name.key, b"what a broken disk made of it")
    assert kept.keep() == []
    assert kept.file(kept.lying()[0], 1).read_bytes() == kept.file(kept.lying()[0]).read_bytes()


def test_two_at_once_give_out_no_number_twice(kept: Chronicle) -> None:
    grow(kept, 120)
    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(kept.keep) for _ in range(4)]
        for number in range(20):
            kept.describe(f"D {number}")
        assert [one for future in futures for one in future.result()] == []
    kept.keep()
    assert numbers(kept) == list(range(1, 141))
    assert len({json.dumps(one) for one in kept.events()}) == len(kept.lying())


def test_a_large_outbox_becomes_several_segments(
    kept: Chronicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "CHANGES", 50)
    grow(kept, 120)
    kept.keep()
    assert len(kept.lying()) == 3
    assert numbers(kept) == list(range(1, 121))


def test_snapshots_are_taken_and_old_segments_go(kept: Chronicle) -> None:
    kept.pace = Pace(changes=1_000_000, age=timedelta(days=1))
    ids = grow(kept, 40)
    kept.keep()
    before = kept.said()
    for day in range(1, 5):
        kept.wait(days=1, minutes=1)
        kept.change(ids[0], title=f"Tag {day}")
        assert kept.keep() == []
    snapshots_there = [key for key in kept.lying() if key.startswith("snapshots/")]
    per_prefix: dict[str, int] = {}
    for key in snapshots_there:
        per_prefix[key.split("/")[1]] = per_prefix.get(key.split("/")[1], 0) + 1
    assert set(per_prefix.values()) == {2}, "the last two are kept"
    assert len(per_prefix) == 40
    assert min(numbers(kept)) > 40, "what two snapshots hold needs no segment"
    assert kept.lying(0) == kept.lying(1)
    assert before != kept.said()
    reading = kept.reading()
    assert len(list(reading.descriptions())) == 40
    assert reading.findings == []


def test_a_snapshot_after_so_many_changes(kept: Chronicle) -> None:
    kept.pace = Pace(changes=3, age=timedelta(days=100))
    unit = kept.describe("F")
    other = kept.describe("G")
    kept.keep()
    for number in range(3):
        kept.change(unit, title=f"{number}")
        kept.keep()
    taken = [key for key in kept.lying() if key.startswith("snapshots/")]
    assert [key.split("/")[1] for key in taken] == [unit.hex[-2:]]
    assert other.hex[-2:] != unit.hex[-2:]
