"""A server that is started once, answers on loopback and is stopped by its own process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from services.place import Place, Unavailable

HOST = "127.0.0.1"
_STARTS_WITHIN = 120.0  # seconds: a Java server on two busy cores
_STOPS_WITHIN = 30.0
# Children of this very process, which must be asked for their end, or they stay as zombies.
_begun: dict[int, subprocess.Popen[bytes]] = {}


class Service(Protocol):
    """What `start`, `stop` and `status` need of each kind."""

    @property
    def name(self) -> str: ...

    def fetch(self, place: Place) -> None:
        """Have its program. Raises `Unavailable`."""

    def start(self, place: Place) -> None:
        """Start it unless it runs, and wait until it answers. Raises `Unavailable`."""

    def stop(self, place: Place) -> bool:
        """Stop it; whether it ran."""

    def answers(self, place: Place) -> bool:
        """Whether it answers right now."""


def program(name: str, package: str) -> str:
    """A program of the system, installed from Debian where that is possible.

    Raises `Unavailable`.
    """
    found = shutil.which(name)
    if found is None and _install(package):
        found = shutil.which(name)
    if found is None:
        raise Unavailable(f"{name} is not installed (Debian: apt-get install {package})")
    return found


def _install(package: str) -> bool:
    apt = shutil.which("apt-get")
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if apt is None or (root and shutil.which("sudo") is None):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(
            [*root, apt, *words],
            check=False,
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        if done.returncode:
            return False
    return True


def run(*words: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Run a program to its end. Raises `Unavailable` with the last line that it said."""
    done = subprocess.run(
        [str(word) for word in words],
        check=False,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        said = done.stdout.strip().splitlines() or ["it said nothing"]
        raise Unavailable(f"{' '.join(map(str, words[:2]))} failed: {said[-1]}")


def free_port(wanted: int = 0) -> int:
    """``wanted`` if nobody listens there, or any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


def begin(folder: Path, *words: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Start a server that outlives us; its id lies in ``pid``, what it says in ``log``."""
    with (folder / "log").open("ab") as log:
        started = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _begun[started.pid] = started
    (folder / "pid").write_text(f"{started.pid} {_born(started.pid)}")


def running(folder: Path) -> int | None:
    """The id of the process that `begin` started, while it lives."""
    try:
        number, born = (folder / "pid").read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    # The number alone may be another process by now; with its birth it cannot.
    return int(number) if _born(int(number)) == born else None


def end(folder: Path) -> bool:
    """End the process that `begin` started, kindly first; whether it ran."""
    number = running(folder)
    if number is None:
        return False
    os.kill(number, signal.SIGCONT)  # a test may have frozen it
    os.kill(number, signal.SIGTERM)
    if not _within(_STOPS_WITHIN, lambda: running(folder) is None):
        os.kill(number, signal.SIGKILL)
        _within(_STOPS_WITHIN, lambda: running(folder) is None)
    if number in _begun:
        _begun.pop(number).wait()
    (folder / "pid").unlink()
    return True


def wait_for(name: str, folder: Path, answers: Callable[[], bool]) -> None:
    """Wait until a server answers. Raises `Unavailable` if it ends before, or takes too long."""
    over = _within(_STARTS_WITHIN, lambda: answers() or running(folder) is None)
    if not over or not answers():
        said = _last_line(folder / "log")
        raise Unavailable(f"{name} did not start: {said} (all of it: {folder / 'log'})")


def speaks_http(url: str, status: int) -> bool:
    """Whether a server on loopback answers with this status."""
    where = urlsplit(url)
    connection = HTTPConnection(str(where.hostname), where.port, timeout=5)
    try:
        connection.request("GET", f"{where.path}?{where.query}")
        return connection.getresponse().status == status
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


def _within(seconds: float, reached: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if reached():
            return True
        time.sleep(0.05)
    return False


def _born(number: int) -> str:
    """When a process was born, in the kernel's own count; "" where there is none, or it is dead."""
    try:
        # proc(5): after the name in brackets come state (3) and, as the 22nd field, the birth
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it said nothing"
