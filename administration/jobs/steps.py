"""Durable steps: what a step gave is kept, and given back when its job is taken up again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from dbos import DBOS

from administration.jobs.book import Book
from administration.jobs.values import require_json
from model.errors import CODES, Exit, MunimentError
from model.ports import Result

_PAUSES = (2, 5, 15, 30, 60, 120, 300)  # seconds until a step is tried again
_TRIES = 40  # with the last pause between them, some two and a half hours
_NOTED_EVERY = 0.5  # seconds between two notes of progress


class DurableSteps:
    """`model.ports.Steps` of one job."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._noted = 0.0

    def step(self, name: str, deed: Callable[[], Result]) -> Result:
        """Do it and keep what it gives.

        Where its surroundings fail (a store away, a disk full), the job waits and says why, and
        tries again; what is wrong with the job itself is raised.
        """
        for number in range(_TRIES):
            kept = DBOS.run_step({"name": name}, _told, deed)
            if "error" not in kept:
                return cast(Result, kept["value"])
            error = _error(kept["error"])
            if error.kind.exit is not Exit.ENVIRONMENT or number == _TRIES - 1:
                raise error
            self._book.waits(error)
            DBOS.sleep(_PAUSES[min(number, len(_PAUSES) - 1)])
            self._book.goes_on()
        raise AssertionError("the last try has raised")

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """How far the job has come; not every call is worth a note."""
        now = time.monotonic()
        if now - self._noted >= _NOTED_EVERY or (total and done >= total):
            self._noted = now
            self._book.progress(done, total, stage)

    def waits(self, code: str) -> None:
        """Why nothing goes on right now."""
        if code:
            self._book.waits_for(code)
        else:
            self._book.goes_on()


def _told(deed: Callable[[], Any]) -> dict[str, Any]:
    # An error is a result as well: it is kept as the code and details it is made of.
    try:
        kept = {"value": deed()}
    except MunimentError as error:
        kept = {"error": {"code": error.code, "details": error.kept()}}
    require_json(kept)
    return kept


def _error(kept: dict[str, Any]) -> MunimentError:
    code = kept["code"] if kept["code"] in CODES else "internal.unexpected"
    return MunimentError(code, **kept["details"])
