"""`export-ead`: what goes out is valid, comes in unchanged, and holds nothing that is hidden."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.administration.conftest import Muniment
from tests.ingest.finding_aids import findbuch, unit
from tests.schemas.judges import faults


def unchanged(muniment: Muniment, path: Path) -> int:
    done = muniment.json("import-ead", path)
    assert (done["created"], done["updated"], done["rejected"]) == (0, 0, [])
    return int(done["unchanged"])


@pytest.mark.shared
def test_the_corpus_goes_round(tmp_path: Path, empty: Muniment, shared: Path) -> None:
    for path in sorted((shared / "corpus" / "ead" / "ddb").glob("EAD*max*.xml")):
        empty.json("import-ead", path)
    for number, (refcode, units) in enumerate(
        [("Bestandssignatur", 5), ("Identifier_der_Archivtektonik", 4)]
    ):
        out = tmp_path / f"{number}.xml"
        assert empty.json("export-ead", refcode, "-o", out)["units"] == units
        assert faults(shared / "xsd", out.read_bytes()) == []
        assert unchanged(empty, out) == units


@pytest.mark.shared
def test_what_was_ingested_goes_round(
    tmp_path: Path, stocked: Muniment, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = stocked.json("export-ead", "LF")
    assert done["path"] == "LF.xml"
    assert faults(shared / "xsd", Path("LF.xml").read_bytes()) == []
    assert unchanged(stocked, tmp_path / "LF.xml") == done["units"]


def test_what_is_hidden_stays_here(tmp_path: Path, empty: Muniment) -> None:
    path, out = tmp_path / "aid.xml", tmp_path / "out.xml"
    path.write_text(findbuch(unit(1)))
    (tmp_path / "geheim").mkdir()
    (tmp_path / "geheim" / "a.txt").write_text("a")
    empty.json("import-ead", path)
    empty.json("ingest", tmp_path / "geheim", "--under", "F1")  # nobody has described it
    muniment = Path(sys.executable).with_name("muniment")
    call = [str(muniment), "export-ead", "F1", "--home", str(empty.home)]
    said = subprocess.run(call, capture_output=True, check=True).stdout.decode()
    assert "Akte 1" in said
    assert "geheim" not in said
    assert empty.json("export-ead", "F1", "-o", out, "--hidden")["units"] == 3
    assert "geheim" in out.read_text()


def test_wrong_calls(tmp_path: Path, empty: Muniment) -> None:
    path = tmp_path / "aid.xml"
    path.write_text(findbuch(unit(1)))
    empty.json("import-ead", path)
    assert empty("export-ead", "F1-1a", "--json").error == "describing.no-finding-aid"
    assert empty("export-ead", "F9", "--json").error == "catalogue.not-found"
    assert empty("export-ead", "F1", "-o", path, "--json").error == "get.exists"
    lost = empty("export-ead", "F1", "-o", tmp_path / "a" / "b", "--json")
    assert (lost.error, lost.code) == ("get.not-writable", 3)
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / "home"]
