"""Access copies, images and deliveries: what can go wrong."""

from __future__ import annotations

from model.errors.code import Code

DELIVERY_CODES: dict[str, Code] = {}
