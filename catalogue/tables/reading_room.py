"""Readers, their applications, baskets and orders, and mail on its way.

Names, addresses and topics lie here alone, where they can be erased; the ledger has ids.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, metadata
from model.order import ENDED, HOLDING, ItemState

reader = Table(
    "reader",
    metadata,
    Column("number", Key, primary_key=True),  # what stands on slips instead of a name
    Column("account", ForeignKey("account.id"), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mail", Text, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("language", String(2), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("identity_seen_at", Instant),  # null: nobody has seen a card yet
    Column("identity_seen_by", Id),
)

permit = Table(
    "permit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("state", String(16), nullable=False),  # model.permit.PermitState
    Column("purpose", String(16), nullable=False),
    Column("topic", Text, nullable=False),
    Column("principal", Text, nullable=False, server_default=""),  # on whose behalf
    Column("changed_at", Instant, nullable=False),
    # the reason of a refusal lies in erasable_text under this digest
    Column("reason", LargeBinary(32)),
    UniqueConstraint("account", "year"),
    Index("ix_permit_state", "state", "changed_at"),
)

basket = Table(
    "basket",
    metadata,
    Column("account", ForeignKey("account.id"), primary_key=True),
    Column("description", Id, primary_key=True),
    Column("added_at", Instant, nullable=False),
)

reading_order = Table(  # "order" is a word of SQL
    "reading_order",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("permit", ForeignKey("permit.id"), nullable=False),
    Column("placed_at", Instant, nullable=False),
    # of the form that it came from, so that pressing twice orders once
    Column("token", Id, nullable=False),
    UniqueConstraint("account", "token"),
)


def _among(states: Iterable[ItemState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


_HOLDS = text(f"state IN ({_among(HOLDING)})")
_OPEN = text(f"state NOT IN ({_among(ENDED)})")

order_item = Table(
    "order_item",
    metadata,
    Column("number", Key, primary_key=True),  # what the barcode says
    Column("id", Id, nullable=False, unique=True),
    Column("reading_order", ForeignKey("reading_order.id"), nullable=False, index=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    # the thing that is carried: a box, or what lies in the shelf by itself
    Column("unit", Text, nullable=False),
    Column("state", String(16), nullable=False),  # model.order.ItemState
    Column("day", Date, nullable=False),
    Column("pull_time", String(5), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("reason", LargeBinary(32)),  # of a refusal, as in permit
    # Whatever the program does, nothing is given to two people at once …
    Index("uq_order_item_held", "unit", unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS),
    # … and nobody asks for the same thing twice.
    Index(
        "uq_order_item_open",
        "account",
        "unit",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("ix_order_item_state", "state", "day"),
)

order_item_unit = Table(  # which descriptions the reader asked for; several may lie in one box
    "order_item_unit",
    metadata,
    Column("item", ForeignKey("order_item.number"), primary_key=True),
    Column("description", Id, primary_key=True),
)

mail = Table(
    "mail",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),  # emptied when it was sent: it may hold a sign-in link
    Column("queued_at", Instant, nullable=False),
    Column("due_at", Instant),  # null: sent, or given up
    Column("sent_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),
    Index("ix_mail_due", "due_at"),
)
