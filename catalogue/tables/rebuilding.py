"""A rebuild on its way: how far it has come, what the ledger says, what was found wrong."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, metadata

rebuild = Table(
    "rebuild",
    metadata,
    Column("id", Id, primary_key=True),
    Column("stores", JSON, nullable=False),  # names of those that are asked
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant),  # null: at work, or interrupted and to be taken up
    Column("stage", String(16), nullable=False),  # catalogue.rebuilding.course.Stage
    Column("reached", Text, nullable=False, server_default=""),  # in that stage
)

# What the ledger says was stored. Emptied at the end: the rows are in `generation` by then.
rebuild_fact = Table(
    "rebuild_fact",
    metadata,
    Column("aip", Id, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("manifest_sha512", LargeBinary(64), nullable=False),
    Column("files_root", LargeBinary(32), nullable=False),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("size", BigInteger),  # null: the event is from before events said it
    Column("stored_at", Instant, nullable=False),
    Column("submission", Id),
    Column("unit", Integer),
    Column("identity", LargeBinary(64)),
    Column("payload", LargeBinary(64)),
    Column("disposed", Boolean, nullable=False, server_default="0"),
    # its rows came from a segment of the catalogue, and its own end was not compared yet
    Column("hinted", Boolean, nullable=False, server_default="0"),
)

rebuild_finding = Table(
    "rebuild_finding",
    metadata,
    Column("key", Key, primary_key=True),
    Column("rebuild", ForeignKey("rebuild.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # missing | mismatched
    Column("code", String(64), nullable=False),  # model.errors
    Column("subject", Id),  # an AIP, submission or description
    Column("generation", Integer),
    Column("store", String(64), nullable=False, server_default=""),
    Column("place", Text, nullable=False, server_default=""),  # a key in the store
)
