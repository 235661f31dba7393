"""State bundles, and drills of their recovery.

Revision: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Instant
from catalogue.tables.base import Key

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "state_bundle",
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("events", Key, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("made_at", name="pk_state_bundle"),
    )
    op.create_table(
        "drill",
        sa.Column("at", Instant, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("passed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("at", name="pk_drill"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
