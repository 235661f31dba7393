"""Serving the portal: a bound socket, the web shell behind it, and the ledger kept level."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from administration.aftercare import settle_ledger
from administration.people import SignInLink, link_for_role
from administration.wiring import Archive
from administration.worker_log import log_to_file
from catalogue import jobs
from model.errors import MunimentError
from model.policy import UserRole

_LEVEL_EVERY = 60.0  # seconds: an event without a position for longer is an alarm
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
        keeper = threading.Thread(
            target=_keep_level, args=(self.archive, ended), name="ledger", daemon=True
        )
        log_to_file(self.archive.home.log / "serve.log")
        config = uvicorn.Config(
            create_app(self.archive),
            log_config=None,
            access_log=False,  # who read what is nobody's business
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        keeper.start()
        try:
            with _own_worker(self.archive):
                uvicorn.Server(config).run(sockets=[self.socket])
        except KeyboardInterrupt:
            pass  # the usual end
        finally:
            ended.set()
            keeper.join()
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


@contextmanager
def _own_worker(archive: Archive) -> Iterator[None]:
    """A worker beside the portal, as a process of its own: long work must not slow pages down.

    It ends with us, however we end: it reads from a pipe whose other end only we hold.
    """
    with archive.database.read() as connection:
        if jobs.any_alive(connection, archive.clock()):
            yield  # somebody runs one already
            return
    command = [sys.executable, "-m", "administration", "worker", "--until-eof"]
    with (archive.home.log / "worker.out").open("ab") as log:
        worker = subprocess.Popen(
            [*command, "--home", str(archive.home.path)],
            stdin=subprocess.PIPE, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield
    finally:
        assert worker.stdin is not None
        worker.stdin.close()
        try:
            worker.wait(_GRACE)
        except subprocess.TimeoutExpired:
            worker.kill()  # what it was doing is taken up by the next one
            worker.wait()


def _keep_level(archive: Archive, ended: threading.Event) -> None:
    while not ended.wait(_LEVEL_EVERY):
        settle_ledger(archive)  # what does not work out now is tried again in a minute
    settle_ledger(archive)
