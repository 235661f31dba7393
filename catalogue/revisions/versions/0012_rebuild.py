"""A rebuild that can be taken up where it stopped.

Revision: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rebuild",
        sa.Column("id", Id, nullable=False),
        sa.Column("stores", sa.JSON(), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("reached", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rebuild"),
    )
    op.create_table(
        "rebuild_fact",
        sa.Column("aip", Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("manifest_sha512", sa.LargeBinary(length=64), nullable=False),
        sa.Column("files_root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("stored_at", Instant, nullable=False),
        sa.Column("submission", Id, nullable=True),
        sa.Column("unit", sa.Integer(), nullable=True),
        sa.Column("identity", sa.LargeBinary(length=64), nullable=True),
        sa.Column("payload", sa.LargeBinary(length=64), nullable=True),
        sa.Column("disposed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("aip", "generation", name="pk_rebuild_fact"),
    )
    op.create_table(
        "rebuild_finding",
        sa.Column("key", Key, nullable=False),
        sa.Column("rebuild", Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("subject", Id, nullable=True),
        sa.Column("generation", sa.Integer(), nullable=True),
        sa.Column("store", sa.String(length=64), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rebuild_finding"),
        sa.ForeignKeyConstraint(["rebuild"], ["rebuild.id"], name="fk_rebuild_finding_rebuild"),
    )
    op.create_index("ix_rebuild_finding_rebuild", "rebuild_finding", ["rebuild"])


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
