"""Grants, which let somebody fetch a delivery until a day, and the deliveries made for them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import metadata

delivery_grant = Table(
    "delivery_grant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_sha256", LargeBinary(32), unique=True),  # the link itself is never kept
    Column("account", ForeignKey("account.id"), index=True),  # null: whoever has the link
    Column("description", ForeignKey("description.key"), nullable=False, index=True),
    Column("names", JSON(none_as_null=True)),  # AIP -> file names; null: all of the unit
    # AIP -> path -> the day until which what lies there was closed when it was granted
    Column("covers", JSON, nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("granted_by", ForeignKey("account.id"), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("used_at", Instant),  # the last time
    CheckConstraint("(token_sha256 is null) <> (account is null)", name="to_one"),
)

# One for each grant at most: a ready ZIP file in the cache, which can be made again.
delivery = Table(
    "delivery",
    metadata,
    Column("grant", ForeignKey("delivery_grant.id"), primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("gate", LargeBinary(32), nullable=False),  # what could go out when it was made
    Column("made_at", Instant, nullable=False),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),  # of the ZIP file
    Column("sha512", LargeBinary(64), nullable=False),
)
