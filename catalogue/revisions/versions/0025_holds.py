"""Legal holds on AIPs.

Revision: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "aip_hold",
        sa.Column("aip", Id, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("by", Id, nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("lifted_at", Instant),
        sa.PrimaryKeyConstraint("aip", name="pk_aip_hold"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
