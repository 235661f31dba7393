"""Progress of a room's function, told as the progress of the job that runs it."""

from __future__ import annotations

from model.ports import Steps

_EVERY = 200  # times per stage are enough to look at


class Untold:
    """`model.ports.Progress` of stages that are too short to tell of."""

    def begin(self, what: str, total: int) -> None:
        """A stage starts."""

    def advance(self, amount: int) -> None:
        """So much more of it is done."""


class StepProgress:
    """`model.ports.Progress` on top of `model.ports.Steps`."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._done = self._total = self._told = 0

    def begin(self, what: str, total: int) -> None:
        """A stage starts."""
        self._done, self._total, self._told = 0, total, 0
        self._steps.progress(0, total)

    def advance(self, amount: int) -> None:
        """So much more of it is done."""
        self._done += amount
        if self._done - self._told >= self._total / _EVERY:
            self._told = self._done
            self._steps.progress(self._done, self._total)
