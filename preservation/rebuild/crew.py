"""Two processes at one rebuild: a helper reads the ends of objects, this one writes the rows.

Nothing depends on the helper. Until it is ready this process reads by itself, and it goes on by
itself where the helper stops, for whatever reason: that will then be met here, and told.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Never

from model.errors import MunimentError
from preservation.rebuild.listing import Away
from preservation.rebuild.reading import Read, Way, read_stores
from storage.stores import Store

Opener = Callable[[], Mapping[str, Store]]
"""Opens the stores, in another process too: it must be picklable."""

_ALONE = 1  # pages that this process reads before it calls for help: a small archive needs none
_PATIENCE = 0.0  # seconds to wait after each page until the helper is ready: go on instead
_GONE = (EOFError, OSError)  # what a connection raises whose other end is closed


@dataclass(frozen=True, slots=True)
class Crew:
    """``helped``: whether a helper is called where there is much to read."""

    open_stores: Opener
    way: Way
    helped: bool = (os.cpu_count() or 1) > 1

    def read(self, stores: Mapping[str, Store], after: str, away: Away) -> Iterator[Read]:
        """As `reading.read_stores`."""
        alone = read_stores(stores, after, away, self.way)
        for number, read in enumerate(alone, 1):
            yield read
            after = read[0].last
            if self.helped and number == _ALONE:
                break
        else:
            return
        with self._helper() as helper:
            for read in alone:
                yield read
                after = read[0].last
                if helper.poll(_PATIENCE):
                    break
            else:
                return
            for read in _helped(helper, after):
                yield read
                after = read[0].last
        yield from read_stores(stores, after, away, self.way)

    @contextmanager
    def _helper(self) -> Iterator[Connection]:
        # spawn: a fork of a process with threads may hold a lock for ever
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        helper = context.Process(
            target=_help, args=(there, self.open_stores, self.way), daemon=True
        )
        helper.start()
        there.close()
        try:
            yield here
        finally:
            here.close()
            helper.terminate()  # it only reads, and may be at it still
            helper.join()


def _helped(helper: Connection, after: str) -> Iterator[Read]:
    with suppress(*_GONE):
        helper.recv()
        helper.send(after)
        while (read := helper.recv()) is not None:
            yield read


def _help(asked: Connection, open_stores: Opener, way: Way) -> None:
    """The helper: says that it is ready, hears where to begin, tells everything behind that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked is told, and closes the connection
    # Whatever stops it is met again, and told, by the process that goes on without it.
    with suppress(Exception):
        stores = open_stores()
        asked.send(None)
        for read in read_stores(stores, asked.recv(), _stop, way):
            asked.send(read)
        asked.send(None)


def _stop(error: MunimentError) -> Never:
    raise error
