"""All routes of this room, for the web shell to mount.

They lie apart from the glossary: a search on the command line needs no web framework.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from access import api, delivery, pages
from access.reading import Reading
from access.words import WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "WORDS", "Reading", "router"]

TEMPLATES = Path(__file__).parent / "templates"


def router(shell: Shell, reading: Reading) -> APIRouter:
    """All routes of this room."""
    routes = APIRouter()
    routes.include_router(pages.router(shell, reading))
    routes.include_router(delivery.router(shell, reading))
    routes.include_router(api.router(shell, reading))
    return routes
