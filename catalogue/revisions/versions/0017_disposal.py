"""Disposals, the objects that went, and the descriptions that pointed to them.

Revision: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0017"
down_revision = "0016"

ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPEN = sa.text("state IN ('draft', 'requested', 'approved', 'at-work', 'waiting')")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "disposal",
        sa.Column("id", Id, nullable=False),
        sa.Column("aip", Id, nullable=False),
        sa.Column("path", ORDERED, nullable=True),
        sa.Column("sha512", sa.LargeBinary(length=64), nullable=True),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("drafted_at", Instant, nullable=False),
        sa.Column("drafted_by", Id, nullable=False),
        sa.Column("requested_at", Instant, nullable=True),
        sa.Column("requested_by", Id, nullable=True),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("begun_at", Instant, nullable=True),
        sa.Column("done_at", Instant, nullable=True),
        sa.Column("code", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("held_until", Instant, nullable=True),
        sa.Column("generations", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("files", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("bytes", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("generation", sa.Integer(), nullable=True),
        sa.Column("sealed_at", Instant, nullable=True),
        sa.Column("event", Id, nullable=True),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_disposal"),
    )
    op.create_index("ix_disposal_aip", "disposal", ["aip"])
    op.create_index("ix_disposal_sha512", "disposal", ["sha512"])
    op.create_index(
        "ix_disposal_open",
        "disposal",
        ["aip"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "disposal_object",
        sa.Column("disposal", Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("until", Instant, nullable=True),
        sa.Column("removed_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["disposal"], ["disposal.id"], name="fk_disposal_object_disposal"),
        sa.PrimaryKeyConstraint("disposal", "generation", "store", name="pk_disposal_object"),
    )
    op.create_table(
        "disposal_unit",
        sa.Column("disposal", Id, nullable=False),
        sa.Column("description", Id, nullable=False),
        sa.ForeignKeyConstraint(["disposal"], ["disposal.id"], name="fk_disposal_unit_disposal"),
        sa.PrimaryKeyConstraint("disposal", "description", name="pk_disposal_unit"),
    )
    op.create_index("ix_disposal_unit_description", "disposal_unit", ["description"])


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
