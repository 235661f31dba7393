"""The hand-over to another archive: complete bags, and everything to understand them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import bagit
import pytest

from tests.administration.conftest import Muniment


def test_a_fonds_with_all_that_belongs_to_it(stocked: Muniment, tmp_path: Path) -> None:
    later = tmp_path / "später"
    later.mkdir()
    (later / "protokoll.txt").write_text("Der Rat hat anders beschlossen.\n")
    stocked.json("ingest", later, "--update", "LF-RAT-1")
    looked = stocked.json("export", "--fonds", "LF", "--dry-run")
    assert (looked["count"], looked["descriptions"], looked["files"]) == (3, 4, 3)
    assert looked["path"] is None
    target = tmp_path / "abgabe"
    done = stocked.json("export", "--fonds", "LF", "-o", target)
    assert (done["count"], done["descriptions"], done["files"]) == (3, 4, 3)
    assert sorted(path.name for path in target.iterdir()) == [
        "README.txt", "aips", "checkpoint.txt", "descriptions.ndjson", "ead", "hand-over.json",
        "proofs",
    ]  # fmt: skip
    assert not list(tmp_path.glob(".abgabe*"))
    manifest = json.loads((target / "hand-over.json").read_bytes())
    for bag in manifest["bags"]:
        top = target / bag["place"]
        assert bagit.Bag(str(top)).validate()
        tags = (top / "bag-info.txt").read_text()
        assert f"Payload-Oxum: {bag['payload_oxum']}\n" in tags
        proof = json.loads((target / "proofs" / f"{bag['aip']}.json").read_bytes())
        event = json.loads(proof["event"])
        assert (event["kind"], event["aip"]) == ("stored", bag["aip"])
        assert event["generation"] == bag["generation"]
    assert {bag["generation"] for bag in manifest["bags"]} == {1, 2}
    lines = [json.loads(one) for one in (target / "descriptions.ndjson").read_text().splitlines()]
    assert lines[0]["description"]["refcode"] == "LF"
    assert sum(len(one["aips"]) for one in lines) == 3
    assert "Personalakte" in (target / "ead" / "LF.xml").read_text()  # closed, and handed over
    readme = (target / "README.txt").read_text()
    assert "Abgabe von Archivgut" in readme
    assert "Hand-over of archival records" in readme
    assert stocked("export", "--fonds", "LF", "-o", target, "--json").error == "get.exists"


def test_one_aip_as_a_zip_file(stocked: Muniment, tmp_path: Path, unzip: str) -> None:
    import subprocess  # noqa: PLC0415

    target = tmp_path / "abgabe"
    done = stocked.json("export", "LF-BAU-1", "--zip", "-o", target)
    (bag,) = done["aips"]
    stored = target / bag["place"]
    subprocess.run([unzip, "-tq", stored], check=True, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(stored) as opened:
        opened.extractall(tmp_path / "out")
    assert bagit.Bag(str(tmp_path / "out" / bag["aip"])).validate()
    lines = [json.loads(one) for one in (target / "descriptions.ndjson").read_text().splitlines()]
    assert [one["description"]["refcode"] for one in lines] == ["LF", "LF-BAU-1"]


def test_half_there_it_goes_on(stocked: Muniment, tmp_path: Path) -> None:
    target, growing = tmp_path / "abgabe", tmp_path / ".abgabe.growing"
    done = stocked.json("export", "--fonds", "LF", "-o", target)
    target.rename(growing)  # as a kill before the last step leaves it
    (growing / "aips" / ".halb.partial").mkdir()
    first, second, _ = (growing / one["place"] for one in done["aips"])
    mark = first.stat().st_ino
    for path in sorted(second.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    again = stocked.json("export", "--fonds", "LF", "-o", target)
    assert again["aips"] == done["aips"]
    assert (target / done["aips"][0]["place"]).stat().st_ino == mark  # not fetched a second time
    assert not (target / "aips" / ".halb.partial").exists()
    for one in done["aips"]:
        assert bagit.Bag(str(target / one["place"])).validate()


def test_damage_is_passed_over_or_refused(stocked: Muniment, tmp_path: Path) -> None:
    from tests.administration.conftest import flip_a_bit  # noqa: PLC0415

    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "north", aip)
    flip_a_bit(stocked, "south", aip)
    answer = stocked("export", "LF-RAT-1", "-o", tmp_path / "abgabe", "--json")
    assert answer.error == "storage.member-altered"
    assert not (tmp_path / "abgabe").exists()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((), "call.wrong"),
        (("LF-RAT-1",), "call.wrong"),
        (("LF-RAT-1", "--fonds", "LF", "-o", "x"), "call.wrong"),
        (("GIBT-ES-NICHT", "-o", "x"), "catalogue.not-found"),
        (("--fonds", "GIBT-ES-NICHT", "--dry-run"), "catalogue.not-found"),
        (("LF", "--dry-run"), "catalogue.no-aip"),
        (("LF-RAT-1", "-o", "/proc/gibt/es/nicht"), "get.not-writable"),
    ],
)
def test_wrong_calls(shelf: Muniment, words: tuple[str, ...], error: str) -> None:
    answer = shelf("export", *words, "--json")
    assert answer.error == error
    assert answer.code in (2, 3)
