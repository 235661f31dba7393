"""Kill it anywhere: no number is lost or given twice, and the stores are enough all the same.

The kill points are not picked by hand: the child counts every durable step (each fsync, link,
unlink and commit) and is killed at one of them, chosen evenly over the whole run.
"""

from __future__ import annotations

import json
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from catalogue.database import Database
from catalogue.journal.restoring import write_back
from preservation.journal.keeping import Pace
from tests.ingest.kills import child
from tests.preservation.journal.chronicle import RULES, Chronicle, chronicle, said

_POINTS = 12

_CHILD = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
import sqlalchemy.engine.default as dialect

last = int(sys.argv[2])
steps = 0

def counted(deed):
    def step(*args, **named):
        global steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return deed(*args, **named)
    return step

from preservation.journal.keeping import Pace
from tests.preservation.journal.chronicle import chronicle, grow

with chronicle(Path(sys.argv[1])) as kept:
    ids = grow(kept, 12)
    kept.pace = Pace(age=timedelta(hours=1))
    for name in ("fsync", "fdatasync", "link", "rename", "replace", "unlink"):
        setattr(os, name, counted(getattr(os, name)))
    dialect.DefaultDialect.do_commit = counted(dialect.DefaultDialect.do_commit)
    for title in ("eins", "zwei", "drei"):
        kept.change(ids[3], title=title)
        assert kept.keep() == []
        kept.wait(hours=2)
    print(steps)
"""


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    whole = child(_CHILD, tmp_path_factory.mktemp("whole"), 0)
    assert whole.returncode == 0, whole.stderr
    return int(whole.stdout)


@pytest.mark.parametrize("point", range(_POINTS))
def test_no_gap_and_no_double(tmp_path: Path, steps: int, point: int) -> None:
    killed = child(_CHILD, tmp_path, 1 + point * (steps - 1) // (_POINTS - 1))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with chronicle(tmp_path) as kept:
        assert kept.keep() == []
        assert kept.waiting() == 0
        kept.pace = Pace(age=timedelta(hours=1))
        for _ in range(2):  # what was left behind goes with the next snapshots
            kept.wait(hours=9)
            kept.change(next(iter(kept.ids())), title=f"{kept.now}")
            assert kept.keep() == []
        assert kept.lying(0) == kept.lying(1)
        _in_a_row(kept)
        reading = kept.reading()
        empty = Database(f"sqlite:///{tmp_path}/new.db")
        empty.upgrade()
        write_back(empty, reading.descriptions(), RULES)
        assert reading.findings == []
        assert said(empty) == kept.said()
        empty.close()
        told = [one["object"] for one in kept.events()]
        assert len(told) == len(set(told)), "each file is told of once"


def _in_a_row(kept: Chronicle) -> None:
    following = None
    for key in kept.lying():
        if key.startswith("segments/"):
            for line in kept.file(key).read_text().splitlines()[1:-1]:
                number = json.loads(line)["seq"]
                assert following in (None, number), "no gap, no double"
                following = number + 1
