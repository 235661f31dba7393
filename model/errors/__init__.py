"""What can go wrong, in one sentence each: what, where, what to do, and a stable code.

A room raises ``MunimentError("ingest.checksum-mismatch", file=…)``. The catalogue of codes in
`model.errors.codes` (and beside it) holds the sentences in English and German, the exit code
of the command line and the HTTP status; ``docs/errors.md`` lists them all.
"""

from __future__ import annotations

from typing import Literal

from model.errors.code import Code, Exit
from model.errors.codes import CODES

__all__ = ["CODES", "Code", "Exit", "Language", "MunimentError"]

Language = Literal["de", "en"]


class MunimentError(Exception):
    """A deed that could not be done, for a reason that its code names.

    ``details`` fill the sentence. They may hold names and paths, so they go to the person who
    asked, never into the ledger (which gets the code alone).
    """

    def __init__(self, code: str, **details: object) -> None:
        self.kind = CODES[code]
        self.code = code
        self.details = details
        super().__init__(self.message())

    def message(self, language: Language = "en") -> str:
        """One sentence: what is wrong, and where."""
        return (self.kind.de if language == "de" else self.kind.en).format(**self.details)

    def hint(self, language: Language = "en") -> str:
        """One sentence: what to do about it; empty where nothing can be done."""
        text = self.kind.hint_de if language == "de" else self.kind.hint_en
        return text.format(**self.details)
