"""Readers, permits, orders and mail.

Revision: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalogue.columns import Id, Instant

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HOLDS = sa.text(
    "state IN ("
    "'expired', 'held', 'issued', 'not-found', 'pulled', "
    "'queued', 'ready', 'returned', 'slipped')"
)
OPEN = sa.text("state NOT IN ('cancelled', 'rejected', 'reshelved', 'surrogate')")


def upgrade() -> None:
    """Make the tables."""
    _people()
    _orders()
    _mail()


def downgrade() -> None:
    """An archive does not go back: what was recorded would be lost."""
    raise RuntimeError("revisions cannot be undone")


def _people() -> None:
    op.create_table(
        "reader",
        sa.Column("number", KEY, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("registered_at", Instant, nullable=False),
        sa.Column("identity_seen_at", Instant, nullable=True),
        sa.Column("identity_seen_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_reader_account"),
        sa.PrimaryKeyConstraint("number", name="pk_reader"),
        sa.UniqueConstraint("account", name="uq_reader_account"),
    )
    op.create_table(
        "permit",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("reason", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_permit_account"),
        sa.PrimaryKeyConstraint("id", name="pk_permit"),
        sa.UniqueConstraint("account", "year", name="uq_permit_account_year"),
    )
    op.create_index("ix_permit_state", "permit", ["state", "changed_at"])
    op.create_table(
        "basket",
        sa.Column("account", Id, nullable=False),
        sa.Column("description", Id, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_basket_account"),
        sa.PrimaryKeyConstraint("account", "description", name="pk_basket"),
    )


def _orders() -> None:
    op.create_table(
        "reading_order",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("permit", Id, nullable=False),
        sa.Column("placed_at", Instant, nullable=False),
        sa.Column("token", Id, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_reading_order_account"),
        sa.ForeignKeyConstraint(["permit"], ["permit.id"], name="fk_reading_order_permit"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_order"),
        sa.UniqueConstraint("account", "token", name="uq_reading_order_account_token"),
    )
    op.create_table(
        "order_item",
        sa.Column("number", KEY, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("reading_order", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pull_time", sa.String(length=5), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("reason", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_order_item_account"),
        sa.ForeignKeyConstraint(
            ["reading_order"], ["reading_order.id"], name="fk_order_item_reading_order"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_order_item"),
        sa.UniqueConstraint("id", name="uq_order_item_id"),
    )
    op.create_index("ix_order_item_reading_order", "order_item", ["reading_order"])
    op.create_index("ix_order_item_state", "order_item", ["state", "day"])
    op.create_index(
        "uq_order_item_held",
        "order_item",
        ["unit"],
        unique=True,
        sqlite_where=HOLDS,
        postgresql_where=HOLDS,
    )
    op.create_index(
        "uq_order_item_open",
        "order_item",
        ["account", "unit"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "order_item_unit",
        sa.Column("item", KEY, nullable=False),
        sa.Column("description", Id, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["order_item.number"], name="fk_order_item_unit_item"),
        sa.PrimaryKeyConstraint("item", "description", name="pk_order_item_unit"),
    )


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("sent_at", Instant, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_mail_account"),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
    op.create_index("ix_mail_account", "mail", ["account"])
    op.create_index("ix_mail_due", "mail", ["due_at"])
