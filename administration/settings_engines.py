"""Settings of the database and of the search engine: embedded, or on servers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from administration.home import Home
from administration.settings_section import Section

SQLITE = "sqlite:///"


class DatabaseSettings(Section):
    """Where the catalogue is. A relative SQLite path is relative to HOME.

    A PostgreSQL password need not stand here: PGPASSWORD, PGPASSFILE and ~/.pgpass are asked.
    """

    url: str = Field(SQLITE + "archive.db", pattern=rf"^({SQLITE}|postgresql\+psycopg://).+")

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        if not url.startswith(SQLITE):
            try:
                named = urlsplit(url).path.strip("/") and urlsplit(url).port != 0
            except ValueError:
                raise ValueError("database.url has a port that is none") from None
            if not named:
                raise ValueError("database.url names no database: postgresql+psycopg://host/NAME")
        return url

    @property
    def is_embedded(self) -> bool:
        """Whether it is a file of this archive."""
        return self.url.startswith(SQLITE)

    @property
    def has_password(self) -> bool:
        """Whether the address holds a secret."""
        return not self.is_embedded and urlsplit(self.url).password is not None


class SearchSettings(Section):
    """Which engine finds descriptions. ``name``: what its indexes on a server begin with."""

    engine: Literal["embedded", "opensearch"] = "embedded"
    url: str = Field("http://127.0.0.1:9200", pattern=r"^https?://[^/\s@]+/?$")
    name: str = Field("muniment", pattern=r"^[a-z][a-z0-9-]{0,60}$")
    credentials: str = ""

    def credentials_file(self, home: Home) -> Path:
        """Where user and password may lie; a relative one is relative to HOME."""
        return home.path / (self.credentials or "keys/search.toml")
