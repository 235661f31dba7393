"""All routes of this room, for the web shell to mount.

They lie apart from the glossary: an ingest on the command line needs no web framework.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from ingest import pages, tus
from ingest.receiving import Receiving
from ingest.words import WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "WORDS", "Receiving", "router"]

TEMPLATES = Path(__file__).parent / "templates"


def router(shell: Shell, receiving: Receiving) -> APIRouter:
    """All routes of this room."""
    routes = APIRouter()
    routes.include_router(tus.router(shell, receiving))
    routes.include_router(pages.router(shell, receiving))
    return routes
