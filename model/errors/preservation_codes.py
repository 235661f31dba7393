"""Rounds, incidents and migrations: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code

PRESERVATION_CODES: dict[str, Code] = {}
