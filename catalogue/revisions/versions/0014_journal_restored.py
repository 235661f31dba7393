"""Descriptions that `rebuild` has not finished with.

Revision: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id

revision = "0014"
down_revision = "0013"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "journal_restored",
        sa.Column("description", KEY, nullable=False),
        sa.Column("parent", Id, nullable=True),
        sa.PrimaryKeyConstraint("description", name="pk_journal_restored"),
        sa.ForeignKeyConstraint(
            ["description"], ["description.key"], name="fk_journal_restored_description"
        ),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
