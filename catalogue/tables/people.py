"""Accounts, one-time links and sessions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import metadata

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),  # model.event.AgentKind
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text),  # argon2id; null: by link only
    Column("created_at", Instant, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("kind", "name"),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_sha256", LargeBinary(32), primary_key=True),  # the link itself is never kept
    Column("account", ForeignKey("account.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

session = Table(
    "session",
    metadata,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False, index=True),
    Column("csrf", LargeBinary(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
