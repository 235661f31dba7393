"""How far each store has the ledger.

Revision: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.tables.base import Key

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "log_cursor",
        sa.Column("store", Key, nullable=False),
        sa.Column("entries", Key, nullable=False),
        sa.Column("signed", Key, nullable=False),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_log_cursor_store"),
        sa.PrimaryKeyConstraint("store", name="pk_log_cursor"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
