"""Descriptions: every revision of them is kept, and finding aids are imported.

Revision: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.add_column("description", sa.Column("changed_by", Id, nullable=True))
    op.create_table(
        "description_past",
        sa.Column("description", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("description", "revision", name="pk_description_past"),
        sa.ForeignKeyConstraint(
            ["description"], ["description.key"], name="fk_description_past_description"
        ),
    )
    op.create_table(
        "ead_origin",
        sa.Column("source", ORDERED, nullable=False),
        sa.Column("ead_id", ORDERED, nullable=False),
        sa.Column("description", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("source", "ead_id", name="pk_ead_origin"),
        sa.ForeignKeyConstraint(
            ["description"], ["description.key"], name="fk_ead_origin_description"
        ),
    )
    op.create_index("ix_ead_origin_description", "ead_origin", ["description"])
    op.create_table(
        "ead_import",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("source", ORDERED, nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ead_import"),
        sa.UniqueConstraint("id", name="uq_ead_import_id"),
    )
    _staged()


def _staged() -> None:
    op.create_table(
        "ead_staged",
        sa.Column("import", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=8), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("ead_id", ORDERED, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("refcode", ORDERED, nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date_start", sa.Date(), nullable=True),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("date_text", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("metadata_public_from", sa.Date(), nullable=False),
        sa.Column("content_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("metadata_reason", sa.String(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=32), nullable=False),
        sa.Column("review", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("import", "number", name="pk_ead_staged"),
        sa.ForeignKeyConstraint(["import"], ["ead_import.key"], name="fk_ead_staged_import"),
    )
    op.create_index("ix_ead_staged_ead_id", "ead_staged", ["import", "ead_id"], unique=True)
    op.create_index("ix_ead_staged_refcode", "ead_staged", ["import", "refcode"], unique=True)
    op.create_index("ix_ead_staged_depth", "ead_staged", ["import", "deed", "depth"])


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
