"""All routes of the reading room, for the web shell to mount."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from access.reading_room import (
    counter_pages,
    desk_pages,
    order_pages,
    people_pages,
    reader_pages,
)
from access.reading_room.erasing_words import WORDS as ERASING_WORDS
from access.reading_room.room import ReadingRoom
from access.reading_room.words import WORDS as ROOM_WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "WORDS", "ReadingRoom", "router"]

WORDS = {**ROOM_WORDS, **ERASING_WORDS}
TEMPLATES = Path(__file__).parent / "templates"


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """All routes of the reading room."""
    routes = APIRouter()
    for pages in (reader_pages, order_pages, desk_pages, counter_pages, people_pages):
        routes.include_router(pages.router(shell, room))
    return routes
