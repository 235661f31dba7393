"""Which format a file has: PRONOM's answer by siegfried, libmagic's as the second opinion.

Neither library is trusted with the process that keeps the archive: workers ask them, without
network and within limits. A file that kills its worker is answered as unidentified, with the
reason, and the work goes on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from itertools import chain, islice
from queue import LifoQueue
from typing import Any

from model.aip import Identification
from model.errors import MunimentError
from tools.worker import Worker, WorkerDiedError

UNKNOWN_MEDIA_TYPE = "application/octet-stream"

_SECONDS = 30.0  # for a question, whatever its size
_BYTES_PER_SECOND = 20e6  # a slow disk; siegfried rarely reads a large file to its end
_BATCH = 128  # files per question
_LONGEST_WARNING = 400  # characters; an empty PDF could be any of forty formats
_SMALL = 16  # below it a second worker costs more than it saves


class Identifier:
    """A context manager over the workers. The first one starts loading at once."""

    def __init__(
        self,
        *,
        workers: int = 2,
        seconds: float = _SECONDS,
        module: str = "tools.identify_worker",
    ) -> None:
        self._workers = [Worker(module) for _ in range(workers)]
        # Last in, first out: little work wakes one worker, and the same one again.
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(workers, "identify")

    def __enter__(self) -> Identifier:
        self._workers[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        # Ending the workers first ends what the threads are waiting for.
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(cancel_futures=True)

    @property
    def signature_version(self) -> str:
        """Programs and signature files: ``siegfried 1.11.9; DROID_SignatureFile_V125.xml; …``.

        Raises `tools.failed`.
        """
        return str(self._hello()["version"])

    @property
    def sandboxed(self) -> bool:
        """Whether the kernel let the worker have a network namespace of its own."""
        return bool(self._hello()["sandboxed"])

    def identify(self, paths: Iterable[str]) -> Iterator[Identification]:
        """The format of each file, in the order of ``paths`` (absolute), as they come.

        Raises `tools.failed` where no worker can be started at all; a file that cannot be read or
        understood is no error but an `Identification` with a warning.
        """
        batches = iter(_batches(paths, len(self._workers)))
        waiting: deque[Future[list[Identification]]] = deque()
        # A bounded look-ahead: 200,000 answers must not pile up before the first is taken.
        waiting.extend(
            self._threads.submit(self._ask, b) for b in islice(batches, 2 * len(self._workers))
        )
        try:
            while waiting:
                yield from waiting.popleft().result()
                waiting.extend(self._threads.submit(self._ask, b) for b in islice(batches, 1))
        finally:
            for future in waiting:
                future.cancel()

    def _hello(self) -> dict[str, Any]:
        worker = self._idle.get()
        try:
            return _greet(worker)
        finally:
            self._idle.put(worker)

    def _ask(self, batch: Sequence[str]) -> list[Identification]:
        worker = self._idle.get()
        try:
            return self._answers(worker, batch)
        finally:
            self._idle.put(worker)

    def _answers(self, worker: Worker, batch: Sequence[str]) -> list[Identification]:
        try:
            return self._question(worker, batch)
        except WorkerDiedError as died:
            if len(batch) == 1:
                return [self._again(worker, batch, died)]
        # One of them is poison. Each by itself: the others get their answers.
        return [self._answers(worker, [path])[0] for path in batch]

    def _again(self, worker: Worker, batch: Sequence[str], died: WorkerDiedError) -> Identification:
        # A worker may have been killed for something else, memory say: not this file's fault.
        # One that took all its time would only take it again.
        if not died.late:
            try:
                return self._question(worker, batch)[0]
            except WorkerDiedError as again:
                died = again
        return Identification(None, warning=f"not identified: the tool {died.reason} on this file")

    def _question(self, worker: Worker, batch: Sequence[str]) -> list[Identification]:
        _greet(worker)
        seconds = self._seconds + _size(batch) / _BYTES_PER_SECOND
        answer = worker.ask({"paths": list(batch), "seconds": seconds}, seconds)
        return [_shared(_identification(one)) for one in _as_many(answer.get("found"), batch)]


def _greet(worker: Worker) -> dict[str, Any]:
    try:
        return worker.hello()
    except WorkerDiedError as died:
        # Without this every file of the archive would be recorded as unidentified.
        reason = f"its worker {died.reason} before the first question"
        raise MunimentError("tools.failed", tool="siegfried", reason=reason) from died


def _batches(paths: Iterable[str], workers: int) -> Iterator[Sequence[str]]:
    waiting = iter(paths)
    first = list(islice(waiting, workers * _BATCH))
    size = len(first) if len(first) <= _SMALL else -(-len(first) // workers)
    waiting = chain(first, waiting)
    while some := list(islice(waiting, size)):
        yield some


def _size(paths: Sequence[str]) -> int:
    total = 0
    for path in paths:
        with suppress(OSError, ValueError):  # the worker will say what is wrong with it
            total += os.stat(path).st_size  # noqa: PTH116 - hot path, str paths
    return total


def _as_many(found: object, batch: Sequence[str]) -> list[Any]:
    if not isinstance(found, list) or len(found) != len(batch):
        raise WorkerDiedError("answered nonsense")
    return found


@lru_cache(1_000)
def _shared(found: Identification) -> Identification:
    """One noun for all files of which the same is said: there are more files than formats."""
    return found


def _identification(said: dict[str, str | None]) -> Identification:
    magic_mime = said.get("magic_mime") or ""
    # "inode/…" and "x-empty" say what is on the disk, not what a reader would receive.
    second = "" if magic_mime.startswith(("inode/", "application/x-empty")) else magic_mime
    warning = said.get("warning") or ""
    if len(warning) > _LONGEST_WARNING:
        warning = warning[: _LONGEST_WARNING - 1] + "…"
    return Identification(
        puid=said.get("puid"),
        name=said.get("name") or "",
        version=said.get("version") or "",
        mime=said.get("mime") or second or UNKNOWN_MEDIA_TYPE,
        magic_mime=magic_mime,
        basis=said.get("basis") or "",
        warning=warning,
    )
