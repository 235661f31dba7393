"""The index stays level with the catalogue, whatever happens in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event

from catalogue.database import Database
from catalogue.search.embedded import EmbeddedEngine
from catalogue.search.entries import Reader
from catalogue.search.indexer import catch_up, reindex, waiting
from catalogue.search.protocol import Query
from model.errors import MunimentError
from tests.catalogue.search.contract_case import TODAY
from tests.catalogue.search.rows import change, describe, hold, remove


def titles(engine: EmbeddedEngine, text: str = "") -> list[str]:
    return [hit.title for hit in engine.search(Query(today=TODAY, text=text)).hits]


def left(db: Database) -> int:
    with db.read() as connection:
        return waiting(connection)


def test_an_empty_archive_gets_an_empty_index(db: Database, embedded: EmbeddedEngine) -> None:
    assert catch_up(db, embedded) == 0
    assert titles(embedded) == []


def test_changes_follow(db: Database, embedded: EmbeddedEngine) -> None:
    catch_up(db, embedded)
    with db.write() as connection:
        describe(connection, 1, title="Alte Brücke")
        describe(connection, 2, title="Turm")
    assert left(db) == 2
    assert catch_up(db, embedded) == 2
    assert left(db) == 0
    with db.write() as connection:
        change(connection, 1, title="Neue Brücke")
        change(connection, 1, title="Neueste Brücke")
        remove(connection, 2)
    assert catch_up(db, embedded) == 2
    assert titles(embedded) == ["Neueste Brücke"]
    assert catch_up(db, embedded) == 0


def test_everything_described_is_in_the_entry(db: Database) -> None:
    with db.write() as connection:
        describe(connection, 1, title="Bestand", level="fonds", refcode="LG")
        describe(connection, 2, title="Serie", level="series", parent=1)
        describe(
            connection,
            3,
            parent=2,
            title="Brücke",
            date_start=date(1827, 1, 1),
            date_end=date(1830, 12, 31),
            content_from=date(2050, 1, 1),
            reason="R1",
            fields={"scope": "S", "subjects": ["a", "b"], "old_refcode": "alt 1", "genre": "Akte"},
        )
        hold(connection, 5, {"a/x.tif": ("fmt/353", "image/tiff")}, {3: ""})
    with db.read() as connection:
        (entry,) = Reader(connection).by_ids([UUID(int=3), UUID(int=77)])
    assert entry.ancestors == (UUID(int=1), UUID(int=2))
    assert entry.path == ("Bestand", "Serie")
    assert entry.fonds == "LG"
    assert (entry.dates, entry.first_year, entry.last_year) == ("1827–1830", 1827, 1830)
    assert (entry.scope, entry.genre, entry.old_refcode, entry.note) == ("S", "Akte", "alt 1", "")
    assert entry.subjects == ("a", "b")
    assert (entry.content_from, entry.reason) == (date(2050, 1, 1), "R1")
    assert (entry.digital, entry.formats, entry.media) == (True, ("fmt/353",), ("image",))
    assert entry.file_names == ("a/x.tif",)


def test_a_part_of_an_aip_has_its_own_files_alone(db: Database) -> None:
    files = {
        "one/a.tif": ("fmt/353", "image/tiff"),
        "one/b.wav": ("fmt/141", "audio/x-wav"),
        "one.txt": ("x-fmt/111", "text/plain"),
        "two.pdf": (None, "application/pdf"),
    }
    with db.write() as connection:
        for number in (1, 2, 3, 4):
            describe(connection, number)
        hold(connection, 5, files, {1: "", 2: "one", 3: "two.pdf"})
    with db.read() as connection:
        found = {e.id.int: e for e in Reader(connection).by_ids([UUID(int=n) for n in range(5)])}
    assert found[1].file_names == ("one.txt", "one/a.tif", "one/b.wav", "two.pdf")
    assert found[1].formats == ("fmt/141", "fmt/353", "x-fmt/111")
    assert sorted(found[2].file_names) == ["one/a.tif", "one/b.wav"]
    assert found[2].media == ("audio", "image")
    assert (found[3].file_names, found[3].formats) == (("two.pdf",), ())
    assert (found[4].digital, found[4].file_names) == (False, ())


def test_the_newest_generation_counts(db: Database) -> None:
    with db.write() as connection:
        describe(connection, 1)
        hold(connection, 5, {"old.doc": ("fmt/40", "application/msword")}, {1: ""})
        hold(connection, 5, {"new.pdf": ("fmt/95", "application/pdf")}, {}, number=2)
    with db.read() as connection:
        (entry,) = Reader(connection).by_ids([UUID(int=1)])
    assert entry.file_names == ("new.pdf",)


def test_statements_do_not_grow_with_the_units(db: Database) -> None:
    with db.write() as connection:
        describe(connection, 1)
        for number in range(2, 60):
            describe(connection, number, parent=number // 4 + 1 if number > 4 else 1)
        for number in range(2, 40):
            hold(connection, number, {f"{number}": ("fmt/1", "text/plain")}, {number: ""})
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    with db.read() as connection:
        event.listen(connection, "before_cursor_execute", count)
        assert len(list(Reader(connection).by_ids([UUID(int=n) for n in range(60)]))) == 59
    assert counted < 12


def test_a_lost_index_is_built_whole_not_from_the_outbox(
    db: Database, embedded: EmbeddedEngine, tmp_path: Path
) -> None:
    with db.write() as connection:
        for number in range(1, 6):
            describe(connection, number)
    catch_up(db, embedded)
    other = EmbeddedEngine(tmp_path / "another index")
    with db.write() as connection:
        change(connection, 1, title="Neu")
    assert catch_up(db, other) == 5
    assert len(titles(other)) == 5
    assert left(db) == 0


def test_reindex_is_level_with_the_catalogue(db: Database, embedded: EmbeddedEngine) -> None:
    with db.write() as connection:
        for number in range(1, 1_500):
            describe(connection, number, parent=1 if number > 1 else None)
    told: list[int] = []

    class Told:
        def begin(self, what: str, total: int) -> None:
            told.append(total)

        def advance(self, amount: int) -> None:
            told.append(amount)

    assert reindex(db, embedded, Told()) == 1_499
    assert told == [1_499, 1_000, 499]
    assert left(db) == 0
    assert embedded.count(Query(today=TODAY, within=UUID(int=1))) == 1_499


def test_a_crash_after_the_index_committed_costs_nothing(
    db: Database, embedded: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(db, embedded)
    with db.write() as connection:
        describe(connection, 1, title="Brücke")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("catalogue.search.indexer._forget", crash)
        with pytest.raises(KeyboardInterrupt):
            catch_up(db, embedded)
    assert titles(embedded) == ["Brücke"]
    assert left(db) == 1
    assert catch_up(db, embedded) == 1
    assert titles(embedded) == ["Brücke"]


def test_a_busy_index_leaves_the_outbox(db: Database, embedded: EmbeddedEngine) -> None:
    catch_up(db, embedded)
    with db.write() as connection:
        describe(connection, 1)
    with embedded.writing(), pytest.raises(MunimentError) as refused:
        catch_up(db, embedded)
    assert refused.value.code == "search.busy"
    assert left(db) == 1


_INDEXER = """
import sys
from pathlib import Path
from catalogue.database import Database
from catalogue.search import indexer
from catalogue.search.embedded import EmbeddedEngine
indexer._PER_COMMIT = 50
print("go", flush=True)
indexer.catch_up(Database(sys.argv[1]), EmbeddedEngine(Path(sys.argv[2])))
"""


@pytest.mark.parametrize("patience", [0.02, 0.1, 0.3])
def test_killed_while_indexing_the_next_run_is_level(
    db: Database, embedded: EmbeddedEngine, tmp_path: Path, patience: float
) -> None:
    catch_up(db, embedded)
    with db.write() as connection:
        for number in range(1, 1_001):
            describe(connection, number, title=f"Brücke {number}")
    place, index = f"sqlite:///{tmp_path / 'archive.db'}", str(tmp_path / "index")
    child = subprocess.Popen(
        [sys.executable, "-c", _INDEXER, place, index], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child, child.stdout:
        child.stdout.readline()
        time.sleep(patience)
        child.send_signal(signal.SIGKILL)
    catch_up(db, embedded)
    assert left(db) == 0
    assert embedded.count(Query(today=TODAY, text="Brücke")) == 1_000
    assert embedded.count(Query(today=TODAY)) == 1_000
