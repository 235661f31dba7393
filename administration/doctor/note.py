"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.errors import Language, MunimentError

State = Literal["ok", "warn", "fail"]
"""ok; works, but costs something that is said; wrong."""


@dataclass(frozen=True, slots=True)
class Note:
    """``topic`` is stable, for scripts; ``cost``: what it costs, or what to do about it."""

    state: State
    topic: str
    en: str
    de: str
    cost_en: str = ""
    cost_de: str = ""

    @classmethod
    def of(cls, topic: str, error: MunimentError) -> Note:
        """What an error says."""
        return cls(
            "fail", topic, error.message(), error.message("de"), error.hint(), error.hint("de")
        )

    def text(self, language: Language) -> str:
        """What was found."""
        return (self.de or self.en) if language == "de" else self.en

    def cost(self, language: Language) -> str:
        """What follows from it."""
        return (self.cost_de or self.cost_en) if language == "de" else self.cost_en
