"""`ingest`: what comes in, what is refused, what waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from administration.executor import sole_executor
from administration.home import Home
from tests.administration.conftest import Muniment, deliver


def test_ingest_answers_as_the_contract_says(stocked_once: Path, shelf: Muniment) -> None:
    results = shelf.json("ingest", stocked_once.parent / "delivery")["results"]
    assert [(r["refcode"], r["status"], r["files"]) for r in results] == [
        ("LF-RAT-1", "known", 2),
        ("LF-BAU-1", "known", 1),
        ("LF-PER-1", "known", 1),
    ]
    for result in results:
        assert result["generation"] == 1
        assert result["bytes"] > 0
        assert result["indexed"] is True
        assert result["copies"] == ["north", "south"]
        assert len(result["sha256"]) == 64
        assert result["formats"][0]["puid"] == "x-fmt/111"
        assert result["code"] is None
        assert result["title"]


def test_ingest_for_people(tmp_path: Path, empty: Muniment) -> None:
    answer = empty("ingest", deliver(tmp_path / "delivery"))
    assert answer.code == 0
    assert "LF-RAT-1  Ratsprotokolle der Stadt  stored" in answer.out
    assert "copies north, south" in answer.out
    assert "3 stored" in answer.out
    assert not any(line.endswith(" ") for line in answer.out.splitlines())


def test_a_dry_run_stores_nothing(tmp_path: Path, empty: Muniment) -> None:
    delivery = deliver(tmp_path / "delivery")
    results = empty.json("ingest", delivery, "--dry-run")["results"]
    assert [r["status"] for r in results] == ["would-store"] * 3
    assert not list(empty.home.glob("stores/*/aip"))
    assert empty.json("search", "")["total"] == 0


def test_what_is_not_right_is_refused_and_the_rest_is_stored(
    tmp_path: Path, empty: Muniment
) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "a.txt").write_text("a")
    (bad / "sums.sha512").write_text(f"{'0' * 128}  a.txt\n")
    good = deliver(tmp_path / "good")
    answer = empty("ingest", bad, good, "--json")
    assert answer.code == 1
    results = answer.document["results"]
    assert [r["status"] for r in results] == ["refused", "stored", "stored", "stored"]
    assert results[0]["code"] == "ingest.checksum-mismatch"
    assert results[0]["hint"]
    assert "[ingest.checksum-mismatch]" in answer.err
    plain = empty("ingest", bad)
    assert plain.code == 1
    assert "refused" in plain.out


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path, empty: Muniment) -> None:
    answer = empty("ingest", tmp_path / "nothing", "--json")
    assert answer.code == 2
    assert answer.document["results"][0]["code"] == "ingest.not-found"


def test_a_second_executor_gives_up(
    tmp_path: Path, empty: Muniment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("administration.executor.sole_executor.__wrapped__.__defaults__", (0.1,))
    with sole_executor(Home(empty.home)):
        answer = empty("ingest", tmp_path, "--json")
    assert (answer.code, answer.error) == (3, "home.busy")


def test_a_store_that_is_away_makes_a_submission_wait(tmp_path: Path, empty: Muniment) -> None:
    delivery = deliver(tmp_path / "delivery")
    south = empty.home / "stores" / "south"
    south.rename(tmp_path / "unplugged")
    answer = empty("ingest", delivery, "--json")
    assert answer.code == 3
    assert [r["status"] for r in answer.document["results"]] == ["waiting"]
    assert answer.document["results"][0]["code"] == "storage.away"
    assert empty("stores", "status", "--json").code == 3
    (tmp_path / "unplugged").rename(south)
    results = empty.json("ingest", delivery)["results"]
    assert [r["status"] for r in results] == ["stored"] * 3
    assert empty.json("ledger", "verify")["intact"]
