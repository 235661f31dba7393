"""Stores that did not answer a round; orphans: how far the search is, and what it found.

Revision: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, Ordered

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "store_absence",
        sa.Column("store", Key, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("store", name="pk_store_absence"),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_store_absence_store"),
    )
    op.create_table(
        "orphan_search",
        sa.Column("store", Key, nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("found", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("store", name="pk_orphan_search"),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_orphan_search_store"),
    )
    op.create_table(
        "object_incident",
        sa.Column("id", Id, nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("object", Ordered, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("closed_at", Instant),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("ending", sa.String(length=12), nullable=False, server_default=""),
        sa.Column("disposal", Id),
        sa.PrimaryKeyConstraint("id", name="pk_object_incident"),
    )
    op.create_index("ix_object_incident_opened_at", "object_incident", ["opened_at"])
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_object_incident_open",
        "object_incident",
        ["store", "object"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
