"""The ledger: events, their places in the tree, signed checkpoints."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, metadata

event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # canonical JSON: the leaf, byte for byte
)

event_subject = Table(  # which events speak of an AIP, submission, description or account
    "event_subject",
    metadata,
    Column("subject", Id, primary_key=True),
    Column("event", ForeignKey("event.id"), primary_key=True),
)

leaf = Table(
    "leaf",
    metadata,
    Column("position", Key, primary_key=True, autoincrement=False),
    Column("event", ForeignKey("event.id"), nullable=False, unique=True),
    Column("hash", LargeBinary(32), nullable=False),
)

tree_node = Table(  # roots of complete subtrees above the leaves, so that no proof reads them all
    "tree_node",
    metadata,
    Column("height", SmallInteger, primary_key=True),  # it covers 2**height leaves
    Column("number", Key, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)

event_outbox = Table(  # events that the sequencer has not given a position yet
    "event_outbox",
    metadata,
    Column("seq", Key, primary_key=True),
    Column("event", ForeignKey("event.id"), nullable=False),
    Column("at", Instant, nullable=False),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", Key, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),  # C2SP tlog-checkpoint, signed
    Column("signed_at", Instant, nullable=False),
)

log_cursor = Table(  # how far each store has the ledger; no more than that: the stores can say it
    "log_cursor",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("entries", Key, nullable=False),
    Column("signed", Key, nullable=False),  # size of the last checkpoint with all its tiles
)

erasable_text = Table(  # the ledger holds SHA-256(salt || text); here both can be erased
    "erasable_text",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("text", Text, nullable=False),
)
