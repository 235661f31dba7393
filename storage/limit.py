"""How fast media may be read, so that readers do not wait for the checker."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_CATCHING_UP = 0.5  # seconds that slow reading may make good afterwards


class Limit:
    """So many bytes and so many requests a second, by all threads together; 0 for no limit.

    A request is one read of an object, or one page of a listing. What was read is waited for
    afterwards, so that over any run the rates are what they may be and not more.
    """

    def __init__(
        self,
        bytes_per_second: float = 0,
        requests_per_second: float = 0,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bytes = _Meter(bytes_per_second, now)
        self._requests = _Meter(requests_per_second, now)
        self._sleep = sleep

    def request(self) -> None:
        """One is about to be made: wait until it may be."""
        self._wait(self._requests.take(1))

    def read(self, count: int) -> None:
        """So many bytes were read: come back when that many may have been."""
        self._wait(self._bytes.take(count))

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)


class _Meter:
    def __init__(self, rate: float, now: Callable[[], float]) -> None:
        self._rate, self._now = rate, now
        self._lock, self._paid = Lock(), now()  # up to when everything taken is paid for

    def take(self, amount: int) -> float:
        """Seconds to wait for it."""
        if not self._rate:
            return 0.0
        with self._lock:
            now = self._now()
            # Time lost by a slow medium, or by sleeping too long, is not lost for ever; but a long
            # pause does not allow a long burst.
            self._paid = max(self._paid, now - _CATCHING_UP) + amount / self._rate
            return self._paid - now


UNLIMITED = Limit()
