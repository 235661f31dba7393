"""What the files were counted to be, and when: pages need not read every row of them.

Revision: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Instant

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "format_census",
        sa.Column("taken_at", Instant, nullable=False),
        sa.Column("census", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("taken_at", name="pk_format_census"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
