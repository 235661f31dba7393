"""The rows of files are narrower: no key of their own, and the long beginning of paths left out.

Revision: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_COLUMNS = 'generation, size, "offset", crc32, format, held_in, role'
_LONG = "data/representations/original/data"


def upgrade() -> None:
    """Write the table anew."""
    op.drop_index("ix_file_generation_path", "file")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("fk_file_generation", "fk_file_format", "pk_file"):
            op.drop_constraint(name, "file")
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
        sa.Column("path", PATH, nullable=False),
        sa.Column("sha512", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["generation"], ["generation.key"], name="fk_file_generation"),
        sa.ForeignKeyConstraint(["format"], ["format.key"], name="fk_file_format"),
        sa.PrimaryKeyConstraint("generation", "path", name="pk_file"),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"insert into file ({_COLUMNS}, path, sha512) select {_COLUMNS}, "  # noqa: S608
        f"case when substr(path, 1, {len(_LONG) + 1}) = '{_LONG}/' "
        f"then substr(path, {len(_LONG) + 1}) else path end, sha512 "
        "from file_before order by generation, path"
    )
    op.drop_table("file_before")


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
