"""Grants and deliveries.

Revision: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0006"
down_revision = "0005"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "delivery_grant",
        sa.Column("id", Id, nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("account", Id, nullable=True),
        sa.Column("description", KEY, nullable=False),
        sa.Column("names", sa.JSON(), nullable=True),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("granted_by", Id, nullable=False),
        sa.Column("granted_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant, nullable=True),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", Instant, nullable=True),
        sa.CheckConstraint("(token_sha256 is null) <> (account is null)", name="to_one"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_delivery_grant_account"),
        sa.ForeignKeyConstraint(
            ["description"], ["description.key"], name="fk_delivery_grant_description"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account.id"], name="fk_delivery_grant_granted_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_grant"),
        sa.UniqueConstraint("token_sha256", name="uq_delivery_grant_token_sha256"),
    )
    for name in ("account", "description"):
        op.create_index(f"ix_delivery_grant_{name}", "delivery_grant", [name])
    op.create_table(
        "delivery",
        sa.Column("grant", Id, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("gate", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha512", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["grant"], ["delivery_grant.id"], name="fk_delivery_grant"),
        sa.PrimaryKeyConstraint("grant", name="pk_delivery"),
        sa.UniqueConstraint("id", name="uq_delivery_id"),
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
