"""Running a workflow here and now, in the process that was called."""

from __future__ import annotations

from collections.abc import Callable

from model.ports import Progress, Result


class InlineSteps:
    """Steps without memory: a crash ends the job, and what the deeds themselves keep is kept."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done, self._stage = -1, ""

    def step(self, name: str, deed: Callable[[], Result]) -> Result:
        """Do it."""
        return deed()

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """Tell whoever looks."""
        if self._done < 0 or stage != self._stage:
            self._progress.begin(stage, total)
            self._done, self._stage = 0, stage
        self._progress.advance(done - self._done)
        self._done = done

    def waits(self, code: str) -> None:
        """Nobody asks an inline job why it waits: the deed raises instead."""
