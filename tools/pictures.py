"""Pictures of files that may be broken or hostile: asked of workers, within time and memory.

Two kinds of work, two kinds of worker: one that opens what others delivered, and some that cut
tiles out of pyramids of ours, so that a file that takes its minute holds no reader up.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import LifoQueue
from typing import Any

from tools.pictures_faults import Fault, Faulty
from tools.worker import Worker, WorkerDiedError

__all__ = ["Fault", "Faulty", "Picture", "Pictures"]

_DERIVE_SECONDS = 120.0
_RENDER_SECONDS = 20.0
_MODULE = "tools.pictures_worker"


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a pyramid: ``region`` and ``size`` in pixels, then mirrored, then turned."""

    region: tuple[int, int, int, int]
    size: tuple[int, int]
    mirror: bool
    rotation: int  # 0, 90, 180, 270, clockwise
    quality: str  # default, color, gray, bitonal
    format: str  # jpg, png, webp


class Pictures:
    """All of its methods raise Faulty, with the reason."""

    def __init__(
        self,
        *,
        renderers: int = 2,
        seconds: float = _DERIVE_SECONDS,
        module: str = _MODULE,
    ) -> None:
        """``seconds``: for one survey or one page. ``module``: of the worker that opens files."""
        self._seconds = seconds
        self._opener = _Pool([Worker(module)])
        self._renderers = _Pool([Worker(_MODULE) for _ in range(renderers)])

    def close(self) -> None:
        """End all workers."""
        self._opener.close()
        self._renderers.close()

    def survey(self, source: Path, kind: str) -> list[tuple[int, int]]:
        """Width and height of every page. ``kind``: image or pdf."""
        question = {"do": "survey", "source": str(source), "kind": kind}
        try:
            found = [(int(w), int(h)) for w, h in self._open(question)["pages"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Faulty(Fault.CRASHED) from error
        if not found or any(w < 1 or h < 1 for w, h in found):
            raise Faulty(Fault.CRASHED)
        return found

    def derive(self, source: Path, kind: str, page: int, target: Path) -> tuple[int, int]:
        """Write a page (the first is 1) as a pyramid; its width and height.

        The answer of the one that wrote it is not enough: another process reads all of it.
        """
        question = {
            "do": "derive", "source": str(source), "kind": kind, "page": page,
            "target": str(target),
        }  # fmt: skip
        answer = self._open(question)
        try:
            size = int(answer["width"]), int(answer["height"])
        except (KeyError, TypeError, ValueError) as error:
            raise Faulty(Fault.BROKEN_COPY) from error
        if not target.is_file():
            raise Faulty(Fault.BROKEN_COPY)
        judged = {"do": "judge", "source": str(target), "width": size[0], "height": size[1]}
        _ask(self._renderers, judged, self._seconds)
        return size

    def text(self, source: Path, page: int) -> str:
        """The text that a PDF gives for a page, "" where it has none."""
        question = {"do": "text", "source": str(source), "page": page}
        return str(self._open(question).get("text", ""))

    def render(self, pyramid: Path, picture: Picture) -> bytes:
        """A part of a pyramid, encoded."""
        question = {"do": "render", "source": str(pyramid)} | asdict(picture)
        try:
            return base64.b64decode(_ask(self._renderers, question, _RENDER_SECONDS)["data"])
        except (KeyError, TypeError, binascii.Error) as error:
            raise Faulty(Fault.CRASHED) from error

    def _open(self, question: dict[str, Any]) -> dict[str, Any]:
        return _ask(self._opener, question, self._seconds)


class _Pool:
    def __init__(self, workers: Sequence[Worker]) -> None:
        self._all = workers
        # Last in, first out: little work keeps one worker warm.
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in reversed(workers):
            self._idle.put(worker)

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        worker = self._idle.get()
        try:
            yield worker
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        for worker in self._all:
            worker.close()


def _ask(pool: _Pool, question: dict[str, Any], seconds: float) -> dict[str, Any]:
    with pool.worker() as worker:
        try:
            answer = worker.ask(question | {"seconds": seconds}, seconds)
        except WorkerDiedError as died:
            raise Faulty(Fault.LATE if died.late else Fault.CRASHED) from died
    if "fault" not in answer:
        return answer
    try:
        fault = Fault(answer["fault"])
    except ValueError:
        fault = Fault.CRASHED
    raise Faulty(fault)
