"""All routes of the reading room, for the web shell to mount."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from access.reading_room import desk_pages, reader_pages
from access.reading_room.room import ReadingRoom
from access.reading_room.words import WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "WORDS", "ReadingRoom", "router"]

TEMPLATES = Path(__file__).parent / "templates"


def router(shell: Shell, room: ReadingRoom) -> APIRouter:
    """All routes of the reading room."""
    routes = APIRouter()
    routes.include_router(reader_pages.router(shell, room))
    routes.include_router(desk_pages.router(shell, room))
    return routes
