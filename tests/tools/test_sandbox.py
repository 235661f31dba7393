"""What a started worker may and may not do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools import sandbox

CONFINED = """
import os, resource, socket
from tools.sandbox import confine
alone = confine()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)
assert confine() or not alone  # twice does no harm
names = [name for _, name in socket.if_nameindex()]
print(alone, *names)
"""


def confined(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT)},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_a_confined_process_sees_no_interface_of_the_machine() -> None:
    alone, *interfaces = confined(CONFINED)
    if alone == "True":
        # what a new namespace has: a loopback that is down, and tunnels that lead nowhere
        assert set(interfaces) <= {"lo", "tunl0", "sit0", "ip6tnl0"}


def test_root_still_reads_what_belongs_to_others(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a file away")
    path = tmp_path / "theirs"
    path.write_text("content")
    path.chmod(0o600)
    os.chown(path, 12345, 12345)
    code = f"from tools.sandbox import confine; confine(); print(open({str(path)!r}).read())"
    assert confined(code) == ["content"]


def test_stopping_takes_the_whole_family() -> None:
    process = sandbox.start("tests.tools.family")
    assert process.stdout is not None
    child = int(process.stdout.readline())
    sandbox.stop(process)
    assert process.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and " Z " not in status(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def status(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return " Z "
