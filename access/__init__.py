"""Access: finding, the portal's pages, the JSON API, and delivery of files.

| word | module |
|---|---|
| a search, as it stands in a URL | `asking` |
| what it finds, and where that stands in the tree | `finding`, `placing` |
| a unit with everything around it, for who may see it | `units` |
| may it be read, and if not, why | `availability` |
| pages for people | `pages`, `results`, `words`, templates |
| JSON for programs | `api` |
| files handed out, verified | `delivery`, `ranges` |
| what a reading room needs of the archive | `reading` |
"""

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
