"""`import-ead`: what it answers, and that a dry run changes nothing."""

from __future__ import annotations

from pathlib import Path

from tests.administration.conftest import Muniment
from tests.ingest.finding_aids import findbuch, unit


def test_it_answers_as_the_contract_says(tmp_path: Path, empty: Muniment) -> None:
    path = tmp_path / "bauamt.xml"
    path.write_text(findbuch(unit(1) + unit(2)))
    would = empty.json("import-ead", path, "--dry-run")
    assert (would["fonds"], would["created"], would["dry_run"]) == (1, 3, True)
    assert empty.json("search", "Akte")["total"] == 0
    done = empty.json("import-ead", path)
    assert {name: done[name] for name in ("fonds", "created", "updated", "unchanged")} == {
        "fonds": 1, "created": 3, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    assert (done["rejected"], done["indexed"]) == ([], True)
    assert empty.json("search", "Akte")["total"] == 2
    assert empty.json("show", "F1-1a")["path"][0]["refcode"] == "F1"
    assert empty.json("import-ead", path)["unchanged"] == 3


def test_what_is_wrong_is_named_with_file_line_and_identifier(
    tmp_path: Path, empty: Muniment
) -> None:
    good, bad = tmp_path / "gut.xml", tmp_path / "kaputt.xml"
    good.write_text(findbuch(unit(1) + unit(1)))
    bad.write_text(findbuch(unit(1))[:-20])
    answer = empty("import-ead", good, bad, tmp_path / "fehlt.xml", "--json")
    assert answer.code == 1
    rows = answer.document["rejected"]
    assert [row["code"] for row in rows] == [
        "describing.identifier-twice", "describing.not-ead", "describing.not-found",
    ]  # fmt: skip
    assert (rows[0]["file"], rows[0]["id"]) == (str(good), "c1")
    assert rows[0]["line"] > 5
    assert rows[1]["line"] > 5
    assert rows[2]["line"] is None
    assert answer.document["created"] == 2


def test_for_people(tmp_path: Path, empty: Muniment) -> None:
    path = tmp_path / "aid.xml"
    path.write_text(findbuch(unit(1) + unit(1)))
    answer = empty("import-ead", path)
    assert answer.code == 1
    assert "2 created, 0 updated, 0 unchanged, 1 rejected" in answer.out
    assert f"{path}:" in answer.err
    assert empty("import-ead", tmp_path).code == 1  # a folder
    assert empty("import-ead").code == 2
