"""What a check of one copy, or of one file in it, found. Never a bool, never a tuple."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Intact:
    """Read completely; the digest is the recorded one."""


@dataclass(frozen=True, slots=True)
class Altered:
    """Read completely; the bytes are not the recorded ones. ``member``: which file, if known."""

    found: bytes
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """The store says that there is no such object."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The medium would not give the bytes; nothing is known about them. ``reason``: for staff."""

    reason: str


Verdict = Intact | Altered | Missing | Unreadable
"""Every ``match`` over it ends in ``assert_never``."""
