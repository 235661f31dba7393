"""What the archive disposed of: who decided, what is gone, and where it was described."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import Ordered, metadata

_OPEN = text("state IN ('draft', 'requested', 'approved', 'at-work', 'waiting')")

disposal = Table(  # of an AIP as a whole, or of one file of it; when done, its tombstone
    "disposal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("aip", Id, nullable=False, index=True),
    Column("path", Ordered),  # of the one file, in the bag; erased when it is done; null: all
    # of the one file; empty where a rebuild knows it only as the ledger tells it
    Column("sha512", LargeBinary(64), index=True),
    Column("erased", LargeBinary(32)),  # so it is told: model.disposal.erased_digest
    Column("unnamed", Boolean, nullable=False),  # its name goes too
    Column("ground", String(16), nullable=False),
    Column("reason", LargeBinary(32), nullable=False),  # lies in erasable_text
    Column("state", String(12), nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("drafted_by", Id, nullable=False),
    Column("requested_at", Instant),
    Column("requested_by", Id),
    Column("decided_at", Instant),  # approved, rejected, withdrawn
    Column("decided_by", Id),
    Column("begun_at", Instant),
    Column("done_at", Instant),
    Column("code", String(64), nullable=False, server_default=""),  # why it waits
    Column("held_until", Instant),  # null: not held, or by a legal hold
    # what goes, counted when it was begun
    Column("generations", Integer, nullable=False, server_default="0"),
    Column("files", Integer, nullable=False, server_default="0"),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    # the generation that stays instead of those before it, decided before its first byte
    Column("generation", Integer),
    Column("sealed_at", Instant),
    Column("event", Id),
    Column("secret", LargeBinary(32)),
    Index("ix_disposal_open", "aip", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

aip_hold = Table(  # AIPs that nobody may dispose of
    "aip_hold",
    metadata,
    Column("aip", Id, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("by", Id, nullable=False),
    Column("reason", String(80), nullable=False),  # the event's text field
    Column("lifted_at", Instant),  # until every store has heard of it
)

disposal_object = Table(  # an object that is to go from a store, or went
    "disposal_object",
    metadata,
    Column("disposal", ForeignKey("disposal.id"), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("store", String(64), primary_key=True),
    Column("sha256", LargeBinary(32)),  # null: no catalogue knew it
    Column("state", String(8), nullable=False),  # present | removed | held
    Column("until", Instant),  # held until; null: by a legal hold
    Column("removed_at", Instant),
)

disposal_unit = Table(  # which descriptions pointed to it
    "disposal_unit",
    metadata,
    Column("disposal", ForeignKey("disposal.id"), primary_key=True),
    Column("description", Id, primary_key=True),
    Index("ix_disposal_unit_description", "description"),
)
