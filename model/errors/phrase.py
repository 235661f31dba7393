"""Parts of sentences in both languages: details that say what exactly is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Phrase:
    """A detail of an error that is itself language. Other details are names and numbers."""

    en: str
    de: str

    def __str__(self) -> str:
        return self.en

    def said(self, language: Literal["de", "en"]) -> str:
        """In one language."""
        return self.de if language == "de" else self.en


class MalformedError(ValueError):
    """Input is not what it should be; ``problem`` is the end of a sentence that says where."""

    def __init__(self, en: str, de: str) -> None:
        super().__init__(en)
        self.problem = Phrase(en, de)
