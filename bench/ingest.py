"""Ingest against plain tools, bagit-python and pygfried, on the same data in the same run.

Whole commands are timed, from the shell's point of view, start of Python included. Every figure
is the median of several runs, because a disk has moods.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import samples
from bench.plain_tools import bagit_python, floor, timed

_RUNS = 3
_MUNIMENT = [str(Path(sys.executable).with_name("muniment"))]
_PYGFRIED = """
import os, sys, pygfried
paths = [os.path.join(d, f) for d, _, names in os.walk(sys.argv[1]) for f in names]
pygfried.identify_many(paths, workers=2)
"""


def main() -> None:
    """Print every goal of docs/performance.md with what was measured."""
    place = Path(os.environ.get("MUNIMENT_BENCH", Path.cwd() / ".bench"))
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        scratch = Path(folder)
        _large(scratch)
        _small(scratch)
        _memory(scratch)


def _large(scratch: Path) -> None:
    source = samples.large(scratch / "large", 8, 128)
    tools, own, peer = _medians(
        lambda: floor(source, scratch / "x"),
        lambda: _ingest(source, scratch),
        lambda: bagit_python(source, scratch / "x"),
    )
    print("8 files of 128 MB, into two stores")
    _row("plain tools (sha512, two cp, sync, two sha256)", tools)
    _row("muniment ingest, everything", own)
    _row("bagit-python, one copy", peer)
    _ratio("ingest / plain tools", own / tools, 1.5)
    shutil.rmtree(source)


def _small(scratch: Path) -> None:
    source = samples.small(scratch / "small", 5000, 20_000)
    tools, own, peer, pygfried, packed = _medians(
        lambda: floor(source, scratch / "x"),
        lambda: _ingest(source, scratch),
        lambda: bagit_python(source, scratch / "x"),
        lambda: timed(lambda: _run([sys.executable, "-c", _PYGFRIED, str(source)])),
        lambda: _packing(source, scratch),
    )
    print("5,000 files of 20 KB, into two stores")
    _row("plain tools (sha512, two cp, sync, two sha256)", tools)
    _row("pygfried alone, two workers", pygfried)
    _row("muniment ingest, everything", own)
    _row("muniment, read + package + store in two stores", packed)
    _row("bagit-python, one copy", peer)
    _ratio("package + store / bagit-python", packed / peer, 1.0)
    _ratio("ingest / (plain tools + pygfried)", own / (tools + pygfried), 1.3)
    shutil.rmtree(source)


def _memory(scratch: Path) -> None:
    source = samples.large(scratch / "huge", 1, 2048)
    home = _new_home(scratch)
    command = [*_MUNIMENT, "ingest", str(source), "--home", str(home), "--json"]
    peak = _peak_memory(command)
    print("one file of 2 GB")
    print(f"  peak memory of the largest process of ingest   {peak:8.0f} MB   goal 300 MB")
    shutil.rmtree(home)


def _ingest(source: Path, scratch: Path) -> float:
    home = _new_home(scratch)
    try:
        return timed(lambda: _run([*_MUNIMENT, "ingest", str(source), "--home", str(home)]))
    finally:
        shutil.rmtree(home)


def _packing(source: Path, scratch: Path) -> float:
    """Reading, packaging and storing without identification, in a process of its own."""
    stores = scratch / "stores"
    stores.mkdir()
    try:
        command = [sys.executable, "-m", "bench.packing", str(source), str(stores)]
        return timed(lambda: _run(command))
    finally:
        shutil.rmtree(stores)


def _new_home(scratch: Path) -> Path:
    home = scratch / "home"
    _run([*_MUNIMENT, "init", "--home", str(home), "--json"])
    return home


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _peak_memory(command: list[str]) -> float:
    """Megabytes that the largest of the processes took: the command itself or a worker."""
    watcher = (
        "import json,resource,subprocess,sys;"
        "subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);"
        "print(json.dumps(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
    )
    out = subprocess.run([sys.executable, "-c", watcher, *command], check=True, capture_output=True)
    return float(json.loads(out.stdout)) / 1024


def _medians(*deeds: Callable[[], float]) -> list[float]:
    # Turn and turn about, so that a slow minute of the disk meets all of them.
    rounds = [[deed() for deed in deeds] for _ in range(_RUNS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _row(what: str, seconds: float) -> None:
    print(f"  {what:48} {seconds:7.2f} s")


def _ratio(what: str, ratio: float, goal: float) -> None:
    print(f"  {what:48} {ratio:7.2f}     goal {goal}")
