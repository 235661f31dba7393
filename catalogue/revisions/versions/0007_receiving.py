"""Uploads and what was decided about them.

Revision: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "incoming",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("parent", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("code", sa.String(length=64), server_default="", nullable=False),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("reason", sa.LargeBinary(length=32), nullable=True),
        sa.Column("submission", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incoming"),
    )
    op.create_index("ix_incoming_state", "incoming", ["state", "changed_at"])
    op.create_table(
        "upload",
        sa.Column("id", Id, nullable=False),
        sa.Column("incoming", Id, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
        sa.ForeignKeyConstraint(["incoming"], ["incoming.id"], name="fk_upload_incoming"),
    )
    op.create_index("ix_upload_incoming", "upload", ["incoming"])


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
