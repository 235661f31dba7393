"""A stream that several consumers take in at once, each on a thread of its own.

Hashing and writing release the GIL, so two cores do the work of two. Queues are bounded: a slow
consumer makes the producer wait, and memory does not grow.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")

DEPTH = 8  # chunks of one MiB: enough to bridge a hiccup, little enough for many lanes


class Lane(Generic[Item]):
    """One consumer on its own thread. Its first error is raised to whoever puts or closes."""

    def __init__(self, consume: Callable[[Item], object], depth: int = DEPTH) -> None:
        self._consume = consume
        self._queue: Queue[Item | None] = Queue(depth)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        """Hand over; wait while the consumer is behind. Raises what the consumer raised."""
        if self._error is not None:
            raise self._error
        self._queue.put(item)

    def close(self) -> None:
        """Wait until everything was consumed. Raises what the consumer raised."""
        self.abandon()
        if self._error is not None:
            raise self._error

    def abandon(self) -> None:
        """Wait until the thread has ended, whatever came of it."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is not None:
                continue  # keep emptying the queue, or the producer would wait for ever
            try:
                self._consume(item)
            except BaseException as error:  # noqa: BLE001 - raised again on the producer's thread
                self._error = error
