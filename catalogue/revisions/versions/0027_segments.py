"""Segments of the catalogue in the stores, and what a rebuild takes out of them.

Revision: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """The journal's files have editions; the ledger is followed for what was stored."""
    op.add_column(
        "journal_file", sa.Column("edition", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("journal_file", sa.Column("stale_at", sa.BigInteger()))
    op.add_column(
        "rebuild_fact", sa.Column("hinted", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "segment_cursor",
        sa.Column("first", key, primary_key=True, autoincrement=False),
        sa.Column("position", key, nullable=False),
        sa.Column("stored", key, nullable=False),
        sa.Column("files", key, nullable=False),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
