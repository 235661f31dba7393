"""OpenSearch: the contract, and what only a server can do to us."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalogue.database import Database
from catalogue.search import indexer
from catalogue.search import opensearch_lease as lease
from catalogue.search.opensearch import OpenSearchEngine
from catalogue.search.protocol import Query
from model.errors import MunimentError
from services import SERVICES, Place
from tests.catalogue.search.contract_case import TODAY, entry
from tests.catalogue.search.engine_contract import SearchContract
from tests.catalogue.search.rows import describe
from tests.engines import address_of, own_search

pytestmark = pytest.mark.engines

EVERYTHING = Query(today=TODAY)


@contextmanager
def engine_at(url: str = "") -> Iterator[OpenSearchEngine]:
    """An engine over indexes of its own, removed afterwards."""
    with own_search(url) as (server, name):
        engine = OpenSearchEngine(server, name)
        yield engine
        engine.close()


@pytest.fixture(scope="module")
def shared_engine() -> Iterator[OpenSearchEngine]:
    with engine_at() as made:
        yield made


@pytest.fixture
def engine(shared_engine: OpenSearchEngine) -> OpenSearchEngine:
    with shared_engine.rebuilding():
        pass
    return shared_engine


@pytest.fixture
def unbuilt() -> Iterator[OpenSearchEngine]:
    with engine_at() as made:
        yield made


class TestOpenSearch(SearchContract):
    @pytest.fixture
    def engine(self, shared_engine: OpenSearchEngine) -> OpenSearchEngine:
        with shared_engine.rebuilding():
            pass
        return shared_engine


def put(engine: OpenSearchEngine, *numbers: int) -> None:
    with engine.writing() as writing:
        writing.put(entry(number) for number in numbers)
        writing.commit()


def refused(engine: OpenSearchEngine) -> MunimentError:
    with pytest.raises(MunimentError) as raised:
        engine.search(EVERYTHING)
    assert raised.value.message().count("\n") == 0
    return raised.value


def indexes(engine: OpenSearchEngine) -> list[str]:
    return sorted(engine._client.indices.get(index=f"{engine._alias}*"))


def test_without_an_index_it_says_so(unbuilt: OpenSearchEngine) -> None:
    assert not unbuilt.is_built()
    assert refused(unbuilt).details["reason"] == "it has not been built yet"
    with pytest.raises(MunimentError) as raised, unbuilt.writing():
        pass
    assert raised.value.code == "search.away"
    with pytest.raises(MunimentError) as raised:
        unbuilt.count(EVERYTHING)
    assert raised.value.code == "search.away"


def test_a_rebuilt_index_leaves_no_other(engine: OpenSearchEngine) -> None:
    put(engine, 1)
    engine._client.indices.create(index=f"{engine._alias}.1")  # of one that was killed
    for number in range(2):
        with engine.rebuilding() as writing:
            writing.put([entry(number)])
    assert len(indexes(engine)) == 1
    assert engine.count(EVERYTHING) == 1


def test_many_entries_at_once(engine: OpenSearchEngine) -> None:
    with engine.rebuilding() as writing:
        assert writing.put(entry(number) for number in range(2_500)) == 2_500
    with engine.writing() as again:
        again.put(entry(number, title="Brücke") for number in range(1_500))
        again.remove([entry(number).id for number in range(1_000, 2_000)])
        again.commit()
    assert engine.count(EVERYTHING) == 1_500
    assert engine.count(Query(today=TODAY, text="Brücke")) == 1_000
    assert engine.search(Query(today=TODAY, offset=1_490)).hits[-1].id.int == 2_499
    assert engine.search(Query(today=TODAY, offset=10_000_000)).hits == ()


def test_a_lease_is_renewed_and_a_dead_writers_expires(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LASTS", 1.5)
    monkeypatch.setattr(lease, "_RENEWED_EVERY", 0.2)
    with engine.writing() as writing:
        time.sleep(2)
        with pytest.raises(MunimentError) as raised, engine.writing():
            pass
        assert raised.value.code == "search.busy"
        writing.put([entry(1)])
        writing.commit()
    dead = lease.Lease(engine._client, engine._lock)
    assert dead._take()
    with engine.writing(wait=10) as writing:  # it was not renewed
        writing.put([entry(2)])
        writing.commit()
    assert engine.count(EVERYTHING) == 2


def test_who_lost_the_lease_writes_no_more(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that slept: what it knows may be older than what another wrote meanwhile."""
    monkeypatch.setattr(lease, "LASTS", 0.5)
    monkeypatch.setattr(lease, "_RENEWED_EVERY", 60.0)
    with engine.writing() as sleeper:
        sleeper.put([entry(1, title="Old")])
        time.sleep(0.6)
        with engine.writing() as other:
            other.put([entry(1, title="New")])
            other.commit()
        with pytest.raises(MunimentError) as raised:
            sleeper.commit()
        assert raised.value.code == "search.busy"
    assert engine.search(EVERYTHING).hits[0].title == "New"


def test_of_many_writers_one_writes(engine: OpenSearchEngine) -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def write(number: int) -> None:
        nonlocal inside, most
        with engine.writing(wait=60) as writing:
            with guard:
                inside += 1
                most = max(most, inside)
            writing.put([entry(number)])
            writing.commit()
            with guard:
                inside -= 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, engine.count(EVERYTHING)) == (1, 5)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    engine = OpenSearchEngine("http://127.0.0.1:1", user="anna", password="secret-word")
    error = refused(engine)
    assert error.code == "search.away"
    assert "secret-word" not in error.message()
    assert "no answer from its server" in error.message()
    engine.close()


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Place]:
    """A server of the test's own, to be stopped at will."""
    address_of("opensearch")
    place = Place.usual().apart(tmp_path / "services")
    SERVICES["opensearch"].start(place)
    yield place
    SERVICES["opensearch"].stop(place)


def test_the_index_catches_up_when_its_server_is_back(private: Place, db: Database) -> None:
    known = private.address("opensearch")
    assert known is not None
    with engine_at(known["endpoint"]) as engine:
        with db.write() as connection:
            describe(connection, 1, title="Brücke")
        assert indexer.catch_up(db, engine) == 1
        SERVICES["opensearch"].stop(private)
        with db.write() as connection:
            describe(connection, 2, title="Alte Brücke")
        with pytest.raises(MunimentError) as raised:
            indexer.catch_up(db, engine)
        assert raised.value.code == "search.away"
        assert refused(engine).code == "search.away"
        with db.read() as connection:
            assert indexer.waiting(connection) == 1  # nothing is forgotten
        SERVICES["opensearch"].start(private)
        assert indexer.catch_up(db, engine) == 1
        assert engine.count(Query(today=TODAY, text="Brücke")) == 2
