"""Why there is no picture of a file. Each word has a sentence, as error ``preview.<word>``."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What a converter said, or what became of it. Words are stored in the cache."""

    UNREADABLE = "unreadable"  # damaged, or a kind that no library here opens
    ENCRYPTED = "encrypted"  # a PDF that wants a password
    TOO_LARGE = "too-large"  # more pixels or pages than the limit
    MEMORY = "memory"
    LATE = "late"
    CRASHED = "crashed"
    BROKEN_COPY = "broken-copy"  # it said "done", and what it wrote is not whole


class Faulty(Exception):
    """There is no picture of this file, for this reason."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)
