"""An AIP with three times as many files takes no more memory (DESIGN section 4: it is streamed)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.administration.conftest import Muniment
from tests.conftest import ROOT

FEW, MANY = 6_000, 18_000
MOST = 10  # megabytes; nouns with their paths and digests in one list would take 20 and more

# VmHWM, and not ru_maxrss: that would begin with the memory of the tests themselves.
_PROGRAM = """
import re, sys
from pathlib import Path
from administration.cli import main

code = main(sys.argv[1:])
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(int(peak[1]) / 1024, file=sys.stderr)
sys.exit(code)
"""


def peak(muniment: Muniment, *words: object) -> float:
    """The megabytes that one command took at its highest."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *map(str, words), "--home", muniment.home, "--json"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return float(done.stderr.splitlines()[-1])


def one_aip(root: Path, count: int) -> dict[str, float]:
    """What each command over one AIP with so many files took."""
    source = root / "source"
    for number in range(count):
        folder = source / f"Mappe {number // 500:04d}"
        if not number % 500:
            folder.mkdir(parents=True)
        (folder / f"Schriftstück {number:06d}.txt").write_text(f"Blatt {number}\n")
    muniment = Muniment(root / "home")
    muniment.json("init")
    took = {"ingest": peak(muniment, "ingest", source)}
    (path,) = (muniment.home / "stores" / "north").glob("aip/*/*/*/*.zip")
    aip, name = path.parent.name, "Mappe 0001/Schriftstück 000777.txt"
    took["verify"] = peak(muniment, "verify")
    took["verify --deep"] = peak(muniment, "verify", "--deep")
    took["get"] = peak(muniment, "get", aip, name, "-o", root / "out.txt")
    path.chmod(0o644)
    with path.open("r+b") as stream:
        stream.seek(200_000)
        stream.write(b"damaged")
    took["repair"] = peak(muniment, "repair", aip)
    assert muniment.json("verify")["findings"] == []
    return took


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    few, many = one_aip(tmp_path / "few", FEW), one_aip(tmp_path / "many", MANY)
    grown = {command: many[command] - few[command] for command in many}
    assert {command: mb for command, mb in grown.items() if mb > MOST} == {}, (few, many)
