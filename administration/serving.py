"""Serving the portal: a bound socket, the web shell behind it, and the ledger kept level."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import partial

import uvicorn

from administration.aftercare import settle_ledger
from administration.people import SignInLink, link_for_role
from administration.wiring import Archive
from administration.worker_log import log_to_file
from catalogue import jobs
from model.errors import MunimentError
from model.policy import UserRole

_LEVEL_EVERY = 60.0  # seconds: an event without a position for longer is an alarm
_LOOK_EVERY = 5.0  # seconds between two looks whether there is a worker
_GRACE = 5  # seconds that running requests get at the end


@dataclass(frozen=True, slots=True)
class Doorstep:
    """A socket that listens already, so that a taken port is known before anything else."""

    archive: Archive
    socket: socket.socket

    @property
    def url(self) -> str:
        """Where the portal is reached on this machine."""
        host, port = self.socket.getsockname()[:2]
        if host in ("0.0.0.0", "::"):  # noqa: S104 - only compared: every address of this machine
            host = socket.gethostname()
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def links(self) -> list[SignInLink]:
        """A one-time link for an account of each role, made where there is none."""
        roles = [role for role in UserRole if role is not UserRole.PUBLIC]
        base = self.archive.settings.web.base_url or self.url
        return [link_for_role(self.archive, role, base) for role in roles]

    def run(self) -> None:
        """Serve until interrupted."""
        from administration.web.app import create_app

        ended = threading.Event()
        deeds = (partial(_keep_level, self.archive), _OwnWorker(self.archive).look_after)
        threads = [threading.Thread(target=one, args=(ended,), daemon=True) for one in deeds]
        log_to_file(self.archive.home.log / "serve.log")
        config = uvicorn.Config(
            create_app(self.archive),
            log_config=None,
            access_log=False,  # who read what is nobody's business
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        for thread in threads:
            thread.start()
        try:
            uvicorn.Server(config).run(sockets=[self.socket])
        except KeyboardInterrupt:
            pass  # the usual end
        finally:
            ended.set()
            for thread in threads:
                thread.join()
            self.socket.close()


def doorstep(archive: Archive, host: str | None, port: int | None) -> Doorstep:
    """Listen where the settings or the caller say. Raises `serve.port-taken`."""
    web = archive.settings.web
    host = host or web.host
    port = web.port if port is None else port
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(address[:2], family=family, backlog=512)
        # Head and body of an answer are two writes; without this the second one waits for the
        # browser's delayed acknowledgement, 40 ms. asyncio sets it only where it made the socket.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        # create_server adds the address to strerror, and we say it ourselves
        own = isinstance(error, socket.gaierror) or error.errno is None
        reason = error.strerror if own else os.strerror(error.errno or 0)
        raise MunimentError("serve.port-taken", host=host, port=port, reason=reason) from error
    return Doorstep(archive, listening)


class _OwnWorker:
    """A worker beside the portal, as a process of its own: long work must not slow pages down.

    It ends with us, however we end: it reads from a pipe whose other end only we hold. While
    somebody else's worker beats there is none, and where it dies another one follows.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._process: subprocess.Popen[bytes] | None = None

    def look_after(self, ended: threading.Event) -> None:
        """Have a worker until ``ended``."""
        while True:
            if not self._lives() and not self._others_live():
                self._start()
            if ended.wait(_LOOK_EVERY):
                break
        self._stop()

    def _lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _others_live(self) -> bool:
        try:
            with self._archive.database.read() as connection:
                return jobs.any_alive(connection, self._archive.clock())
        except MunimentError:
            return True  # the catalogue is away: there is nothing to work on, and it is asked again

    def _start(self) -> None:
        home = self._archive.home
        command = [sys.executable, "-m", "administration", "worker", "--until-eof"]
        with (home.log / "worker.out").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--home", str(home.path)], stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    def _stop(self) -> None:
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # what it was doing is taken up by the next one
            self._process.wait()


def _keep_level(archive: Archive, ended: threading.Event) -> None:
    while not ended.wait(_LEVEL_EVERY):
        settle_ledger(archive)  # what does not work out now is tried again in a minute
    settle_ledger(archive)
