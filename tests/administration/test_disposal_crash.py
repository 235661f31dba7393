"""A disposal that is killed anywhere goes on where it stopped, and the rebuild respects it."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from tests.administration.conftest import Muniment
from tests.administration.four_eyes import decided
from tests.administration.rebuilt import rebuild_without_sheet
from tests.administration.test_disposing import SECRET, aip_of, anywhere
from tests.ingest.kills import PARTS, child, killing

_OPENING = """
from administration.home import Home
from administration.wiring import open_archive
opening = open_archive(Home(Path(sys.argv[1])))
"""
_DEED = """
from administration.disposing import disposing_of
from model.ports import Silence
from uuid import UUID
done = disposing_of(archive, archive.agent, Silence()).carry_out(UUID(sys.argv[2]))
assert done.state == "disposed", done
"""
_PROGRAM = killing(_DEED, _OPENING)


@pytest.fixture(scope="module")
def approved(stocked_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """An archive with a disposal that two have decided: its folder, the disposal, the AIP."""
    home = tmp_path_factory.mktemp("approved") / "home"
    muniment = Muniment(Path(shutil.copytree(stocked_once, home)))
    aip = aip_of(muniment)
    return home, decided(muniment, aip), aip


@pytest.fixture(scope="module")
def steps(
    approved: tuple[Path, str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, int]:
    home = shutil.copytree(approved[0], tmp_path_factory.mktemp("undisturbed") / "home")
    done = child(_PROGRAM, Path(home), approved[1], 0)
    assert done.returncode == 0, done.stderr
    first, last = map(int, done.stdout.split())
    return first, last


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_and_carried_out_again(
    approved: tuple[Path, str, str], steps: tuple[int, int], tmp_path: Path, part: int
) -> None:
    first, last = steps
    at = first + 1 + round(part * (last - first - 1) / max(1, PARTS - 1))
    home, disposal, _ = approved
    muniment = Muniment(Path(shutil.copytree(home, tmp_path / "home")))
    assert child(_PROGRAM, muniment.home, disposal, at).returncode == -signal.SIGKILL
    done = muniment.json("dispose", "carry-out", disposal)
    assert done["state"] == "disposed"
    assert anywhere(muniment, SECRET) == []
    assert muniment.json("verify", "--deep")["findings"] == []
    assert muniment.json("ledger", "verify")["intact"]
    told = muniment.json("events", "LF-RAT-1")["events"]
    assert [one["kind"] for one in told].count("disposal-begun") == 1


def test_a_rebuild_does_not_bring_it_back(approved: tuple[Path, str, str], tmp_path: Path) -> None:
    home, disposal, aip = approved
    muniment = Muniment(Path(shutil.copytree(home, tmp_path / "home")))
    (kept,) = muniment.home.glob(f"stores/south/aip/*/*/{aip}/v00001.zip")
    old = shutil.copy(kept, tmp_path / "old.zip")
    muniment.json("dispose", "carry-out", disposal)
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(old, kept)  # an old medium came back
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (muniment.home / name).unlink(missing_ok=True)
    report = rebuild_without_sheet(muniment, ends=1)
    assert report["aips"] == 2
    assert all(one["subject"] != aip for one in report["missing"])
    codes = {one["code"] for one in report["mismatched"]}
    assert "rebuild.disposed-present" in codes
    assert muniment("get", aip, "--json").error == "catalogue.disposed"
    assert muniment.json("dispose", "carry-out", disposal)["state"] == "disposed"
    assert anywhere(muniment, SECRET) == []
