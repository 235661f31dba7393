"""All routes of this room, for the web shell to mount.

They lie apart from the glossary: a search on the command line needs no web framework.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from access import api, deliveries, delivery, delivery_words, event_words, pages, unit_pages
from access.describing import pages as describing
from access.describing.words import WORDS as DESCRIBING_WORDS
from access.harvesting import pages as harvesting
from access.reading import Reading
from access.viewing import images, manifests, viewer
from access.viewing import words as viewing_words
from access.viewing.viewed import Register
from access.visiting_words import WORDS as VISITING_WORDS
from access.words import WORDS as PORTAL_WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "VIEWING_TEMPLATES", "WORDS", "Reading", "router"]

WORDS = {
    **PORTAL_WORDS,
    **delivery_words.WORDS,
    **event_words.WORDS,
    **DESCRIBING_WORDS,
    **viewing_words.WORDS,
    **VISITING_WORDS,
}
TEMPLATES = Path(__file__).parent / "templates"
VIEWING_TEMPLATES = Path(__file__).parent / "viewing" / "templates"


def router(shell: Shell, reading: Reading) -> APIRouter:
    """All routes of this room."""
    routes = APIRouter()
    routes.include_router(pages.router(shell, reading))
    routes.include_router(unit_pages.router(shell, reading))
    routes.include_router(delivery.router(shell, reading))
    routes.include_router(deliveries.router(shell, reading))
    routes.include_router(harvesting.router(shell, reading))
    routes.include_router(describing.router(shell, reading))
    routes.include_router(api.router(shell, reading))
    register = Register(reading)
    for part in (images, manifests, viewer):
        routes.include_router(part.router(shell, reading, register))
    return routes
