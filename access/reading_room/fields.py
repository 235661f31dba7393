"""What the forms of the reading room send, within bounds, and what it means."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Form

from model.errors import MunimentError
from model.ids import parse_uuid
from model.order import ItemDeed, ItemState

Line = Annotated[str, Form(max_length=300)]
Text = Annotated[str, Form(max_length=4000)]


def state_of(text: str) -> ItemState:
    """The state that a form was made in. Raises `reading.out-of-turn` for one that is none."""
    try:
        return ItemState(text)
    except ValueError:
        raise MunimentError("reading.out-of-turn") from None


def deed_of(text: str) -> ItemDeed:
    """What is to be done. Raises `reading.out-of-turn` for a deed that is none."""
    try:
        return ItemDeed(text)
    except ValueError:
        raise MunimentError("reading.out-of-turn") from None


def item_of(text: str) -> UUID:
    """The id of an order item. Raises `reading.order-not-found` for what is none."""
    found = parse_uuid(text)
    if found is None:
        raise MunimentError("reading.order-not-found")
    return found


def day_of(text: str) -> date:
    """A day of the basket's form. Raises `reading.no-such-day` for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MunimentError("reading.no-such-day") from None
