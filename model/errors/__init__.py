"""What can go wrong, in one sentence each: what, where, what to do, and a stable code.

A room raises ``MunimentError("ingest.checksum-mismatch", file=…)``. The catalogue of codes in
`model.errors.codes` (and beside it) holds the sentences in English and German, the exit code
of the command line and the HTTP status; ``docs/errors.md`` lists them all.
"""

from __future__ import annotations

from typing import Literal

from model.errors.code import Code, Exit
from model.errors.codes import CODES
from model.errors.phrase import MalformedError, Phrase

__all__ = ["CODES", "Code", "Exit", "Language", "MalformedError", "MunimentError", "Phrase"]

Language = Literal["de", "en"]


class MunimentError(Exception):
    """A deed that could not be done, for a reason that its code names.

    ``details`` fill the sentence. They may hold names and paths, so they go to the person who
    asked, never into the ledger (which gets the code alone). A detail that is language is a
    `Phrase`, so that no German sentence ends in English.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.kind = CODES[code]
        self.code = code
        self.details = details
        super().__init__(self.message())

    def message(self, language: Language = "en") -> str:
        """One sentence: what is wrong, and where."""
        return (self.kind.de if language == "de" else self.kind.en).format(
            **self._details_in(language)
        )

    def hint(self, language: Language = "en") -> str:
        """One sentence: what to do about it; empty where nothing can be done."""
        text = self.kind.hint_de if language == "de" else self.kind.hint_en
        return text.format(**self._details_in(language))

    def kept(self) -> dict[str, str]:
        """The details as text, to be raised with again by another process: in both languages."""
        phrases = {n: d for n, d in self.details.items() if isinstance(d, Phrase)}
        text = {name: str(detail) for name, detail in self.details.items()}
        return text | {f"{name}.de": phrase.de for name, phrase in phrases.items()}

    def _details_in(self, language: Language) -> dict[str, object]:
        said = dict(self.details)
        for name, detail in self.details.items():
            if isinstance(detail, Phrase):
                said[name] = detail.said(language)
            elif language == "de" and f"{name}.de" in said:
                said[name] = said[f"{name}.de"]
        return said
