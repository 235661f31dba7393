"""What all tables share: one catalogue of them, how constraints are named, two column types."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, Text

REVISION = "0028"
"""The newest of `catalogue/revisions`, which these tables are."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives rowids to INTEGER keys alone, PostgreSQL needs BIGINT for a thousand million files.
Key = BigInteger().with_variant(Integer, "sqlite")

# Compared byte by byte, as SQLite does: pages go on where the last one ended, and the files of a
# folder are one range. A database's own language would sort "a/b" among "ab".
Ordered = Text().with_variant(Text(collation="C"), "postgresql")
