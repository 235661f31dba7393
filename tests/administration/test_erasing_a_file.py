"""Erasing one file by law: not a byte of it is left anywhere, and the rest is whole."""

from __future__ import annotations

from pathlib import Path

import bagit
import pytest

from access.viewing.cache import Cache
from tests.administration.conftest import Muniment
from tests.administration.four_eyes import decided, opened
from tests.administration.test_disposing import anywhere

SECRET = b"Name des Kindes: Anna Beispiel"


@pytest.fixture
def filed(stocked: Muniment, tmp_path: Path) -> tuple[Muniment, Path]:
    """An AIP of three files in two generations; one of them must not be kept."""
    root = tmp_path / "akte"
    (root / "sub").mkdir(parents=True)
    (root / "bleibt.txt").write_text("Das bleibt.\n")
    (root / "sub" / "bescheid anna.txt").write_bytes(SECRET + b"\n" * 100)
    (root / "manifest.sha512").write_text("")
    (root / "metadata.csv").write_text(
        "path,reference_code,title\n.,LF-X-1,Akte mit Bescheid\n"
        "sub/bescheid anna.txt,LF-X-1-1,Ein Bescheid\n"
    )
    (root / "manifest.sha512").unlink()
    assert stocked.json("ingest", root)["results"][0]["status"] == "stored"
    (root / "neu.txt").write_text("Nachtrag\n")
    updated = stocked.json("ingest", root, "--update", "LF-X-1")["results"][0]
    assert (updated["status"], updated["generation"]) == ("stored", 2)
    return stocked, root


def aip_of(muniment: Muniment) -> str:
    return str(muniment.json("show", "LF-X-1")["aips"][0]["aip"])


def test_no_byte_of_it_is_left(filed: tuple[Muniment, Path], tmp_path: Path) -> None:
    muniment, root = filed
    aip, name = aip_of(muniment), "sub/bescheid anna.txt"
    files = {one["path"]: one for one in muniment.json("show", aip)["aips"][0]["files"]}
    with opened(muniment) as archive:
        Cache(archive.home.cache).keep_text(
            bytes.fromhex(files[name]["sha512"]), 1, SECRET.decode()
        )
    muniment.json("deliver", "LF-X-1", "--until", "2027-01-31")
    assert anywhere(muniment, SECRET)
    disposal = decided(muniment, aip, "--file", name, "--without-name", "--ground", "legal-order")
    done = muniment.json("dispose", "carry-out", disposal)
    assert (done["state"], done["kept_from"], done["files"]) == ("disposed", 3, 1)
    assert done["file"] is None
    assert anywhere(muniment, SECRET) == []
    assert anywhere(muniment, b"bescheid anna") == []

    stored = sorted(muniment.home.glob(f"stores/*/aip/*/*/{aip}/*"))
    assert [path.name for path in stored] == ["v00003.zip", "v00003.zip"]
    muniment.json("get", aip, "-o", tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    assert not (tmp_path / "bag" / "fetch.txt").exists()
    kept = tmp_path / "bag/data/representations/original/data"
    assert (kept / "bleibt.txt").read_text() == "Das bleibt.\n"
    assert (kept / "neu.txt").read_text() == "Nachtrag\n"
    premis = (tmp_path / "bag/data/metadata/preservation/premis.xml").read_text()
    assert "one file erased by order" in premis
    assert premis.count("<eventType>ingestion") == 2  # the past is told as well
    shown = muniment.json("show", aip)["aips"][0]
    assert [one["generation"] for one in shown["generations"]] == [3]
    assert sorted(one["path"] for one in shown["files"]) == ["bleibt.txt", "neu.txt"]
    assert muniment.json("verify", "--deep")["findings"] == []
    assert muniment.json("ledger", "verify")["intact"]
    kinds = [event["kind"] for event in muniment.json("events", "LF-X-1")["events"]]
    assert [kind for kind in kinds if kind != "delivered"][-3:] == [
        "stored", "disposal-begun", "disposed",
    ]  # fmt: skip
    (told,) = [e for e in muniment.json("events", "LF-X-1")["events"] if e["kind"] == "disposed"]
    assert (told["kept_from"], told["files"], told["ground"]) == (3, 1, "legal-order")

    # it does not come back by the door
    again = muniment.json("ingest", root, "--update", "LF-X-1", ends=1)["results"][0]
    assert again["code"] == "ingest.erased-file"
    other = tmp_path / "andere"
    other.mkdir()
    (other / "anders benannt.txt").write_bytes(SECRET + b"\n" * 100)
    assert muniment.json("ingest", other, ends=1)["results"][0]["code"] == "ingest.erased-file"
    # and life goes on
    (root / "sub" / "bescheid anna.txt").unlink()
    (root / "metadata.csv").write_text("path,reference_code,title\n.,LF-X-1,Akte mit Bescheid\n")
    (root / "viertens.txt").write_text("viertens")
    fourth = muniment.json("ingest", root, "--update", "LF-X-1")["results"][0]
    assert (fourth["status"], fourth["generation"]) == ("stored", 4)
    assert muniment.json("verify", "--deep")["findings"] == []


def test_its_name_may_stay(filed: tuple[Muniment, Path], tmp_path: Path) -> None:
    muniment, _ = filed
    aip = aip_of(muniment)
    disposal = decided(muniment, aip, "--file", "sub/bescheid anna.txt")
    done = muniment.json("dispose", "carry-out", disposal)
    assert done["state"] == "disposed"
    assert anywhere(muniment, SECRET) == []
    muniment.json("get", aip, "-o", tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    table = tmp_path / "bag/data/submission/metadata.csv"
    assert "bescheid anna" in table.read_text()  # the sender's paper, as it came
    with opened(muniment) as archive:
        from administration.web.app import create_app  # noqa: PLC0415
        from tests.access.portal import client_of  # noqa: PLC0415
        from tests.administration.four_eyes import person  # noqa: PLC0415

        assert client_of(create_app(archive)).get("/").status_code == 200
        unit = muniment.json("show", "LF-X-1")["id"]
        shown = person(archive, "anna").get(f"/unit/{unit}").text
        assert "One file of this unit was erased on" in shown


def test_it_may_have_gone_meanwhile(filed: tuple[Muniment, Path]) -> None:
    """A later delivery took it out; earlier generations still have it."""
    muniment, root = filed
    aip = aip_of(muniment)
    disposal = decided(muniment, aip, "--file", "sub/bescheid anna.txt")
    (root / "sub" / "bescheid anna.txt").unlink()
    (root / "metadata.csv").write_text("path,reference_code,title\n.,LF-X-1,Akte\n")
    assert muniment.json("ingest", root, "--update", "LF-X-1")["results"][0]["generation"] == 3
    assert anywhere(muniment, SECRET)
    done = muniment.json("dispose", "carry-out", disposal)
    assert (done["state"], done["kept_from"]) == ("disposed", 4)
    assert anywhere(muniment, SECRET) == []
    assert muniment.json("verify", "--deep")["findings"] == []
