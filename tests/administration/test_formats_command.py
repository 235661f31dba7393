"""`muniment formats`: what the holdings are made of, for scripts and for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, update

from administration.home import Home
from administration.wiring import open_archive
from catalogue.tables import event, file, format
from catalogue.writing import insert_row
from tests.administration.conftest import Muniment


@pytest.fixture
def mixed(stocked: Muniment, tmp_path: Path) -> Muniment:
    """Texts, a picture at risk, and something nobody knows."""
    folder = tmp_path / "album"
    folder.mkdir()
    Image.new("RGB", (20, 20), "red").save(folder / "bild.bmp")
    (folder / "rätsel").write_bytes(bytes(range(1, 9)) * 40)
    assert stocked.json("ingest", folder)["results"][0]["status"] == "stored"
    return stocked


def test_what_is_at_risk_comes_first(mixed: Muniment) -> None:
    found = mixed.json("formats")
    first = found["formats"][0]
    assert first["puid"] in {"fmt/116", "fmt/119"}
    assert (first["files"], first["aips"], first["risk"]) == (1, 1, "medium")
    assert first["reason"].startswith("Windows Bitmap was never")
    assert first["suggestion"] == {"puid": "fmt/353", "name": "TIFF"}
    text = next(one for one in found["formats"] if one["puid"] == "x-fmt/111")
    assert (text["files"], text["risk"], text["suggestion"]) == (4, "low", None)
    assert "fmt/101" not in {one["puid"] for one in found["formats"]}  # METS is ours
    rest = found["unidentified"]
    assert (rest["files"], rest["bytes"], rest["aips"]) == (1, 320, 1)
    assert sum(one["files"] for one in rest["mimes"]) == 1


def test_for_people(mixed: Muniment, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = mixed("formats").out
    assert shown.index("Unidentified") < shown.index("Windows Bitmap") < shown.index("Plain Text")
    assert "medium; suggested: TIFF (fmt/353)" in shown
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "mittel; Vorschlag: TIFF (fmt/353)" in mixed("formats").out
    assert mixed.json("formats")["formats"][0]["reason"].startswith("Windows Bitmap war nie")


def test_an_empty_archive(tmp_path: Path) -> None:
    empty = Muniment(tmp_path / "home")
    empty.json("init")
    nothing = {"files": 0, "bytes": 0, "aips": 0, "mimes": []}
    assert empty.json("formats") == {"formats": [], "unidentified": nothing}
    assert "There are no files yet." in empty("formats").out


@pytest.mark.parametrize("words", [("fmt/116",), ("--risk", "high")])
def test_wrong_input(shelf: Muniment, words: tuple[str, ...]) -> None:
    answer = shelf("formats", *words, "--json")
    assert (answer.code, answer.error) == (2, "call.wrong")


def test_no_archive(tmp_path: Path) -> None:
    assert Muniment(tmp_path / "none")("formats", "--json").error == "home.missing"


def _forget(muniment: Muniment, path: str) -> None:
    """As if the signatures of the day of ingest had not known a file."""
    with open_archive(Home(muniment.home)) as archive, archive.database.write() as connection:
        unknown = {"puid": None, "name": "", "version": "", "mime": "application/octet-stream"}
        key = insert_row(connection, format, unknown)
        changed = update(file).where(file.c.path.endswith(path)).values(format=key)
        assert connection.execute(changed).rowcount == 1


def test_what_is_known_by_now_is_found(mixed: Muniment) -> None:
    _forget(mixed, "bild.bmp")
    assert mixed.json("formats")["unidentified"]["files"] == 2
    before = sorted((mixed.home / "stores").rglob("*.zip"))
    done = mixed.json("formats", "reidentify")
    (change,) = done["changes"]
    assert (change["before"], change["files"]) == ("application/octet-stream", 1)
    assert change["after"] in {"fmt/116", "fmt/119"}
    assert (done["files"], done["changed"], done["failed"]) == (6, 1, 0)
    assert "DROID" in done["signatures"]
    found = mixed.json("formats")
    assert found["formats"][0]["puid"] == change["after"]
    assert found["unidentified"]["files"] == 1
    # the AIP is what it was, and the next generation says what is known by now
    assert sorted((mixed.home / "stores").rglob("*.zip")) == before
    assert mixed.json("verify", "--deep")["findings"] == []
    again = mixed.json("formats", "reidentify")
    assert (again["changed"], again["changes"]) == (0, [])
    with open_archive(Home(mixed.home)) as archive, archive.database.read() as connection:
        bodies = connection.execute(select(event.c.body).order_by(event.c.id)).scalars()
        told = [json.loads(bytes(body)) for body in bodies]
    counted = [one["updated"] for one in told if one["kind"] == "reidentified"]
    assert counted == [1, 1, 0]  # the AIP, the end of that run, the end of the second
    assert mixed.json("ledger", "verify")["intact"]
    shown = mixed("formats", "reidentify").out
    assert "6 files identified again, 0 came out otherwise" in shown


def test_what_cannot_be_read_is_counted_and_stays(mixed: Muniment, tmp_path: Path) -> None:
    _forget(mixed, "bild.bmp")
    Image.new("RGB", (20, 20), "red").save(tmp_path / "bild.bmp")
    picture, hurt = (tmp_path / "bild.bmp").read_bytes(), 0
    for damaged in (mixed.home / "stores").rglob("*.zip"):
        data = damaged.read_bytes()
        if picture in data:
            damaged.chmod(0o644)
            damaged.write_bytes(data.replace(picture, bytes(len(picture))))
            hurt += 1
    assert hurt == 2
    done = mixed.json("formats", "reidentify", ends=1)
    assert (done["failed"], done["changed"]) == (1, 0)
    assert mixed.json("formats")["unidentified"]["files"] == 2


def test_named_aips_alone(mixed: Muniment) -> None:
    assert mixed.json("formats", "reidentify", "LF-RAT-1")["aips"] == 1
    assert mixed("formats", "reidentify", "none", "--json").code == 2
