"""Jobs that run in this process, one after the other, in a thread of their own."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from administration.workflows.inline import InlineSteps
from administration.workflows.registry import WORKFLOWS

if TYPE_CHECKING:
    from administration.wiring import Archive

_LOG = logging.getLogger("muniment.jobs")


class _Silence:
    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


class JobsHere:
    """`model.ports.Jobs` without a second process. What a crash stops is found by `resume`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jobs")

    def start(self, kind: str, arguments: Mapping[str, Any], *, key: str = "") -> str:
        """Put it in the queue."""
        self._thread.submit(self._run, kind, dict(arguments))
        return key

    def close(self) -> None:
        """Wait until everything in the queue is done."""
        self._thread.shutdown(wait=True)

    def _run(self, kind: str, arguments: Mapping[str, Any]) -> None:
        try:
            WORKFLOWS[kind].run(InlineSteps(_Silence()), self._archive, arguments)
        except Exception:
            _LOG.exception("job %s", kind)
            raise
