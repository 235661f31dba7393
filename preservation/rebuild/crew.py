"""Reading many ends at once: by this process, or by several where there are many.

Order is kept, and no more is under way than a few batches, so that memory stays flat.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice

from preservation.rebuild.listing import Sighting
from preservation.rebuild.tails import Told, read_tail
from storage.stores import Store

Opener = Callable[[], Mapping[str, Store]]
"""Opens the stores, in another process too: it must be picklable."""

Batch = Sequence[Sighting]
Answers = list[Told | None]

_ALONE = 4  # batches that this process reads itself, before it calls for help
_AHEAD = 2  # batches under way for each process


@dataclass(frozen=True, slots=True)
class Crew:
    """``processes`` that read, each with ``threads``: more than one where a store is far away."""

    open_stores: Opener
    processes: int = os.cpu_count() or 1
    threads: int = 1

    def read(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Answers]]:
        """Each batch with what its objects tell. Raises `storage.away`."""
        waiting = iter(batches)
        stores = self.open_stores()
        for batch in islice(waiting, _ALONE if self.processes > 1 else None):
            yield batch, _read(stores, self.threads, batch)
        first = next(waiting, None)
        if first is not None:
            yield from self._together(first, waiting)

    def _together(self, first: Batch, rest: Iterator[Batch]) -> Iterator[tuple[Batch, Answers]]:
        under_way: deque[tuple[Batch, Future[Answers]]] = deque()
        # spawn: a fork of a process with threads may hold a lock for ever
        pool = ProcessPoolExecutor(
            self.processes,
            multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self.open_stores, self.threads),
        )
        with ExitStack() as closing:
            closing.callback(pool.shutdown, cancel_futures=True)
            under_way.append((first, pool.submit(_at_work, first)))
            for batch in rest:
                under_way.append((batch, pool.submit(_at_work, batch)))
                if len(under_way) >= self.processes * _AHEAD:
                    done, future = under_way.popleft()
                    yield done, future.result()
            while under_way:
                done, future = under_way.popleft()
                yield done, future.result()


_mine: tuple[Mapping[str, Store], int] | None = None


def _begin(open_stores: Opener, threads: int) -> None:
    global _mine  # noqa: PLW0603 - what one process of the pool opens once
    _mine = (open_stores(), threads)


def _at_work(batch: Batch) -> Answers:
    assert _mine is not None
    return _read(*_mine, batch)


def _read(stores: Mapping[str, Store], threads: int, batch: Batch) -> Answers:
    read = partial(read_tail, stores)
    if threads <= 1:
        return [read(seen) for seen in batch]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(read, batch))
