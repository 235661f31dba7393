"""An index as one process has it open, and the long words in it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tantivy import Index, Searcher

from catalogue.search.compounds import Vocabulary
from catalogue.search.embedded_fields import PLAIN


@dataclass(frozen=True, slots=True)
class Opened:
    """An index as it stood at one commit."""

    index: Index
    searcher: Searcher
    folder: Path
    state: tuple[int, ...]


class LongWords:
    """The long words of the index. Read again after commits, but never most of the time."""

    def __init__(self) -> None:
        self._state: tuple[int, ...] = ()
        self._vocabulary = Vocabulary(())
        self._stale_from = 0.0
        self._reading = threading.Lock()

    def of(self, opened: Opened) -> Vocabulary:
        """Those of ``opened``, or of a commit shortly before it."""
        if self._state == opened.state or time.monotonic() < self._stale_from:
            return self._vocabulary
        # another thread is reading them: the old words serve a little longer
        if self._reading.acquire(blocking=not self._state):
            try:
                self._read(opened)
            finally:
                self._reading.release()
        return self._vocabulary

    def _read(self, opened: Opened) -> None:
        if self._state == opened.state:
            return
        began = time.monotonic()
        terms = (
            word for field in PLAIN for word, _ in opened.searcher.terms_with_prefix(field, "")
        )
        self._vocabulary = Vocabulary(dict.fromkeys(terms))
        self._state = opened.state
        # a small index is read again at once, a large one at most for a fiftieth of the time
        took = time.monotonic() - began
        self._stale_from = began + (50 * took if took > 0.02 else 0)
