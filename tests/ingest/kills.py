"""A child process that is killed at a durable step: each fsync, link, rename, unlink and commit.

The kill points are not picked by hand: an undisturbed run counts them first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import indent

from tests.conftest import ROOT

PARTS = int(os.environ.get("MUNIMENT_KILLS", "8"))
"""How many of the kill points are tried, spread evenly over the run."""

_CHILD = """
import os, signal, sys
from pathlib import Path
import sqlalchemy.engine.default as dialect

last = int(sys.argv[3])
steps = 0

def counted(deed):
    def step(*args, **named):
        global steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return deed(*args, **named)
    return step

for name in ("fsync", "fdatasync", "link", "rename", "replace", "unlink", "mkdir"):
    setattr(os, name, counted(getattr(os, name)))
dialect.DefaultDialect.do_commit = counted(dialect.DefaultDialect.do_commit)
"""
HOUSE = "from tests.ingest.house import house\nopening = house(Path(sys.argv[1]))\n"
"""Opens the small archive of the ingest tests."""


def killing(deed: str, opening: str = HOUSE) -> str:
    """The program: ``deed`` is done in ``archive``; arguments are home, source, and the step.

    Step 0 kills nowhere, and prints at which steps the deed began and ended.
    """
    body = indent(f"start = steps\n{deed}\nprint(start, steps)\n", "    ")
    return f"{_CHILD}{opening}with opening as archive:\n{body}"


def child(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own, to its end or to the step at which it is killed."""
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
