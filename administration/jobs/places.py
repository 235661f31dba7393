"""Where the engine keeps what jobs have done, and under which name it runs."""

from __future__ import annotations

from administration.wiring import Archive

APPLICATION = "muniment"
# Pinned: by default it would be a hash of the source, and an upgrade would strand all work.
VERSION = "1"
WORKFLOW = "job"
EMBEDDED = "embedded"
"""The one executor of an archive on SQLite; a new worker takes up what the last one left."""


def engine_url(archive: Archive) -> str:
    """``jobs.db`` beside an embedded catalogue, else a schema in the catalogue's database."""
    database = archive.settings.database
    if database.is_embedded:
        return f"sqlite:///{archive.home.path / 'jobs.db'}"
    return archive.settings.database_url(archive.home)
