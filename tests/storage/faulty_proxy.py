"""What stands between us and a server, and does what networks and servers do on bad days."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import urlsplit

from tests.storage.faulty_http import BLOCK, Message, body_from, error_answer, exactly, head_from

_HOST = "127.0.0.1"


class Fault(Enum):
    """What one request meets."""

    HANGS = auto()  # taken, and never answered
    CUT_REQUEST = auto()  # the connection is reset in the middle of it
    FLIPPED_REQUEST = auto()  # a bit of its body is another when it arrives
    ERROR_500 = auto()
    SLOW_DOWN = auto()
    LOST = auto()  # done by the server, and the connection is reset before the answer
    LOST_HANGS = auto()  # done by the server, and no answer comes
    CUT_RESPONSE = auto()  # the connection is reset in the middle of the answer
    TRUNCATED = auto()  # the connection ends in the middle of the answer, politely
    DRIPS = auto()  # a byte of the answer now and then
    FLIPPED_RESPONSE = auto()  # a bit of the answer's body is another when it arrives


_ERRORS = {
    Fault.ERROR_500: ("500 Internal Server Error", "InternalError"),
    Fault.SLOW_DOWN: ("503 Slow Down", "SlowDown"),
}
Plan = Callable[[int, Message], Fault | None]
"""What meets the request of this number, counted from 0; None: nothing."""


class _Over(Exception):
    """This connection goes no further."""


@dataclass
class FaultyProxy:
    """Forwards HTTP/1.1 to a server on loopback; ``plan`` says what goes wrong on the way."""

    upstream: str
    plan: Plan = lambda _number, _request: None
    drip: float = 0.05  # seconds between two bytes
    seen: list[Message] = field(default_factory=list)
    endpoint: str = ""
    _closed: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self) -> Iterator[FaultyProxy]:
        """Listen until the end of the block; then all who still hang are let go."""
        with socket.create_server((_HOST, 0), backlog=64) as listening:
            listening.settimeout(0.1)
            self.endpoint = f"http://{_HOST}:{listening.getsockname()[1]}"
            thread = threading.Thread(target=self._listen, args=(listening,), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                self._closed.set()
                thread.join()

    def _listen(self, listening: socket.socket) -> None:
        while not self._closed.is_set():
            with suppress(TimeoutError):
                client, _ = listening.accept()
                client.settimeout(None)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        port = urlsplit(self.upstream).port or 80
        with client, socket.create_connection((_HOST, port)) as server, suppress(_Over, OSError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while request := head_from(client):
                with self._lock:
                    fault = self.plan(len(self.seen), request)
                    self.seen.append(request)
                self._take(client, server, request, fault)
                self._answer(client, server, request, fault)

    def _take(
        self, client: socket.socket, server: socket.socket, request: Message, fault: Fault | None
    ) -> None:
        """Bring a request to the server, or not."""
        if fault is Fault.HANGS:
            self._hang(client)
        if request.field("expect"):
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if fault is Fault.CUT_REQUEST:
            server.sendall(request.without("expect"))
            server.sendall(exactly(client, request.length // 2))
            _reset(client)
        left = request.length
        if fault not in _ERRORS:
            server.sendall(request.without("expect"))
        while left:
            block = exactly(client, min(BLOCK, left))
            if fault is Fault.FLIPPED_REQUEST and left == request.length:
                block = _flipped(block)
            if fault not in _ERRORS:
                server.sendall(block)
            left -= len(block)

    def _answer(
        self, client: socket.socket, server: socket.socket, request: Message, fault: Fault | None
    ) -> None:
        """Bring the server's answer back, or not."""
        if fault in _ERRORS:
            client.sendall(error_answer(*_ERRORS[fault], request))
            return
        head = head_from(server)
        if head is None:
            raise _Over
        body = body_from(server, request, head)
        whole = head.head + body
        half = len(head.head) + len(body) // 2 if body else len(whole) // 2
        match fault:
            case Fault.LOST:
                _reset(client)
            case Fault.LOST_HANGS:
                self._hang(client)
            case Fault.CUT_RESPONSE:
                client.sendall(whole[:half])
                time.sleep(0.05)  # what was sent arrives before the reset
                _reset(client)
            case Fault.TRUNCATED:
                client.sendall(whole[:half])
                raise _Over
            case Fault.DRIPS:
                self._drip(client, whole)
            case Fault.FLIPPED_RESPONSE if body:
                client.sendall(
                    head.head + body[: len(body) // 2] + _flipped(body[len(body) // 2 :])
                )
            case _:
                client.sendall(whole)

    def _hang(self, client: socket.socket) -> None:
        """Until the other side gives up, whatever it sends."""
        client.settimeout(0.1)
        while not self._closed.is_set():
            with suppress(TimeoutError):
                if not client.recv(BLOCK):
                    break
        raise _Over

    def _drip(self, client: socket.socket, data: bytes) -> None:
        for at in range(len(data)):
            if self._closed.wait(self.drip):
                break
            client.sendall(data[at : at + 1])
        raise _Over


def _flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def _reset(client: socket.socket) -> None:
    """End it with RST, as a machine that lost its memory does."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    raise _Over
