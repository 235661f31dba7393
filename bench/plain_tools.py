"""The floor: what plain tools need for the same promise, and what peers need for less."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import bagit

_AT_ONCE = 500  # file names on one command line, as xargs would give them


def timed(deed: Callable[[], object]) -> float:
    """Seconds on the clock; what was written before is on the disk already."""
    os.sync()
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def floor(source: Path, scratch: Path) -> float:
    """openssl sha512 of the source, two cp, sync, two openssl sha256 of the copies."""

    def deed() -> None:
        _digest("-sha512", source)
        for name in ("one", "two"):
            subprocess.run(["cp", "-r", source, scratch / name], check=True)
        subprocess.run(["sync"], check=True)
        for name in ("one", "two"):
            _digest("-sha256", scratch / name)

    return _in_scratch(deed, scratch)


def bagit_python(source: Path, scratch: Path) -> float:
    """bagit-python: make_bag of a copy, validate it; one copy, no identification."""

    def deed() -> None:
        shutil.copytree(source, scratch / "bag")
        bagit.make_bag(str(scratch / "bag"), checksums=["sha512"])
        subprocess.run(["sync"], check=True)
        bagit.Bag(str(scratch / "bag")).validate()

    return _in_scratch(deed, scratch)


def _in_scratch(deed: Callable[[], None], scratch: Path) -> float:
    scratch.mkdir(parents=True)
    try:
        return timed(deed)
    finally:
        shutil.rmtree(scratch)


def _digest(algorithm: str, folder: Path) -> None:
    files = [str(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    for start in range(0, len(files), _AT_ONCE):
        subprocess.run(
            ["openssl", "dgst", algorithm, *files[start : start + _AT_ONCE]],
            check=True,
            stdout=subprocess.DEVNULL,
        )
