"""Incidents, rounds, migration plans, and files that a generation carries over.

Revision: 0005
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _carried()
    _rounds()
    _incidents()
    _migrations()


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")


def _carried() -> None:
    # Without a reference: SQLite would have to copy a thousand million rows to add a named one.
    op.add_column("file", sa.Column("held_in", KEY, nullable=True))


def _rounds() -> None:
    count: dict[str, Any] = {"nullable": False, "server_default": "0"}
    op.create_table(
        "fixity_round",
        sa.Column("id", Id, nullable=False),
        sa.Column("depth", sa.String(length=8), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("partitions", sa.Integer(), **count),
        sa.Column("checked", sa.Integer(), **count),
        sa.Column("intact", sa.Integer(), **count),
        sa.Column("damaged", sa.Integer(), **count),
        sa.Column("healed", sa.Integer(), **count),
        sa.Column("bytes", sa.BigInteger(), **count),
        sa.PrimaryKeyConstraint("id", name="pk_fixity_round"),
    )
    _unique_where("ix_fixity_round_open", "fixity_round", "depth", "ended_at IS NULL")
    op.create_table(
        "partition_lease",
        sa.Column("store", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker", Id, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("store", "number", name="pk_partition_lease"),
        sa.ForeignKeyConstraint(["store"], ["store.key"], name="fk_partition_lease_store"),
    )


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", Id, nullable=False),
        sa.Column("copy", KEY, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("closed_at", Instant, nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("alarm", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.ForeignKeyConstraint(["copy"], ["copy.key"], name="fk_incident_copy"),
    )
    _unique_where("ix_incident_open", "incident", "copy", "closed_at IS NULL")
    op.create_index("ix_incident_opened_at", "incident", ["opened_at"])
    op.create_table(
        "incident_entry",
        sa.Column("key", KEY, nullable=False),
        sa.Column("incident", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("store", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=12), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_incident_entry"),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_entry_incident"),
    )
    op.create_index("ix_incident_entry_incident", "incident_entry", ["incident"])


def _migrations() -> None:
    op.create_table(
        "migration",
        sa.Column("id", Id, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.Column("planned_by", Id, nullable=False),
        sa.Column("rehearsed_at", Instant, nullable=True),
        sa.Column("rehearsal", sa.JSON(), nullable=True),
        sa.Column("signed_at", Instant, nullable=True),
        sa.Column("signed_by", Id, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_migration"),
        sa.UniqueConstraint("digest", name="uq_migration_digest"),
        sa.CheckConstraint(
            "state in ('planned', 'rehearsed', 'signed-off', 'ended', 'rolled-back')",
            name=op.f("ck_migration_state"),
        ),
    )
    op.create_table(
        "migration_unit",
        sa.Column("key", KEY, nullable=False),
        sa.Column("migration", Id, nullable=False),
        sa.Column("aip", Id, nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
        sa.Column("event", Id, nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_migration_unit"),
        sa.ForeignKeyConstraint(
            ["migration"], ["migration.id"], name="fk_migration_unit_migration"
        ),
        sa.UniqueConstraint(
            "migration", "aip", "purpose", name="uq_migration_unit_migration_aip_purpose"
        ),
        sa.CheckConstraint(
            "state in ('open', 'done', 'failed')", name=op.f("ck_migration_unit_state")
        ),
    )


def _unique_where(name: str, table: str, column: str, where: str) -> None:
    clause = sa.text(where)
    op.create_index(
        name, table, [column], unique=True, sqlite_where=clause, postgresql_where=clause
    )
