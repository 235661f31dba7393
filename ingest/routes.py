"""All routes of this room, for the web shell to mount.

They lie apart from the glossary: an ingest on the command line needs no web framework.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from ingest import finding_aid_pages, pages, tus
from ingest.finding_aid_pages import Importing
from ingest.finding_aid_words import WORDS as FINDING_AID_WORDS
from ingest.receiving import Receiving
from ingest.words import WORDS as RECEIVING_WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "WORDS", "Importing", "Receiving", "router"]

WORDS = {**RECEIVING_WORDS, **FINDING_AID_WORDS}
TEMPLATES = Path(__file__).parent / "templates"


def router(shell: Shell, receiving: Receiving, importing: Importing) -> APIRouter:
    """All routes of this room."""
    routes = APIRouter()
    routes.include_router(tus.router(shell, receiving))
    routes.include_router(pages.router(shell, receiving))
    routes.include_router(finding_aid_pages.router(shell, importing))
    return routes
