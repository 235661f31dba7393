"""Restricted viewing, once for each unit and session.

Revision: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "viewing",
        sa.Column("session", sa.LargeBinary(length=32), nullable=False),
        sa.Column("description", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["session"],
            ["session.token_sha256"],
            name="fk_viewing_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session", "description", name="pk_viewing"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
