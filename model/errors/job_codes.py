"""Jobs and workers: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code

JOB_CODES: dict[str, Code] = {}
