"""What was lawfully deleted stays deleted when the catalogue is lost, and the rest comes back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.administration.conftest import Muniment, deliver
from tests.administration.four_eyes import decided, opened, person, press
from tests.administration.rebuilt import rebuild_without_sheet, wipe

SECRET = "Name des Kindes: Anna Beispiel\n" * 10


@dataclass(frozen=True)
class Lost:
    """An archive, and the recovery sheet that opens its state."""

    muniment: Muniment
    sheet: Path

    def rebuild_with_sheet(self) -> dict[str, object]:
        return self.muniment.json("rebuild", "--identity", self.sheet)

    def lose(self) -> None:
        """The catalogue goes; the stores know all that has happened."""
        self.muniment.json("state", "write")
        self.muniment.json("ledger", "checkpoint")
        wipe(self.muniment)

    def only_bundles_until_now(self) -> set[Path]:
        self.muniment.json("state", "write")
        return set(self.muniment.home.glob("stores/*/state/*"))

    def lose_all_but(self, bundles: set[Path]) -> None:
        """The catalogue goes, and with it every bundle that knows what has happened since."""
        self.muniment.json("ledger", "checkpoint")
        for newer in set(self.muniment.home.glob("stores/*/state/*")) - bundles:
            newer.unlink()
        wipe(self.muniment)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("founded")
    muniment = Muniment(root / "home")
    secret = str(muniment.json("init")["recovery_sheets"][0]["identity"])
    folder = deliver(root / "delivery")
    (folder / "bau" / "bescheid anna.txt").write_text(SECRET)
    assert len(muniment.json("ingest", folder)["results"]) == 3
    return muniment.home, secret


@pytest.fixture
def lost(founded: tuple[Path, str], tmp_path: Path) -> Lost:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(founded[1])
    return Lost(Muniment(Path(shutil.copytree(founded[0], tmp_path / "home"))), sheet)


def delivered_again(muniment: Muniment, folder: Path) -> str:
    """The code with which another delivery of the erased file is refused."""
    folder.mkdir(exist_ok=True)
    (folder / "anders benannt.txt").write_text(SECRET)
    (result,) = muniment.json("ingest", folder, ends=1)["results"]
    assert result["status"] == "refused"
    return str(result["code"])


def states(muniment: Muniment) -> list[str]:
    return [str(one["state"]) for one in muniment.json("dispose", "list")["disposals"]]


def test_an_erased_file_is_refused_after_a_rebuild(lost: Lost, tmp_path: Path) -> None:
    muniment = lost.muniment
    disposal = decided(muniment, "LF-BAU-1", "--file", "bescheid anna.txt")
    assert muniment.json("dispose", "carry-out", disposal)["state"] == "disposed"
    assert delivered_again(muniment, tmp_path / "neu") == "ingest.erased-file"
    lost.lose()

    report = rebuild_without_sheet(muniment, ends=1)
    assert [(one["code"], one["place"]) for one in report["missing"]] == [
        ("rebuild.reasons-lost", "1")
    ]
    assert delivered_again(muniment, tmp_path / "neu") == "ingest.erased-file"
    (told,) = muniment.json("dispose", "list")["disposals"]
    assert (told["state"], told["kept_from"], told["file"]) == ("disposed", 2, None)
    # it is carried out already, and nothing else goes when somebody says it again
    assert muniment.json("dispose", "carry-out", disposal)["state"] == "disposed"
    assert muniment.json("verify", "--deep")["intact"] == 6

    assert lost.rebuild_with_sheet()["missing"] == []
    assert delivered_again(muniment, tmp_path / "neu") == "ingest.erased-file"
    (told,) = muniment.json("dispose", "list")["disposals"]
    assert str(told["file"]).endswith("bescheid anna.txt"), "its name was not to be erased"
    with opened(muniment) as archive:
        page = person(archive, "anna").get(f"/disposals/{disposal}").text
    assert "Nachkassation 2026" in page
    assert "by bert" in page


def test_who_decided_is_told_by_the_ledger_alone(lost: Lost) -> None:
    muniment = lost.muniment
    disposal = decided(muniment, "LF-RAT-1")
    muniment.json("dispose", "carry-out", disposal)
    with opened(muniment) as archive:
        before = person(archive, "anna").get(f"/disposals/{disposal}").text
    lost.lose()
    rebuild_without_sheet(muniment, ends=1)
    with opened(muniment) as archive:
        after = person(archive, "neu").get(f"/disposals/{disposal}").text
    for line in ("Drafted", "Requested", "Decided", "Begun", "Done"):
        (said,) = (one for one in before.splitlines() if f"<li>{line}" in one)
        assert said.partition(" by ")[0].removesuffix("</li>") in after
    assert "by an erased account" in after
    assert "Nachkassation 2026" not in after


def test_what_was_not_begun_comes_back_with_the_sheet(lost: Lost) -> None:
    muniment = lost.muniment
    asked = ("dispose", "request", "LF-RAT-1", "--reason", "Doppelt", "--ground", "duplicate")
    draft = muniment.json(*asked)
    lost.lose()
    report = rebuild_without_sheet(muniment, ends=1)
    (found,) = report["missing"]
    assert found["code"] == "rebuild.disposal-not-begun"
    assert (found["subject"], found["place"]) == (draft["disposal"], draft["aip"])
    assert states(muniment) == []

    assert lost.rebuild_with_sheet()["missing"] == []
    (told,) = muniment.json("dispose", "list")["disposals"]
    assert (told["disposal"], told["state"]) == (draft["disposal"], "draft")
    with opened(muniment) as archive:
        anna = person(archive, "anna")
        assert "Doppelt" in anna.get(f"/disposals/{draft['disposal']}").text
        assert press(anna, draft["disposal"], "request") == 303
        assert press(person(archive, "bert"), draft["disposal"], "approve") == 303
    assert muniment.json("dispose", "carry-out", draft["disposal"])["state"] == "disposed"


def test_what_was_withdrawn_is_no_longer_missing(lost: Lost) -> None:
    muniment = lost.muniment
    draft = muniment.json("dispose", "request", "LF-RAT-1", "--reason", "Doppelt")
    bundles = lost.only_bundles_until_now()
    with opened(muniment) as archive:
        assert press(person(archive, "anna"), draft["disposal"], "withdraw") == 303
    lost.lose_all_but(bundles)
    assert rebuild_without_sheet(muniment)["missing"] == []
    lost.rebuild_with_sheet()
    # the bundle knows of the draft alone; whoever withdrew it since has withdrawn it
    assert states(muniment) == ["withdrawn"]


def test_an_older_bundle_brings_no_erased_name_back(lost: Lost) -> None:
    muniment = lost.muniment
    words = ("LF-BAU-1", "--file", "bescheid anna.txt", "--without-name")
    disposal = decided(muniment, *words, "--ground", "legal-order")
    bundles = lost.only_bundles_until_now()
    muniment.json("dispose", "carry-out", disposal)
    lost.lose_all_but(bundles)
    assert lost.rebuild_with_sheet()["missing"] == []
    (told,) = muniment.json("dispose", "list", "--look")["disposals"]
    assert (told["state"], told["file"], told["files"]) == ("disposed", None, 1)
    assert b"bescheid anna" not in (muniment.home / "archive.db").read_bytes()
