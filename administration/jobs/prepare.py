"""The engine's own tables, made before anybody puts a job in a queue."""

from __future__ import annotations

import logging

from dbos import run_dbos_database_migrations

from administration.jobs.places import engine_url
from administration.wiring import Archive


def prepare(archive: Archive) -> None:
    """Make or renew the engine's tables; does nothing where they are as they should be."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
    run_dbos_database_migrations(system_database_url=engine_url(archive))
