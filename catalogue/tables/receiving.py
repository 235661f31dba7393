"""Submissions that are handed in through the browser, and their files on the way."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from catalogue.columns import Id, Instant
from catalogue.tables.base import metadata

incoming = Table(
    "incoming",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Id, nullable=False),  # who hands it in
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False, server_default=""),  # from whom it came
    Column("parent", Text, nullable=False, server_default=""),  # reference code to put it under
    Column("state", String(16), nullable=False),  # model.receiving.IncomingState
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("report", JSON),  # null: not checked yet
    Column("code", String(64), nullable=False, server_default=""),  # why it waits or failed
    Column("decided_by", Id),
    Column("decided_at", Instant),
    # the reason of a refusal lies in erasable_text under this digest
    Column("reason", LargeBinary(32)),
    Column("submission", Id),  # null: not stored
    Index("ix_incoming_state", "state", "changed_at"),
)

upload = Table(
    "upload",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incoming", ForeignKey("incoming.id"), nullable=False, index=True),
    Column("path", Text, nullable=False),  # in the submission
    Column("size", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
)
