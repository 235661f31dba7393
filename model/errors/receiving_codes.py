"""Uploads and accessions in the browser: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code

RECEIVING_CODES: dict[str, Code] = {}
