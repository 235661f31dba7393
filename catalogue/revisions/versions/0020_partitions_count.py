"""Partitions know how many copies and bytes they hold, so that nobody counts thirty million rows.

Triggers on `copy` keep the counts, whoever writes there. A partition that no round has checked has
the beginning of 1970 as its check: it comes first in the order of the index.

Revision: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_COUNT = """
insert into "partition" (store, number, checked_at, depth, copies, bytes)
select copy.store, aip.partition, 0, '', count(*), sum(copy.length)
from copy join generation on generation.key = copy.generation join aip on aip.key = generation.aip
where copy.status <> 'owed' group by copy.store, aip.partition
on conflict (store, number) do update set copies = excluded.copies, bytes = excluded.bytes
"""
_TAKE = """
update "partition" set copies = copies - 1, bytes = bytes - old.length
where store = old.store and number = (
  select aip.partition from generation join aip on aip.key = generation.aip
  where generation.key = old.generation
);
"""
_GIVE = """
insert into "partition" (store, number, checked_at, depth, copies, bytes)
select new.store, aip.partition, 0, '', 1, new.length
from generation join aip on aip.key = generation.aip where generation.key = new.generation
on conflict (store, number)
do update set copies = "partition".copies + 1, bytes = "partition".bytes + excluded.bytes;
"""


def upgrade() -> None:
    """Make the columns, count what is there, and let the database go on counting."""
    for name in ("copies", "bytes"):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column("partition", column)
    columns = ["store", "checked_at", "number", "copies", "bytes"]
    op.create_index("ix_partition_checked", "partition", columns)
    op.execute(_COUNT)
    if op.get_bind().dialect.name == "sqlite":
        _count_on_sqlite()
    else:
        _count_on_postgresql()


def _count_on_sqlite() -> None:
    for deed, took, gave in (
        ("insert", False, True),
        ("delete", True, False),
        ("update of status, length", True, True),
    ):
        name = deed.partition(" ")[0]
        for way, wanted, sql in (("taken", took, _TAKE), ("given", gave, _GIVE)):
            if wanted:
                row = "old" if way == "taken" else "new"
                op.execute(
                    f"create trigger copy_{name}_{way} after {deed} on copy"
                    f" when {row}.status <> 'owed' begin {sql} end"
                )


def _count_on_postgresql() -> None:
    op.execute(
        "create function copies_are_counted() returns trigger language plpgsql as $$ begin"
        f" if tg_op <> 'INSERT' and old.status <> 'owed' then {_TAKE} end if;"
        f" if tg_op <> 'DELETE' and new.status <> 'owed' then {_GIVE} end if;"
        " return null; end $$"
    )
    op.execute(
        "create trigger copies_counted after insert or delete or update of status, length on copy"
        " for each row execute function copies_are_counted()"
    )


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")
