"""The files of a large generation may be written ahead of it, in short transactions.

Their generation is not there yet, so that they have no foreign key to it any more.

Revision: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0026"
down_revision = "0025"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COLUMNS = 'generation, size, "offset", crc32, format, held_in, role, path, sha512'


def upgrade() -> None:
    """Make the table, and drop the key: SQLite can only write the files' table anew for that."""
    op.create_table(
        "file_ahead",
        sa.Column("generation", KEY, autoincrement=False, nullable=False),
        sa.Column("aip", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=16), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("generation", name="pk_file_ahead"),
        sa.UniqueConstraint("aip", "number", name="uq_file_ahead_aip_number"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_file_generation", "file")
        return
    op.rename_table("file", "file_before")
    op.create_table(
        "file",
        sa.Column("generation", KEY, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("crc32", sa.BigInteger(), nullable=False),
        sa.Column("format", KEY, nullable=True),
        sa.Column("held_in", KEY, nullable=True),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha512", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["format"], ["format.key"], name="fk_file_format"),
        sa.PrimaryKeyConstraint("generation", "path", name="pk_file"),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"insert into file ({_COLUMNS}) select {_COLUMNS} "  # noqa: S608 - our own names
        "from file_before order by generation, path"
    )
    op.drop_table("file_before")


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
