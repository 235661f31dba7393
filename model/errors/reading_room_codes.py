"""Readers, permits and orders: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code

READING_ROOM_CODES: dict[str, Code] = {}
