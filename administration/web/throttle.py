"""Slows down those who guess passwords, without keeping who they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from model.digests import sha256
from model.errors import MunimentError

TRIES = 8  # wrong ones for one name
WINDOW = timedelta(minutes=5)
_NAMES = 10_000  # remembered at once; the oldest are forgotten first


class Throttle:
    """Counts wrong tries by name. In memory: a restart forgives, and nothing lies on disk."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[bytes, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, name: str, at: datetime) -> None:
        """Raise `access.too-many-tries` where there were too many wrong ones lately."""
        with self._lock:
            recent = self._recent(name, at)
            if len(recent) >= TRIES:
                seconds = int((recent[0] + WINDOW - at).total_seconds()) + 1
                raise MunimentError("access.too-many-tries", seconds=seconds)

    def wrong(self, name: str, at: datetime) -> None:
        """A try was wrong."""
        with self._lock:
            recent = self._recent(name, at)
            recent.append(at)
            key = _key(name)
            self._wrong[key] = recent
            self._wrong.move_to_end(key)
            while len(self._wrong) > _NAMES:
                self._wrong.popitem(last=False)

    def right(self, name: str) -> None:
        """A try was right: what was wrong before does not count."""
        with self._lock:
            self._wrong.pop(_key(name), None)

    def _recent(self, name: str, at: datetime) -> list[datetime]:
        return [when for when in self._wrong.get(_key(name), []) if at - when < WINDOW]


def _key(name: str) -> bytes:
    return sha256(name.strip().casefold().encode(errors="replace"))
