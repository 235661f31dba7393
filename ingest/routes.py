"""All routes of this room, for the web shell to mount.

They lie apart from the glossary: an ingest on the command line needs no web framework.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from ingest.finding_aids import pages as finding_aids
from ingest.finding_aids.pages import Importing
from ingest.finding_aids.words import WORDS as FINDING_AID_WORDS
from ingest.handing_in import pages as handing_in
from ingest.handing_in import tus
from ingest.handing_in.receiving import Receiving
from ingest.handing_in.words import WORDS as RECEIVING_WORDS
from model.ports import Shell

__all__ = ["TEMPLATES", "WORDS", "Importing", "Receiving", "router"]

WORDS = {**RECEIVING_WORDS, **FINDING_AID_WORDS}
TEMPLATES = Path(__file__).parent / "templates"


def router(shell: Shell, receiving: Receiving, importing: Importing) -> APIRouter:
    """All routes of this room."""
    routes = APIRouter()
    routes.include_router(tus.router(shell, receiving))
    routes.include_router(handing_in.router(shell, receiving))
    routes.include_router(finding_aids.router(shell, importing))
    return routes
