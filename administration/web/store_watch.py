"""Whether the stores answer, for a page that must not wait for one that does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from model.errors import MunimentError
from storage.vault import Vault

_PATIENCE = 1.5  # seconds that a page waits for all of them
_FRESH = 10.0  # seconds that an answer is good for


@dataclass(frozen=True, slots=True)
class StoreSeen:
    """One store. ``free``: bytes of room, None where it does not know or does not answer.

    ``error``: what it said instead of an answer; None also where it has said nothing so far.
    """

    name: str
    answers: bool
    free: int | None = None
    error: MunimentError | None = None


class StoreWatch:
    """Asks all stores side by side; a question that hangs is not asked a second time."""

    def __init__(self, vault: Callable[[], Vault]) -> None:
        self._vault = vault
        self._lock = threading.Lock()
        self._questions: dict[str, _Question] = {}

    def look(self, names: list[str]) -> list[StoreSeen]:
        """Each of these stores, as it is or was a moment ago."""
        with self._lock:
            for name in names:
                known = self._questions.get(name)
                if known is None or known.is_stale:
                    self._questions[name] = _Question(name, self._vault)
            asked = [self._questions[name] for name in names]
        until = time.monotonic() + _PATIENCE
        return [one.answer(max(0.0, until - time.monotonic())) for one in asked]


class _Question:
    def __init__(self, name: str, vault: Callable[[], Vault]) -> None:
        self._seen = StoreSeen(name, answers=False)
        self._vault, self._name = vault, name
        self._answered = threading.Event()
        self._at = time.monotonic()
        threading.Thread(target=self._ask, name=f"watch-{name}", daemon=True).start()

    @property
    def is_stale(self) -> bool:
        return self._answered.is_set() and time.monotonic() - self._at > _FRESH

    def answer(self, patience: float) -> StoreSeen:
        self._answered.wait(patience)
        return self._seen

    def _ask(self) -> None:
        try:
            free = self._vault().free_in(self._name)
            self._seen = StoreSeen(self._name, answers=True, free=free)
        except MunimentError as error:
            self._seen = StoreSeen(self._name, answers=False, error=error)
        finally:
            self._answered.set()
