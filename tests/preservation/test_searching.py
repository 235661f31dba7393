"""The search for orphans keeps its place, and what it finds is an incident until it is gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue import object_incidents, searches
from catalogue.object_incidents import Ending, ObjectVerdict
from model.errors import MunimentError
from preservation import searching
from preservation.findings import Recorder
from preservation.orphans import Orphans
from preservation.searching import Search
from tests.ingest.house import House, house, new_id, now
from tests.ingest.quiet import QUIET

KEYS = ["aip/0a/x", "aip/55/x", "aip/aa/x", "aip/f0/x"]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[House]:
    """One AIP in two stores, and four objects that nobody knows in one of them."""
    with house(tmp_path / "home") as opened:
        source = tmp_path / "eins"
        source.mkdir()
        (source / "akte.txt").write_text("Akte eins. " * 40)
        assert opened.one(source).status == "stored"
        for key in KEYS:
            path = opened.home / "south" / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"nobody knows me")
        yield opened


def search_of(archive: House) -> Search:
    recorder = Recorder(now, new_id, archive.accession.agent)
    return Search(Orphans(archive.database, archive.vault, QUIET), recorder)


def known(archive: House) -> list[str]:
    with archive.database.read() as connection:
        return [one.key for one in object_incidents.strays(connection, ["north", "south"])]


def kinds(archive: House, *wanted: str) -> int:
    return sum(event["kind"] in wanted for event in archive.events())


def test_each_find_is_an_incident_once(archive: House) -> None:
    for _ in range(2):
        done = search_of(archive).to_the_end(["north", "south"])
        assert [one.key for one in done.orphans] == KEYS
        assert (done.found, done.troubles) == (4, ())
    assert known(archive) == KEYS
    assert kinds(archive, "incident-opened") == 4
    opened = [event for event in archive.events() if event["kind"] == "incident-opened"]
    assert {event["verdict"] for event in opened} == {"orphan"}
    assert not any("x" in str(event.get("aip", "")) for event in opened)


def test_it_goes_on_where_it_was(archive: House) -> None:
    first = replace(search_of(archive), piece=1)
    first.take_up("south")
    assert first.go_on("south") is not None
    with archive.database.read() as connection:
        before = searches.place(connection, "south")
    assert before is not None
    assert before.next > 0
    assert known(archive) == KEYS[:1]
    # killed here; what lies behind the place is not looked at again
    (archive.home / "south" / KEYS[0]).unlink()
    done = search_of(archive).to_the_end(["south"])
    assert [one.key for one in done.orphans] == KEYS
    assert done.found == 4
    # a whole new search sees that one has gone
    assert [one.key for one in search_of(archive).to_the_end(["south"]).orphans] == KEYS[1:]


def test_what_is_gone_closes_its_incident(archive: House) -> None:
    search_of(archive).to_the_end(["south"])
    (archive.home / "south" / KEYS[1]).unlink()
    search_of(archive).to_the_end(["south"])
    with archive.database.read() as connection:
        (closed,) = object_incidents.newest(connection, are_open=False, most=10)
        assert object_incidents.open_now(connection) == 3
    assert (closed.key, closed.ending) == (KEYS[1], Ending.GONE)
    assert closed.verdict is ObjectVerdict.ORPHAN
    assert kinds(archive, "incident-closed") == 1


def test_a_store_that_goes_away_keeps_its_place(archive: House) -> None:
    search = search_of(archive)
    search.take_up("south")
    hidden = shutil.move(archive.home / "south", archive.home / "hidden")
    done = search.to_the_end(["north", "south"])
    assert [error.code for error in done.troubles] == ["storage.away"]
    with pytest.raises(MunimentError, match="south"):
        search.go_on("south")
    shutil.move(hidden, archive.home / "south")
    assert len(search.to_the_end(["south"]).orphans) == 4


def test_two_who_search_at_once_tell_it_once(archive: House) -> None:
    one, other = search_of(archive), search_of(archive)
    one.take_up("south")
    with archive.database.read() as connection:
        was = searches.place(connection, "south")
    assert was is not None
    assert one.go_on("south")
    with archive.database.write() as connection:
        assert not searches.move(connection, "south", was, None, 4, now())
    assert other.go_on("south") is None
    assert kinds(archive, "incident-opened") == 4


def test_of_a_foreign_store_not_all_are_told(
    archive: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    done = search_of(archive).to_the_end(["south"])
    assert (len(done.orphans), done.found) == (2, 4)
    assert kinds(archive, "incident-opened") == 2
