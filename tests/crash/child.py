"""A command in a process of its own, which ends or fails at one of its durable steps.

Durable steps are each fsync, link, rename, unlink, mkdir and commit of a database, counted from the
first to the last; nobody picks them by hand. An undisturbed run says how many there are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.conftest import ROOT

How = Literal["killed", "full"]

PARTS = int(os.environ.get("MUNIMENT_KILLS", "2"))
"""Into how many tests the steps of a command are divided."""
SOAK = os.environ.get("MUNIMENT_SOAK") == "1"
"""Whether each test tries all of its steps (`make soak`), or one of them."""

_PROGRAM = """
import errno, os, signal, sqlite3, sys
import sqlalchemy.engine.default as dialect

how, last = sys.argv[1], int(sys.argv[2])
steps = 0

def counted(deed, full):
    def step(*args, **named):
        global steps
        steps += 1
        if steps == last and how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if steps == last and full is not None:
            raise full()
        return deed(*args, **named)
    return step

def no_space():
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

def no_space_for_the_database():
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    return error

for name in ("fsync", "fdatasync", "link", "rename", "replace", "mkdir"):
    setattr(os, name, counted(getattr(os, name), no_space))
os.unlink = counted(os.unlink, None)  # needs no room
commit = counted(dialect.DefaultDialect.do_commit, no_space_for_the_database)
dialect.DefaultDialect.do_commit = commit

# The files of each AIP are written ahead of it, as those of a large one are.
import catalogue.recording
catalogue.recording.BATCH = 2

from administration.cli import main
code = main(sys.argv[3:])
print(steps, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class Ended:
    """How the child ended; ``steps`` 0: it did not live to tell."""

    code: int
    out: str
    err: str
    steps: int


def run(home: Path, words: tuple[str, ...], how: How = "killed", last: int = 0) -> Ended:
    """One command over ``home``; at step ``last`` it is killed, or finds the disk full."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, how, str(last), *words, "--home", home, "--json"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
    )
    told, _, count = done.stderr.rstrip().rpartition("\n")
    counted = count.isdecimal()
    err = told if counted else done.stderr
    return Ended(done.returncode, done.stdout, err, int(count) if counted else 0)


def points(steps: int, part: int) -> list[int]:
    """The steps that one of the tests tries."""
    if SOAK:
        return list(range(1 + part, steps + 1, PARTS))
    return [1 + int((part + 0.5) * steps / PARTS)]
