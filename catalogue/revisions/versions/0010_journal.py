"""The journal of descriptions; all that were described before wait to be written down.

Revision: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0010"
down_revision = "0009"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and put everything into the outbox."""
    op.create_table(
        "journal_outbox",
        sa.Column("seq", KEY, nullable=False),
        sa.Column("description", Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_journal_outbox"),
    )
    op.create_table(
        "journal_file",
        sa.Column("key", KEY, nullable=False),
        sa.Column("prefix", sa.Integer(), nullable=True),
        sa.Column("first", KEY, nullable=False),
        sa.Column("last", KEY, nullable=False),
        sa.Column("name", ORDERED, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kept_from", KEY, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("oldest", Instant, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("journaled_at", Instant, nullable=True),
        sa.Column("dropped_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_journal_file"),
        sa.UniqueConstraint("name", name="uq_journal_file_name"),
    )
    op.create_table(
        "journal_copy",
        sa.Column("file", KEY, nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("placed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("file", "store", name="pk_journal_copy"),
        sa.ForeignKeyConstraint(["file"], ["journal_file.key"], name="fk_journal_copy_file"),
    )
    op.create_table(
        "journal_prefix",
        sa.Column("prefix", sa.Integer(), nullable=False),
        sa.Column("last", KEY, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name="pk_journal_prefix"),
    )
    op.create_table(
        "description_erased",
        sa.Column("description", KEY, nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("done_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("description", name="pk_description_erased"),
        sa.ForeignKeyConstraint(
            ["description"], ["description.key"], name="fk_description_erased_description"
        ),
    )
    # From the first revision on: what was said before has not been written down either.
    op.execute(
        "insert into journal_outbox (description, revision, at) "
        "select id, 1, changed_at from description order by key"
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
