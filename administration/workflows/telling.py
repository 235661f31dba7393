"""Progress of a room's function, told as the progress of the job that runs it."""

from __future__ import annotations

import threading

from model.ports import Steps

_EVERY = 200  # times per stage are enough to look at


class StepProgress:
    """`model.ports.Progress` on top of `model.ports.Steps`: each stage from nothing to its end."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._stage = ""
        self._done = self._total = self._told = 0

    def begin(self, what: str, total: int) -> None:
        """A stage starts."""
        self._stage, self._done, self._total, self._told = what, 0, total, 0
        self._steps.progress(0, total, what)

    def advance(self, amount: int) -> None:
        """So much more of it is done."""
        self._done += amount
        if self._done - self._told >= self._total / _EVERY:
            self._told = self._done
            self._steps.progress(self._done, self._total, self._stage)


class CourseProgress:
    """`model.ports.Progress` of a whole submission, by the bytes that have to be moved.

    Each is read once for its digests, read again and written to all stores while it is packed,
    and read back from every store. It comes to its end with the job and never before.
    """

    def __init__(self, steps: Steps, stores: int) -> None:
        self._steps, self._rounds = steps, 2 + stores
        self._stage = ""
        self._done = self._whole = self._told = 0
        self._lock = threading.Lock()  # copies are read back side by side

    def begin(self, what: str, total: int) -> None:
        """A stage starts; the first one knows how much there is."""
        with self._lock:
            self._stage = what
            if what == "read":
                self._done, self._whole = 0, total * self._rounds
            self._tell()

    def advance(self, amount: int) -> None:
        """So much more of it is done."""
        with self._lock:
            if self._stage == "identify":
                return  # counts files, and takes little of the time
            self._done += amount
            if self._done - self._told >= self._whole / _EVERY:
                self._tell()

    def _tell(self) -> None:
        # METS, PREMIS and manifests come on top of what was handed in: not done is never the whole.
        self._told = self._done
        self._steps.progress(min(self._done, max(self._whole - 1, 0)), self._whole, self._stage)
