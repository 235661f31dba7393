"""When rounds read journal, log and state of each store; from where a file of them was healed.

Revision: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Instant
from catalogue.tables.base import Key

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "shelf_check",
        sa.Column("store", Key, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("checked_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("store", "part", name="pk_shelf_check"),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_shelf_check_store"),
    )
    source = sa.Column("source", sa.String(length=64), nullable=False, server_default="")
    op.add_column("object_incident", source)


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
