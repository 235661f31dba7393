"""Killed at any commit of a rebuild, the same command goes on and comes to the same catalogue.

The kill points are not picked by hand: the child counts its commits and is killed at one of them,
chosen evenly over the whole run.
"""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.administration.conftest import Muniment
from tests.administration.rebuilt import CATALOGUE, rebuild_without_sheet, tables, wipe
from tests.ingest.kills import child

_CHILD = """
import os, signal, sys
import sqlalchemy.engine.default as dialect
import preservation.rebuild.reading as reading

last, steps = int(sys.argv[2]), 0
commit = dialect.DefaultDialect.do_commit

def counted(*args, **named):
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)
    commit(*args, **named)
    if steps == -last:
        os.kill(os.getpid(), signal.SIGKILL)

dialect.DefaultDialect.do_commit = counted
reading._AT_ONCE = 1  # a transaction for each AIP
from administration.cli import main
code = main(["rebuild", "--json", "--home", sys.argv[1]])
print(steps)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def lost(stocked_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose catalogue is gone."""
    home = Path(shutil.copytree(stocked_once, tmp_path_factory.mktemp("lost") / "home"))
    wipe(Muniment(home))
    return home


@pytest.fixture(scope="module")
def undisturbed(lost: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Muniment]:
    """How many commits a rebuild takes, and what comes of it."""
    home = Path(shutil.copytree(lost, tmp_path_factory.mktemp("undisturbed") / "home"))
    done = child(_CHILD, home, 0)
    assert done.returncode == 1, done.stderr  # no sheet was given: accounts are missing
    return int(done.stdout.split()[-1]), Muniment(home)


PARTS = int(os.environ.get("MUNIMENT_KILLS", "4"))


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_and_started_again(
    lost: Path, undisturbed: tuple[int, Muniment], tmp_path: Path, part: int
) -> None:
    commits, whole = undisturbed
    at = 1 + round(part * (commits - 1) / max(1, PARTS - 1))
    muniment = Muniment(Path(shutil.copytree(lost, tmp_path / "home")))
    # half of them are killed before the commit, half right behind it
    killed = child(_CHILD, muniment.home, at if part % 2 else -at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    rebuild_without_sheet(muniment)
    expected = tables(whole)
    found = tables(muniment)
    for name in CATALOGUE:
        assert found[name] == expected[name], name
    assert muniment.json("ledger", "verify")["intact"]
    assert muniment.json("verify")["intact"] == 6
