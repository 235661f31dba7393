"""A disk that fills up: nothing half stored, the attempt in the ledger, and it goes on later.

A real small disk: a tmpfs in a mount namespace of its own, where the kernel lets us have one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

_CHILD = """
import json, os, sys
from pathlib import Path
from tests.ingest.house import house

place, source = Path(sys.argv[1]), Path(sys.argv[2])
small = place / "home" / "south"
small.mkdir(parents=True)
os.system(f"mount -t tmpfs -o size={sys.argv[3]} tmpfs {small}")
with house(place / "home") as archive:
    outcome = archive.one(source)
    first = {
        "status": outcome.status, "code": outcome.code, "message": outcome.message,
        "clean": archive.nothing_stored(), "events": archive.events(),
    }
    os.system(f"mount -o remount,size=64m {small}")
    again = archive.one(source)
    kinds = [event["kind"] for event in archive.events()]
    print(json.dumps({"first": first, "again": again.status, "kinds": kinds}))
"""


def namespaced(*command: str) -> list[str]:
    return ["unshare", "--user", "--map-root-user", "--mount", *command]


@pytest.mark.parametrize("size", ["100k", "2m", "4m"])
def test_a_store_that_is_full(tmp_path: Path, size: str) -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run(namespaced("true"), check=False, capture_output=True).returncode
    ):
        pytest.skip("the kernel gives no mount namespace, so no small disk can be made")
    source = tmp_path / "delivery"
    source.mkdir()
    for number in range(5):
        (source / f"{number}.bin").write_bytes(bytes([number]) * 1_000_000)
    done = subprocess.run(
        namespaced(sys.executable, "-c", _CHILD, str(tmp_path), str(source), size),
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    first = told["first"]
    assert (first["status"], first["code"]) == ("waiting", "storage.full")
    assert first["message"] == "The store south has no space left."
    assert first["clean"]
    assert first["events"][-1]["kind"] == "interrupted"
    assert first["events"][-1]["code"] == "storage.full"
    assert told["again"] == "stored"
    assert told["kinds"] == ["received", "interrupted", "stored", "described"]
