"""What an error code is: its sentences in both languages, exit code and HTTP status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line (the contract of ``muniment --help``)."""

    DONE = 0
    FOUND_WRONG = 1  # corruption, invalid submission: found and reported
    WRONG_CALL = 2
    ENVIRONMENT = 3  # a full disk, a store away


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of error. The sentences are templates for the details it is raised with."""

    exit: Exit
    status: int
    en: str
    de: str
    hint_en: str = ""
    hint_de: str = ""


def invalid(en: str, de: str, hint_en: str = "", hint_de: str = "") -> Code:
    """The submission is not right."""
    return Code(Exit.FOUND_WRONG, 422, en, de, hint_en, hint_de)


def wrong_call(en: str, de: str, hint_en: str = "", hint_de: str = "", status: int = 400) -> Code:
    """The call is not right."""
    return Code(Exit.WRONG_CALL, status, en, de, hint_en, hint_de)


def environment(en: str, de: str, hint_en: str = "", hint_de: str = "") -> Code:
    """Nothing is wrong with the call; a disk, store or tool failed."""
    return Code(Exit.ENVIRONMENT, 503, en, de, hint_en, hint_de)
