"""The embedded engine: the contract, and what only files on a disk can suffer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from catalogue.search.embedded import EmbeddedEngine
from catalogue.search.embedded_fields import version
from catalogue.search.protocol import Query
from model.errors import MunimentError
from tests.catalogue.search.contract_case import TODAY, entry
from tests.catalogue.search.engine_contract import SearchContract

EVERYTHING = Query(today=TODAY)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path / "index")
    with made.rebuilding():
        pass
    yield made
    made.close()


class TestEmbedded(SearchContract):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[EmbeddedEngine]:
        made = EmbeddedEngine(tmp_path / "index")
        with made.rebuilding():
            pass
        yield made
        made.close()


def put(engine: EmbeddedEngine, *numbers: int) -> None:
    with engine.writing() as writing:
        writing.put(entry(number) for number in numbers)
        writing.commit()


def used(root: Path) -> Path:
    """The folder of the index in use."""
    home = root / version()
    return home / (home / "current").read_text()


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    assert not engine.is_built()
    with pytest.raises(MunimentError) as refused:
        engine.search(EVERYTHING)
    assert refused.value.code == "search.away"
    with pytest.raises(MunimentError) as refused, engine.writing():
        pass
    assert refused.value.code == "search.away"


def test_an_older_layout_is_left_alone(tmp_path: Path, engine: EmbeddedEngine) -> None:
    old = tmp_path / "index" / "v0-00000000"
    old.mkdir()
    (old / "current").write_text("1")
    with engine.rebuilding():
        pass
    assert (old / "current").exists()


def test_another_process_sees_each_commit(tmp_path: Path, engine: EmbeddedEngine) -> None:
    reader = EmbeddedEngine(tmp_path / "index")
    assert reader.count(EVERYTHING) == 0
    put(engine, 1)
    assert reader.count(EVERYTHING) == 1
    with engine.rebuilding() as writing:
        writing.put([entry(2), entry(3)])
    assert reader.count(EVERYTHING) == 2
    put(engine, 4)
    assert reader.count(EVERYTHING) == 3


def test_a_rebuilt_index_leaves_no_other(tmp_path: Path, engine: EmbeddedEngine) -> None:
    for number in range(3):
        with engine.rebuilding() as writing:
            writing.put([entry(number)])
    home = tmp_path / "index" / version()
    assert [p for p in home.iterdir() if p.is_dir()] == [used(tmp_path / "index")]


def test_segments_do_not_pile_up(tmp_path: Path, engine: EmbeddedEngine) -> None:
    for number in range(40):
        put(engine, number)
    assert engine.count(EVERYTHING) == 40
    assert len(list(used(tmp_path / "index").glob("*.store"))) < 20


@pytest.mark.parametrize("damage", ["truncate", "garbage", "vanish"])
@pytest.mark.parametrize("what", ["meta.json", "*.store", "*.term", "*.fast"])
def test_damage_is_one_sentence_and_a_rebuild_heals(
    tmp_path: Path, engine: EmbeddedEngine, damage: str, what: str
) -> None:
    put(engine, 1, 2, 3)
    engine.close()
    for path in used(tmp_path / "index").glob(what):
        match damage:
            case "truncate":
                os.truncate(path, path.stat().st_size // 2)
            case "garbage":
                path.write_bytes(os.urandom(path.stat().st_size))
            case _:
                path.unlink()
    reader = EmbeddedEngine(tmp_path / "index")
    try:
        reader.search(Query(today=TODAY, text="unit"))
    except MunimentError as refused:
        assert refused.code == "search.away"  # noqa: PT017 - garbage may hit bytes nobody reads
    with reader.rebuilding() as writing:
        writing.put([entry(4)])
    assert reader.count(EVERYTHING) == 1


_WRITER = """
import sys
from pathlib import Path
from catalogue.search.embedded import EmbeddedEngine
from tests.catalogue.search.contract_case import entry
engine = EmbeddedEngine(Path(sys.argv[1]))
number = 10
with engine.writing() as writing:
    print("writing", flush=True)
    while True:
        writing.put(entry(n) for n in range(number, number + 500))
        writing.commit()
        print(number, flush=True)
        number += 500
"""


@pytest.mark.parametrize("patience", [0.0, 0.05, 0.15])
def test_a_killed_writer_leaves_a_whole_index_and_no_lock(
    tmp_path: Path, engine: EmbeddedEngine, patience: float
) -> None:
    put(engine, 1, 2)
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path / "index")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    with writer, writer.stdout:
        assert writer.stdout.readline() == "writing\n"
        with pytest.raises(MunimentError) as refused, engine.writing():
            pass
        assert refused.value.code == "search.busy"
        time.sleep(patience)
        writer.send_signal(signal.SIGKILL)
        committed = [int(line) for line in writer.stdout if line.strip().isdigit()]
    reader = EmbeddedEngine(tmp_path / "index")
    least = 2 + 500 * len(committed)
    assert reader.count(EVERYTHING) in (least, least + 500)
    put(engine, 1, 3)
    assert reader.count(EVERYTHING) in (least + 1, least + 501)


def test_a_killed_rebuild_leaves_the_old_index(tmp_path: Path, engine: EmbeddedEngine) -> None:
    put(engine, 1)
    script = _WRITER.replace("engine.writing()", "engine.rebuilding()")
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "index")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    with writer, writer.stdout:
        assert writer.stdout.readline() == "writing\n"
        writer.send_signal(signal.SIGKILL)
    assert engine.search(EVERYTHING).hits[0].id == UUID(int=1)
    with engine.rebuilding() as writing:
        writing.put([entry(5)])
    assert engine.search(EVERYTHING).hits[0].id == UUID(int=5)
    assert len([p for p in (tmp_path / "index" / version()).iterdir() if p.is_dir()]) == 1


def test_a_writer_waits_for_another(tmp_path: Path, engine: EmbeddedEngine) -> None:
    began = time.monotonic()
    with engine.writing(), pytest.raises(MunimentError), engine.writing(wait=0.2):
        pass
    assert time.monotonic() - began >= 0.2


def test_a_page_turned_is_not_counted_again(engine: EmbeddedEngine) -> None:
    put(engine, *range(30))
    first = engine.search(Query(today=TODAY, limit=10))
    second = engine.search(Query(today=TODAY, limit=10, offset=10))
    assert first.facets == second.facets
    put(engine, 31)
    assert engine.search(Query(today=TODAY, limit=10, offset=10)).facets != first.facets


def test_many_threads_ask_at_once(engine: EmbeddedEngine) -> None:
    put(engine, *range(200))

    def ask(number: int) -> int:
        return engine.search(Query(today=TODAY, text=f"units {number % 7 + 100}")).total

    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(ask, range(200))
        for number in range(200, 210):
            put(engine, number)
        assert set(asked) == {1}
