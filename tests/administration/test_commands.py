"""Each command with right and wrong input, over real archives."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from uuid import uuid4

import bagit
import pytest

from administration.cli import main
from administration.executor import sole_executor
from administration.home import Home
from tests.administration.conftest import Muniment, deliver


def flip_a_bit(muniment: Muniment, store: str, aip: str) -> Path:
    """Damage one copy."""
    (damaged,) = (muniment.home / "stores" / store).glob(f"aip/*/*/{aip}/v00001.zip")
    damaged.chmod(0o600)
    content = bytearray(damaged.read_bytes())
    content[content.index(b"beschlossen")] ^= 1
    damaged.write_bytes(content)
    return damaged


# --- ingest ----------------------------------------------------------------------------------


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


def test_updates_are_not_there_yet(tmp_path: Path, empty: Muniment) -> None:
    assert empty("ingest", tmp_path, "--update", "x", "--json").error == "ingest.update-not-yet"


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


# --- finding and showing ---------------------------------------------------------------------


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


# --- get -------------------------------------------------------------------------------------


def test_get_a_bag_that_others_accept(stocked: Muniment, tmp_path: Path) -> None:
    target = tmp_path / "bag"
    fetched = stocked.json("get", "LF-RAT-1", "-o", target)
    assert fetched["verified"]
    assert Path(fetched["path"]) == target
    bag = bagit.Bag(str(target))
    bag.validate()
    files = [p for p in target.rglob("*") if p.is_file()]
    assert fetched["files"] == len(files)
    assert fetched["bytes"] == sum(p.stat().st_size for p in files)
    assert not list(tmp_path.glob(".*.partial"))
    events = stocked.json("events", "LF-RAT-1")["events"]
    assert events[-1]["kind"] == "delivered"
    assert events[-1]["position"] is not None


def test_get_one_file(stocked: Muniment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fetched = stocked.json("get", "LF-RAT-1", "beilage/liste.txt")
    assert Path(fetched["path"]) == Path("liste.txt")
    assert (tmp_path / "liste.txt").read_text() == "Eins\nZwei\n"
    folder = tmp_path / "folder"
    folder.mkdir()
    stocked.json("get", "LF-RAT-1", "data/METS.xml", "-o", folder)
    assert (folder / "METS.xml").read_bytes().startswith(b"<?xml")


def test_get_to_standard_output(
    stocked: Muniment, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = main(["get", "LF-RAT-1", "protokoll.txt", "-o", "-", "--home", str(stocked.home)])
    assert code == 0
    assert capfdbinary.readouterr().out == b"Der Rat hat beschlossen.\n"


def test_get_overwrites_nothing(stocked: Muniment, tmp_path: Path) -> None:
    there = tmp_path / "there.txt"
    there.write_text("mine")
    for words in (("LF-RAT-1", "protokoll.txt"), ("LF-RAT-1",)):
        answer = stocked("get", *words, "-o", there, "--json")
        assert (answer.code, answer.error) == (2, "get.exists")
    assert there.read_text() == "mine"
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "nowhere")
    assert stocked("get", "LF-RAT-1", "-o", dangling, "--json").error == "get.exists"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("LF-RAT-1", "nothing.txt"), 2, "catalogue.member-not-found"),
        (("LF-RAT-1", "../../settings.toml"), 2, "catalogue.member-not-found"),
        (("LF",), 2, "catalogue.no-aip"),
        (("LF-RAT-1", "-o", "/proc/nowhere/x"), 3, "get.not-writable"),
        (("LF-RAT-1", "protokoll.txt", "-o", "/proc/nowhere/x"), 3, "get.not-writable"),
    ],
)
def test_get_wrongly(words: tuple[str, ...], code: int, error: str, stocked: Muniment) -> None:
    answer = stocked("get", *words, "--json")
    assert (answer.code, answer.error) == (code, error)


def test_get_passes_over_a_damaged_copy_and_never_gives_wrong_bytes(
    stocked: Muniment, tmp_path: Path
) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "north", aip)
    stocked.json("get", aip, "protokoll.txt", "-o", tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "Der Rat hat beschlossen.\n"
    flip_a_bit(stocked, "south", aip)
    for words in ((aip, "protokoll.txt"), (aip,)):
        answer = stocked("get", *words, "-o", tmp_path / "b", "--json")
        assert (answer.code, answer.error) == (1, "storage.member-altered")
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "home"]  # noqa: PTH208
    failed = stocked.json("events", aip)["events"][-1]
    assert (failed["kind"], failed["outcome"], failed["code"]) == (
        "delivered",
        "failure",
        "storage.member-altered",
    )


# --- keeping house ---------------------------------------------------------------------------


def test_tidy(stocked: Muniment) -> None:
    assert stocked.json("tidy")["removed"] == 0
    (stocked.home / "spool" / "pack-x").mkdir()
    (stocked.home / "spool" / "pack-x" / "file").touch()
    (stocked.home / "stores" / "north" / "tmp" / "left").touch()
    assert stocked.json("tidy")["removed"] == 2
    assert "nothing to tidy" in stocked("tidy").out
    assert stocked.json("get", "LF-RAT-1", "-o", stocked.home.parent / "bag")["verified"]


def test_stores_status(stocked: Muniment) -> None:
    (north, south) = stocked.json("stores", "status")["stores"]
    assert (north["name"], south["name"]) == ("north", "south")
    assert north["copies"] == south["copies"] == 3
    assert north["bytes"] == sum(
        p.stat().st_size for p in (stocked.home / "stores/north/aip").rglob("*.zip")
    )
    assert north["free_bytes"] > 0
    assert north["oldest_check"]
    assert "north" in stocked("stores", "status").out


def test_reindex(stocked: Muniment) -> None:
    assert stocked.json("reindex")["descriptions"] == 4
    assert stocked.json("search", "protokoll*")["total"] == 1


def test_accounts(empty: Muniment) -> None:
    added = empty.json("accounts", "add", "anna", "--role", "reader")
    assert (added["account"], added["role"]) == ("anna", "reader")
    again = empty.json("accounts", "link", "anna")
    assert again["link"] != added["link"]
    listed = {a["name"]: a for a in empty.json("accounts", "list")["accounts"]}
    assert listed["anna"]["role"] == "reader"
    assert "anna" in empty("accounts", "list").out
    assert again["link"].partition("sign-in")[0] in empty("accounts", "link", "anna").out
    exists = empty("accounts", "add", "anna", "--role", "desk", "--json")
    assert (exists.code, exists.error) == (2, "accounts.exists")
    assert empty("accounts", "link", "bert", "--json").error == "accounts.not-found"
    public = empty("accounts", "add", "c", "--role", "public", "--json")
    assert (public.code, public.error) == (2, "call.wrong")


# --- the ledger ------------------------------------------------------------------------------


def test_ledger_checkpoints_lie_in_every_store(stocked: Muniment) -> None:
    signed = stocked.json("ledger", "checkpoint")
    assert signed["stores"] == ["north", "south"]
    for store in signed["stores"]:
        newest = max((stocked.home / "stores" / store / "log" / "checkpoint").iterdir())
        assert newest.read_text() == signed["checkpoint"]
    assert stocked.json("ledger", "checkpoint")["checkpoint"] == signed["checkpoint"]


def test_ledger_prove(stocked: Muniment) -> None:
    event = stocked.json("events", "LF-RAT-1")["events"][0]
    proof = stocked.json("ledger", "prove", event["id"])
    assert event["id"] in proof["event"]
    assert proof["checkpoint"].startswith("muniment.invalid/")
    assert proof["verifier"]
    for nothing in (str(uuid4()), "nonsense"):
        answer = stocked("ledger", "prove", nothing, "--json")
        assert (answer.code, answer.error) == (2, "ledger.no-such-event")


def test_a_store_remembers_what_the_database_forgot(stocked: Muniment) -> None:
    stocked.json("ledger", "checkpoint")
    before = (stocked.home / "archive.db").read_bytes()
    stocked.json("accounts", "add", "mallory", "--role", "administrator")
    stocked.json("ledger", "checkpoint")
    assert stocked.json("ledger", "verify")["intact"]
    for suffix in ("-wal", "-shm"):
        (stocked.home / f"archive.db{suffix}").unlink(missing_ok=True)
    (stocked.home / "archive.db").write_bytes(before)  # as if it had never happened
    report = stocked.json("ledger", "verify", ends=1)
    assert {finding["where"] for finding in report["findings"]} == {"north", "south"}
    plain = stocked("ledger", "verify")
    assert plain.code == 1
    assert "[ledger.tampered]" in plain.err


def test_a_forged_checkpoint_in_a_store(stocked: Muniment) -> None:
    newest = max((stocked.home / "stores/south/log/checkpoint").iterdir())
    newest.chmod(0o600)
    newest.write_text(newest.read_text().replace("\n3\n", "\n2\n").replace("—", "-"))
    report = stocked.json("ledger", "verify", ends=1)
    assert [finding["where"] for finding in report["findings"]] == ["south"]


def test_a_store_away_is_said_and_the_others_are_compared(stocked: Muniment) -> None:
    (stocked.home / "stores" / "south").rename(stocked.home / "gone")
    answer = stocked("ledger", "verify", "--json")
    assert answer.code == 3
    assert answer.document["intact"]
    assert "[storage.away]" in answer.err
    assert stocked("ledger", "checkpoint", "--json").code == 3


# --- the doctor ------------------------------------------------------------------------------


def notes(muniment: Muniment, ends: int = 0) -> dict[str, str]:
    found = muniment.json("doctor", ends=ends)
    return {check["check"]: check["state"] for check in found["checks"]}


def test_doctor_knows_what_is_well(stocked: Muniment) -> None:
    states = notes(stocked)
    assert states["naan"] == "warn"
    assert states["stores.apart"] == "warn"  # two folders on one disk are no two copies
    assert {states[n] for n in ("keys", "catalogue", "copies", "ledger", "index")} == {"ok"}
    assert "to know" in stocked("doctor").out


def test_doctor_sees_what_is_wrong(stocked: Muniment) -> None:
    key = stocked.home / "keys" / "ledger.key"
    key.chmod(0o644)
    (stocked.home / "stores" / "south").rename(stocked.home / "gone")
    (stocked.home / "ballast").unlink()
    states = notes(stocked, ends=1)
    assert states["keys"] == states["store.south"] == "fail"
    assert states["ballast"] == "warn"
    key.unlink()
    (stocked.home / "archive.db").write_bytes(b"not a database" * 1000)
    states = notes(stocked, ends=1)
    assert states["catalogue"] == "fail"
    assert "fail" in stocked("doctor").out


def test_doctor_of_wrong_settings_says_that_alone(stocked: Muniment) -> None:
    settings = stocked.home / "settings.toml"
    settings.write_text(settings.read_text().replace("port = 8000", "port = 0"))
    assert notes(stocked, ends=1) == {"settings": "fail"}
    answer = stocked("search", "x", "--json")
    assert (answer.code, answer.error) == (2, "settings.invalid")


def test_doctor_sees_a_clock_that_went_back(stocked: Muniment) -> None:
    os.utime(stocked.home / "settings.toml", (4e9, 4e9))
    assert notes(stocked, ends=1)["clock"] == "fail"
