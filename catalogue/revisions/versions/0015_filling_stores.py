"""How far each store follows the ledger, and what could not be copied to it.

Revision: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "fill_cursor",
        sa.Column("store", Key, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_fill_cursor_store"),
        sa.PrimaryKeyConstraint("store", name="pk_fill_cursor"),
    )
    op.create_table(
        "fill_failure",
        sa.Column("store", Key, nullable=False),
        sa.Column("aip", Id, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_fill_failure_store"),
        sa.PrimaryKeyConstraint("store", "aip", name="pk_fill_failure"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
