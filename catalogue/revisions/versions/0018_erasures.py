"""How far the erasure of a description has come in the stores.

Revision: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Instant

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column."""
    op.add_column("description_erased", sa.Column("covered_at", Instant, nullable=True))


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
