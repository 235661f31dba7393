"""Alembic's way in: always with the connection that `Database.upgrade` has opened."""

from __future__ import annotations

from alembic import context

from catalogue.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter tables; alembic makes a new one and copies.
    render_as_batch=True,
)
context.run_migrations()
