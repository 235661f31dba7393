"""What comes from outside the program: the time, and identifiers never seen before."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

from model.ids import uuid7
from model.ports import Clock

_RAND_B = (1 << 62) - 1  # RFC 9562 section 5.7: the 62 bits behind version and variant
_STAMP = 80  # and the 48 bits above everything else: milliseconds


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class FreshIds:
    """UUIDv7s that only ever grow, so that the order of events is the order of their ids.

    RFC 9562 section 6.2, method 2: within a millisecond the random part is increased by a random
    amount instead of drawn anew.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._lock = Lock()

    def __call__(self) -> UUID:
        with self._lock:
            value = uuid7(self._clock(), secrets.token_bytes(10)).int
            if value <= self._last:
                value = self._after(self._last)
            self._last = value
            return UUID(int=value)

    @staticmethod
    def _after(last: int) -> int:
        step = 1 + secrets.randbelow(1 << 32)
        if (last & _RAND_B) + step <= _RAND_B:
            return last + step
        # Past the end of the random part: on into the next millisecond, as the RFC allows.
        fresh = uuid7(datetime.now(UTC), secrets.token_bytes(10)).int
        return ((last >> _STAMP) + 1) << _STAMP | fresh & ((1 << _STAMP) - 1)
