"""Descriptions, and which AIPs or parts of AIPs they point to."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, Ordered, metadata

description = Table(
    "description",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("parent", ForeignKey("description.key")),
    Column("refcode", Ordered, nullable=False, unique=True),
    Column("level", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),  # among its siblings
    Column("date_start", Date),  # null: unknown
    Column("date_end", Date),
    Column("date_text", Text, nullable=False, server_default=""),
    Column("fields", JSON, nullable=False),  # scope, extent, creator … as in model.description
    Column("rights", JSON, nullable=False),  # what the archivist stated: model.rights inputs
    # what follows from it, after the ancestors' locks; 9999-12-31: locked without a known end
    Column("metadata_public_from", Date, nullable=False),
    Column("content_from", Date, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("metadata_reason", String(16), nullable=False),
    Column("rule_set", String(32), nullable=False),
    Column("review", Date),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("changed_at", Instant, nullable=False),
    # Siblings in their order; with the day, counting the visible ones reads the index alone.
    Index("ix_description_parent", "parent", "position", "refcode", "key", "metadata_public_from"),
)

description_aip = Table(
    "description_aip",
    metadata,
    Column("description", ForeignKey("description.key"), primary_key=True),
    Column("aip", ForeignKey("aip.key"), primary_key=True),
    # which part of the AIP the unit is: a path below the representation's data/, "" for all of it
    Column("path", Ordered, primary_key=True, server_default=""),
    Index("ix_description_aip_aip", "aip"),
)
