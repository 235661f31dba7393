"""Progress that tells nobody."""

from __future__ import annotations


class Quiet:
    """For tests that look at results alone."""

    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


QUIET = Quiet()
