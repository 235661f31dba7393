"""`verify` and `repair`: damage is found, reported, healed and recorded."""

from __future__ import annotations

import pytest

from tests.administration.conftest import Muniment, flip_a_bit, notes


def test_verify_finds_and_repair_heals(stocked: Muniment) -> None:
    whole = stocked.json("verify")
    assert (whole["checked"], whole["intact"], whole["findings"]) == (6, 6, [])
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    damaged = flip_a_bit(stocked, "south", aip)
    for words in (("verify",), ("verify", "LF-RAT-1"), ("verify", aip, "--deep")):
        found = stocked.json(*words, ends=1)
        (finding,) = found["findings"]
        assert found["checked"] - found["intact"] == 1
        assert (finding["aip"], finding["store"], finding["verdict"]) == (aip, "south", "altered")
        assert finding["generation"] == 1
        assert finding["member"].endswith("protokoll.txt")
    assert stocked.json("verify", "LF-BAU-1")["findings"] == []
    assert stocked.json("verify", "--store", "north")["findings"] == []
    assert stocked.json("stores", "status", ends=1)["stores"][1]["damaged"] == 1
    assert notes(stocked, ends=1)["copies"] == "fail"
    plain = stocked("verify")
    assert plain.code == 1
    assert "altered" in plain.out
    assert "muniment repair" in plain.err
    healed = stocked.json("repair")
    assert healed == {"repaired": 1, "log": 0, "findings": []}
    assert damaged.read_bytes() == (
        next((stocked.home / "stores/north").glob(f"aip/*/*/{aip}/v00001.zip")).read_bytes()
    )
    assert list((stocked.home / "stores/south/quarantine").rglob("*.zip*"))
    assert stocked.json("verify", "--deep")["findings"] == []
    assert stocked.json("repair")["repaired"] == 0
    kinds = [event["kind"] for event in stocked.json("events", aip)["events"]]
    assert {"damaged", "repaired", "checked"} <= set(kinds)
    assert stocked.json("ledger", "verify")["intact"]


def test_a_missing_copy_comes_back(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    (lost,) = (stocked.home / "stores/north").glob(f"aip/*/*/{aip}/v00001.zip")
    lost.unlink()
    assert [f["verdict"] for f in stocked.json("verify", ends=1)["findings"]] == ["missing"]
    assert stocked.json("repair", "LF-RAT-1")["repaired"] == 1
    assert lost.is_file()


def test_what_no_copy_can_heal_is_said(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    kept = [flip_a_bit(stocked, store, aip) for store in ("north", "south")]
    before = [path.read_bytes() for path in kept]
    answer = stocked("repair", aip, "--json")
    assert answer.code == 1
    assert answer.document["repaired"] == 0
    assert {f["store"] for f in answer.document["findings"]} == {"north", "south"}
    assert "[storage.no-healthy-copy]" in answer.err
    assert [path.read_bytes() for path in kept] == before


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("verify", "LF-NOT-1"), "catalogue.not-found"),
        (("verify", "LF"), "catalogue.no-aip"),
        (("verify", "--store", "west"), "storage.unknown"),
        (("repair", "LF-NOT-1"), "catalogue.not-found"),
    ],
)
def test_verify_and_repair_wrongly(words: tuple[str, ...], error: str, shelf: Muniment) -> None:
    answer = shelf(*words, "--json")
    assert (answer.code, answer.error) == (2, error)


def test_what_nobody_knows_is_named_and_left(stocked: Muniment) -> None:
    strange = stocked.home / "stores/south/aip/12/34/strange.zip"
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"nobody knows me")
    found = stocked.json("verify")
    assert (found["checked"], found["findings"], found["orphans_found"]) == (6, [], 1)
    assert found["orphans"] == [
        {"key": "aip/12/34/strange.zip", "store": "south", "size": 15, "begun": False}
    ]
    assert stocked.json("verify", "--store", "north")["orphans"] == []
    assert stocked.json("verify", "LF-RAT-1")["orphans"] == []
    stocked.json("tidy")
    assert strange.read_bytes() == b"nobody knows me"
    assert "aip/12/34/strange.zip" in stocked("verify").err


def test_a_store_away_stops_only_its_own_copies(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "north", aip)
    south = stocked.home / "stores/south"
    south.rename(stocked.home / "stores/unmounted")
    answer = stocked("verify", "--json")
    assert answer.code == 1  # what was found is worse than what could not be asked
    assert (answer.document["checked"], answer.document["intact"]) == (3, 2)
    assert "[storage.away]" in answer.err
    repaired = stocked("repair", "--json")
    assert repaired.code == 1
    assert "[storage.away]" in repaired.err
    assert "[storage.no-healthy-copy]" not in repaired.err  # nobody knows yet
    (stocked.home / "stores/unmounted").rename(south)
    assert stocked.json("repair")["repaired"] == 1
    assert stocked.json("verify")["intact"] == 6


def test_what_no_copy_can_heal_is_said_once(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    for store in ("north", "south"):
        flip_a_bit(stocked, store, aip)
    for said in (stocked("verify"), stocked("verify", aip), stocked("repair")):
        assert said.code == 1
        assert said.err.count("[storage.no-healthy-copy]") == 1
        assert "north, south" in said.err
        assert "heals them" not in said.err  # nothing does


def test_one_is_not_many(stocked: Muniment) -> None:
    strange = stocked.home / "stores/south/aip/12/34/strange.zip"
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"nobody knows me")
    assert ": 1 object." in stocked("verify").err
    assert "1 copy checked" in stocked("verify", "LF-RAT-1", "--store", "north").out
    assert "3 copies of 3 AIPs" in stocked("stores", "status").out
    assert "1 account, " in stocked("doctor").out
