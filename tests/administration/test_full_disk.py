"""A disk without a byte left: nothing half stored, the attempt in the ledger, exit 3."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("muniment")
NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]

STORY = """
set -eu
mount -t tmpfs -o size=24m tmpfs "$1"
mkdir "$1/delivery"; head -c 4000000 /dev/urandom > "$1/delivery/a.bin"
"$2" init --home "$1/home" --json > /dev/null
cat /dev/zero > "$1/fill" 2>/dev/null || true
"$2" ingest "$1/delivery" --home "$1/home" --json || echo "exit $?" > "$3/first"
find "$1/home/stores" "$1/home/spool" -type f -name '*.zip' > "$3/left"
rm "$1/fill"
"$2" ingest "$1/delivery" --home "$1/home" --json > "$3/second"
"$2" ledger verify --home "$1/home" --json > "$3/verified"
"""


@pytest.mark.skipif(
    subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode != 0,
    reason="this system allows no mount in a user namespace",
)
def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    told = subprocess.run(
        [*NAMESPACE, "sh", "-c", STORY, "sh", disk, PROGRAM, tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    (result,) = json.loads(told.stdout)["results"]
    assert (result["status"], result["code"]) == ("waiting", "storage.full")
    assert "[storage.full]" in told.stderr
    assert (tmp_path / "first").read_text() == "exit 3\n"
    assert (tmp_path / "left").read_text() == ""
    # founded, account, link, received, interrupted; then stored, or the attempt left no trace
    assert json.loads((tmp_path / "verified").read_text())["events"] >= 6
    (again,) = json.loads((tmp_path / "second").read_text())["results"]
    assert again["status"] == "stored"
