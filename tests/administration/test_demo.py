"""The story of `make demo`, told over a tiny delivery; a story that is not true ends with 1."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from administration.demo import chapters, story
from tests.administration.conftest import deliver


def tiny(out: Path) -> None:
    """What `demo.draw` draws, in small."""
    collection = deliver(out / "collection")
    (collection / "rat" / "hochwasser.txt").write_text("Das Wasser stieg bis zur Marke.\n")
    table = collection / "metadata.csv"
    table.write_text(table.read_text().replace("Ratsprotokolle", "Hochwasser, Ratsprotokolle"))
    bag = out / "bag"
    (bag / "data").mkdir(parents=True)
    (bag / "data" / "a.txt").write_text("a")
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    digest = hashlib.sha512(b"a").hexdigest()
    (bag / "manifest-sha512.txt").write_text(f"{digest}  data/a.txt\n")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chapters, "draw", tiny)
    # What is drawn in small holds neither paper nor sound; `make demo` itself tells that chapter.
    told = tuple(one for one in chapters.CHAPTERS if one is not chapters.at_the_portal)
    monkeypatch.setattr(story, "CHAPTERS", told)


def test_the_story_is_true_and_can_be_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert story.main() == 0
        told = capsys.readouterr().out
        assert "1 copy repaired" in told
        assert "make serve" in told


def test_a_story_that_is_not_true_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chapters, "_flip_a_bit", lambda store, aip: store / aip)
    assert story.main() == 1
    assert "The demo broke: `muniment verify` ended with 0" in capsys.readouterr().err


def test_only_a_demo_is_ever_removed(capsys: pytest.CaptureFixture[str]) -> None:
    story.PLACE.mkdir()
    (story.PLACE / "thesis.txt").write_text("years of work")
    assert story.main() == 1
    assert "is not a demo archive" in capsys.readouterr().err
    assert (story.PLACE / "thesis.txt").exists()
    shutil.rmtree(story.PLACE)
