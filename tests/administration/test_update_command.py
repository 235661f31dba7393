"""`ingest --update`: a later delivery is the next generation, and plain tools see the same bag."""

from __future__ import annotations

import subprocess
from pathlib import Path

import bagit
import pytest

from tests.administration.conftest import Muniment


def later(tmp_path: Path) -> Path:
    """The unit LF-RAT-1, delivered again with a changed and a new file, and without another."""
    root = tmp_path / "später"
    root.mkdir()
    (root / "protokoll.txt").write_text("Der Rat hat anders beschlossen.\n")
    (root / "nachtrag ſ.txt").write_text("Nachtrag\n")
    return root


def tree(top: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()
    }


def test_the_bag_that_get_gives_is_the_one_that_unzip_gives(
    stocked: Muniment, tmp_path: Path, unzip: str
) -> None:
    root = later(tmp_path)
    (updated,) = stocked.json(
        "ingest", root, "--update", "LF-RAT-1", "--reason", "Der Rat hat sich besonnen"
    )["results"]
    assert (updated["status"], updated["generation"], updated["files"]) == ("stored", 2, 2)
    table = tmp_path / "titel.csv"
    table.write_text("reference_code;title\nLF-RAT-1;Ratsprotokolle, berichtigt\n")
    (third,) = stocked.json("ingest", table, "--update", updated["aip"])["results"]
    assert (third["status"], third["generation"]) == ("stored", 3)
    assert third["title"] == "Ratsprotokolle, berichtigt"
    assert stocked.json("ingest", root, "--update", "LF-RAT-1")["results"][0]["status"] == "known"

    stocked.json("get", "LF-RAT-1", "-o", tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    generations = sorted(stocked.home.glob(f"stores/south/aip/*/*/{updated['aip']}/v*.zip"))
    assert [path.name for path in generations] == ["v00001.zip", "v00002.zip", "v00003.zip"]
    for path in generations:
        subprocess.run([unzip, "-tq", path], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([unzip, "-oq", path, "-d", tmp_path / "over"], check=True)
    (top,) = (tmp_path / "over").iterdir()
    listed = {line[130:] for line in (top / "manifest-sha512.txt").read_text().splitlines()}
    plain = {
        name: data
        for name, data in tree(top).items()
        if name in listed or not name.startswith("data/")
    }
    assert plain == tree(tmp_path / "bag")
    assert stocked.json("verify", "--deep")["findings"] == []
    assert stocked.json("ledger", "verify")["intact"]
    assert stocked.json("search", '"Ratsprotokolle, berichtigt"')["total"] == 1
    kinds = [event["kind"] for event in stocked.json("events", "LF-RAT-1")["events"]]
    assert kinds.count("updated") == 2


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--reason", "nur so"), "call.wrong"),
        (("--update", "LF-RAT-1", "--under", "LF"), "call.wrong"),
        (("--update", "LF-GIBT-ES-NICHT"), "catalogue.not-found"),
        (("--update", "LF"), "catalogue.no-aip"),
        (("--update", ""), "catalogue.not-found"),
    ],
)
def test_wrong_calls(shelf: Muniment, tmp_path: Path, words: tuple[str, ...], error: str) -> None:
    answer = shelf("ingest", later(tmp_path), *words, "--json")
    assert (answer.code, answer.error) == (2, error)


def test_one_path_and_one_table(shelf: Muniment, tmp_path: Path) -> None:
    root, table = later(tmp_path), tmp_path / "a.csv"
    table.write_text("title\nX\n")
    update = ("--update", "LF-RAT-1", "--json")
    assert shelf("ingest", root, root, *update).error == "call.wrong"
    assert shelf("ingest", table, "--metadata", table, *update).error == "call.wrong"
    missing = shelf("ingest", tmp_path / "nichts", *update)
    assert missing.document["results"][0]["code"] == "ingest.not-found"
    refused = shelf("ingest", table, "--json").document["results"][0]
    assert refused["code"] == "ingest.not-a-submission"  # without --update a table is no delivery


def test_a_dry_run_changes_nothing(shelf: Muniment, tmp_path: Path) -> None:
    (told,) = shelf.json("ingest", later(tmp_path), "--update", "LF-RAT-1", "--dry-run")["results"]
    assert (told["status"], told["generation"]) == ("would-store", 2)
    assert len(shelf.json("show", "LF-RAT-1")["aips"][0]["generations"]) == 1
