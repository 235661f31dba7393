"""A disk that is full, read-only or not mounted: a real one, in a namespace of its own."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def test_full_then_read_only_then_gone(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=3m none {shlex.quote(str(disk))}"
    if subprocess.run([*NAMESPACE, "sh", "-c", mount], check=False, capture_output=True).returncode:
        pytest.skip("the kernel gives no namespace to mount a disk in")
    words = [sys.executable, "-m", "tests.storage.small_disk", str(disk)]
    script = f"{mount} && exec {shlex.join(words)}"
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", script], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
