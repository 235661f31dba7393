"""`get`: verified, whole, and never over what is there already."""

from __future__ import annotations

import os
from pathlib import Path

import bagit
import pytest

from administration.cli import main
from tests.administration.conftest import Muniment, flip_a_bit


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
        (("LF-RAT-1", "-o", "-"), 2, "call.wrong"),
        (("LF-RAT-1", "protokoll.txt", "-o", "-"), 2, "call.wrong"),
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
    fetched = stocked("get", aip, "protokoll.txt", "-o", tmp_path / "a.txt", "--json")
    assert fetched.document["passed_over"] == ["north"]
    assert "muniment repair" in fetched.err
    assert (tmp_path / "a.txt").read_text() == "Der Rat hat beschlossen.\n"
    flip_a_bit(stocked, "south", aip)
    for words in ((aip, "protokoll.txt"), (aip,)):
        answer = stocked("get", *words, "-o", tmp_path / "b", "--json")
        assert (answer.code, answer.error) == (1, "storage.member-altered")
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "home"]  # noqa: PTH208
    events = stocked.json("events", aip)["events"]
    failed = [e for e in events if (e["kind"], e["outcome"]) == ("delivered", "failure")]
    assert [e["code"] for e in failed] == ["storage.member-altered"] * 2
    assert "damaged" in [e["kind"] for e in events]
