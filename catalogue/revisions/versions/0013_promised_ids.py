"""Ids promised to descriptions before they are written.

Revision: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0013"
down_revision = "0012"

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "promised_id",
        sa.Column("refcode", ORDERED, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("refcode", name="pk_promised_id"),
        sa.UniqueConstraint("id", name="uq_promised_id_id"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
