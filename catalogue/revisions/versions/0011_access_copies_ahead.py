"""Generations of which nobody has made access copies yet.

AIPs that were there before are left to ``muniment access-copies``: an upgrade starts no hours of
work that nobody asked for.

Revision: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id

revision = "0011"
down_revision = "0010"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "viewing_outbox",
        sa.Column("seq", KEY, nullable=False),
        sa.Column("aip", Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_viewing_outbox"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
