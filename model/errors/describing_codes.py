"""Descriptions, their import, export and harvesting: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code

DESCRIBING_CODES: dict[str, Code] = {}
