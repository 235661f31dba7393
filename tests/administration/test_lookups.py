"""`search`, `show`, `events`: what is there, by every name it has."""

from __future__ import annotations

import hashlib

import pytest

from tests.administration.conftest import Muniment


def test_search(shelf: Muniment) -> None:
    found = shelf.json("search", "protokoll*")
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert (hit["refcode"], hit["level"], hit["access"]) == ("LF-RAT-1", "file", "open")
    assert shelf.json("search", "Ratsprotokolle", "--from", 1900)["total"] == 0
    assert shelf.json("search", "", "--level", "fonds")["hits"][0]["refcode"] == "LF"
    assert shelf.json("search", "", "--digital")["total"] == 3
    assert len(shelf.json("search", "", "--limit", 2)["hits"]) == 2
    plain = shelf("search", "Bruecke")
    assert plain.code == 0
    assert "LF-BAU-1" in plain.out
    assert "1 found" in plain.out


def test_show(shelf: Muniment) -> None:
    unit = shelf.json("show", "LF-RAT-1")
    assert unit["title"] == "Ratsprotokolle der Stadt"
    assert unit["path"] == [{"refcode": "LF", "title": "Stadt Lindenfurt"}]
    assert unit["access"]["content"] == "open"
    (aip,) = unit["aips"]
    assert {file["path"] for file in aip["files"]} == {"protokoll.txt", "beilage/liste.txt"}
    text = b"Der Rat hat beschlossen.\n"
    digests = {file["path"]: file["sha512"] for file in aip["files"]}
    assert digests["protokoll.txt"] == hashlib.sha512(text).hexdigest()
    assert {copy["store"]: copy["status"] for copy in aip["copies"]} == {
        "north": "intact",
        "south": "intact",
    }
    for name in (unit["id"], unit["ark"], aip["aip"], aip["aip"].upper()):
        assert shelf.json("show", name)["id"] == unit["id"]
    closed = shelf.json("show", "LF-PER-1")["access"]
    assert closed["content_from"] == "2041-01-01"
    assert closed["content"] == "closed"
    fonds = shelf("show", "LF")
    assert fonds.code == 0
    assert "Stadt Lindenfurt" in fonds.out
    assert "bl" not in fonds.err


@pytest.mark.parametrize("command", ["show", "events", "get"])
@pytest.mark.parametrize(
    "name", ["LF-NOT-1", "", "018bcfe5-6800-7993-91ee-a0dae88f2205", "ark:99999/m1zzz", "../../etc"]
)
def test_names_of_nothing(command: str, name: str, shelf: Muniment) -> None:
    answer = shelf(command, name, "--json")
    assert (answer.code, answer.error) == (2, "catalogue.not-found")


def test_events(stocked: Muniment) -> None:
    events = stocked.json("events", "LF-RAT-1")["events"]
    assert "stored" in [event["kind"] for event in events]
    stored = next(event for event in events if event["kind"] == "stored")
    assert stored["agent_name"]
    assert stored["position"] is not None
    plain = stocked("events", "LF-RAT-1")
    assert "stored" in plain.out
    assert stored["object"] in plain.out
