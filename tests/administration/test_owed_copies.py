"""A store away for the night: what may be owed is owed and said, what is required is waited for."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from tests.administration.conftest import Muniment, deliver, notes

MARKER = "muniment-store.txt"


def set_up(muniment: Muniment, more: str) -> None:
    settings = muniment.home / "settings.toml"
    settings.write_text(f"{settings.read_text()}\n{more}\n")


@pytest.fixture
def three(empty: Muniment) -> Muniment:
    """An archive with a third store, which may owe its copies."""
    east = empty.home / "stores" / "east"
    (east / "tmp").mkdir(parents=True)
    (east / MARKER).touch()
    set_up(empty, '[[stores]]\nname = "east"\nurl = "file:stores/east"\nrequired = false')
    return empty


def test_owed_and_said(three: Muniment, tmp_path: Path) -> None:
    (three.home / "stores/east" / MARKER).unlink()
    results = three.json("ingest", deliver(tmp_path / "delivery"))["results"]
    assert {one["status"] for one in results} == {"stored"}
    assert all(one["copies"] == ["north", "south"] for one in results)
    assert all(one["owed"] == ["east"] for one in results)
    shown = three.json("show", "LF-RAT-1")["aips"][0]["copies"]
    assert [(one["store"], one["status"]) for one in shown] == [
        ("east", "owed"), ("north", "intact"), ("south", "intact"),
    ]  # fmt: skip
    assert shown[0]["last_checked"] is None
    said = three("ingest", tmp_path / "delivery").out
    assert "copies north, south; owed to east" in said
    (three.home / "stores/east" / MARKER).touch()
    north, south, east = three.json("stores", "status")["stores"]
    assert (east["copies"], east["owed"], east["damaged"], east["bytes"]) == (0, 3, 0, 0)
    assert north["owed"] == south["owed"] == 0
    assert notes(three)["copies.owed"] == "warn"
    # what is not there yet is neither missing nor read
    assert three.json("verify")["checked"] == 6
    assert three.json("verify", "LF-RAT-1")["checked"] == 2
    assert three.json("repair")["repaired"] == 0
    assert three.json("get", "LF-RAT-1", "-o", tmp_path / "bag")["passed_over"] == []
    stored = [e for e in three.json("events", "LF-RAT-1")["events"] if e["kind"] == "stored"]
    assert [(one["copies"], one["owed"]) for one in stored] == [(2, 1)]


def test_a_required_store_is_waited_for_by_the_submission(three: Muniment, tmp_path: Path) -> None:
    (three.home / "stores/south" / MARKER).unlink()
    answer = three("ingest", deliver(tmp_path / "delivery"), "--json")
    assert answer.code == 3
    (one,) = answer.document["results"]
    assert (one["status"], one["code"], one["copies"]) == ("waiting", "storage.away", [])
    assert three.json("search", "Ratsprotokolle")["total"] == 0
    (three.home / "stores/south" / MARKER).touch()
    again = three.json("ingest", tmp_path / "delivery")["results"]
    assert {one["status"] for one in again} == {"stored"}
    assert three.json("verify", "--deep")["intact"] == 9


def test_or_by_the_command_as_the_settings_say(three: Muniment, tmp_path: Path) -> None:
    settings = three.home / "settings.toml"
    settings.write_text(settings.read_text().replace("wait_seconds = 0", "wait_seconds = 60"))
    marker = three.home / "stores/south" / MARKER
    marker.unlink()

    def come_back() -> None:
        time.sleep(2)
        marker.touch()

    coming = threading.Thread(target=come_back)
    coming.start()
    results = three.json("ingest", deliver(tmp_path / "delivery"))["results"]
    coming.join()
    assert {one["status"] for one in results} == {"stored"}
    assert all(one["owed"] == [] for one in results)
