"""An object that is not what we write."""

from __future__ import annotations

from model.errors import MunimentError


class MalformedObject(MunimentError):
    """The object breaks a rule of ZIP, of BagIt or of our own layout (`storage.object-malformed`).

    Whether it was damaged or forged, nothing of it is believed.
    """

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__("storage.object-malformed", problem=problem)
