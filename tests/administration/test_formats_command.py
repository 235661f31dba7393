"""`muniment formats`: what the holdings are made of, for scripts and for people."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

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
