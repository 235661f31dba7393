"""Requests that end: a server that hangs or drips never holds us longer than its bytes are worth.

boto3 limits only the silence between two bytes. What gives a byte a minute would hold us for ever.
So each request has an end too, at which its connection is cut; it is then tried again, like any
other whose connection broke. So is an answer whose head breaks off.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any
from weakref import WeakKeyDictionary

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)

_LOOK = 0.25  # seconds between two looks at what is over


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait, in seconds. ``silence``: without any byte; ``tries``: of each request.

    ``rate``: the fewest bytes a second that are worth waiting for. ``assembly``: for a server that
    puts an object's parts together, which may say nothing for minutes.
    """

    connect: float = 5.0
    silence: float = 60.0
    assembly: float = 600.0
    rate: int = 256 << 10
    tries: int = 4

    def worth(self, size: int) -> float:
        """After how long so many bytes should have come, or gone."""
        return self.silence + size / self.rate


USUAL = Patience()


def be_patient(client: Any, patience: Patience) -> None:
    """Give every request of this client an end."""
    plain = type("Plain", (_Watched, AWSHTTPConnection), {"patience": patience})
    secure = type("Secure", (_Watched, AWSHTTPSConnection), {"patience": patience})
    # boto3 has no public place for a connection of one's own; a test sees if this one goes.
    pools = client._endpoint.http_session._pool_classes_by_scheme
    pools["http"] = type("PlainPool", (AWSHTTPConnectionPool,), {"ConnectionCls": plain})
    pools["https"] = type("SecurePool", (AWSHTTPSConnectionPool,), {"ConnectionCls": secure})


class _Watch:
    """Cuts connections whose time is over. One thread for all, begun when it is first needed."""

    def __init__(self) -> None:
        self._ends: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._lock = Lock()
        self._thread: Thread | None = None

    def allow(self, connection: Any, seconds: float) -> None:
        """From now on it has so many seconds. What is done before then is not hurt by the cut."""
        with self._lock:
            self._ends[connection] = monotonic() + seconds
            # after a fork the thread is not there any more
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._look, name="s3-patience", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while True:
            sleep(_LOOK)
            with self._lock:
                now = monotonic()
                for connection in [one for one, end in self._ends.items() if end < now]:
                    del self._ends[connection]
                    _cut(connection)
                if not self._ends:
                    self._thread = None
                    return


_watch = _Watch()


class _Head:
    """What an answer is read from. Python takes a head that breaks off for a shorter one.

    Then an object would have no version, or no size, and nobody would know.
    """

    def __init__(self, source: Any) -> None:
        self._source = source
        self.last = b""

    def readline(self, *limit: int) -> bytes:
        self.last = self._source.readline(*limit)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


class _Watched:
    """A connection whose requests end."""

    patience: Patience
    sock: Any
    response_class: Any

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]  # that of urllib3, which is mixed in beside
        # Until now the time to connect was the limit, and it would go on for sending.
        self.sock.settimeout(self.patience.silence)

    def request(
        self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any
    ) -> None:
        self._assembles = method == "POST" and "uploadId=" in url
        size = int((headers or {}).get("Content-Length") or 0)
        _watch.allow(self, self.patience.connect + self.patience.worth(size))
        super().request(method, url, body, headers, **more)  # type: ignore[misc]

    def getresponse(self) -> Any:
        wait = self.patience.assembly if self._assembles else self.patience.silence
        if self._assembles and self.sock is not None:
            self.sock.settimeout(wait)
        _watch.allow(self, wait)
        heads: list[_Head] = []
        make = self.response_class

        def noted(*args: Any, **named: Any) -> Any:
            answer = make(*args, **named)
            answer.fp = _Head(answer.fp)
            heads.append(answer.fp)
            return answer

        self.response_class = noted
        response = super().getresponse()  # type: ignore[misc]
        if heads and heads[-1].last not in (b"\r\n", b"\n"):
            response.close()
            raise ConnectionResetError("the answer ends within its head")
        _watch.allow(self, wait + self.patience.worth(response.length_remaining or 0))
        return response


def _cut(connection: Any) -> None:
    if connection.sock is not None:
        # that of TLS would wait for the other side to agree; and it may be closed by now
        with suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
