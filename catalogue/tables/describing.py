"""Descriptions, and which AIPs or parts of AIPs they point to."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
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
    Column("changed_by", Id),  # an account; null: before revisions were kept, or erased
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

description_past = Table(  # what a description said before it was changed; rows can be erased
    "description_past",
    metadata,
    Column("description", ForeignKey("description.key"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("said", Text, nullable=False),  # schemas.description_json
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Id),
)

ead_origin = Table(  # which component of which finding aid a description came from
    "ead_origin",
    metadata,
    Column("source", Ordered, primary_key=True),  # eadid
    Column("ead_id", Ordered, primary_key=True),  # c/@id
    Column("description", ForeignKey("description.key"), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),  # of what the finding aid said last
    Index("ix_ead_origin_description", "description"),
)

# A finding aid on its way in: staged in small batches, published by one short switch.
ead_import = Table(
    "ead_import",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("source", Ordered, nullable=False),
    Column("begun_at", Instant, nullable=False),
)

ead_staged = Table(
    "ead_staged",
    metadata,
    Column("import", ForeignKey("ead_import.key"), primary_key=True),
    Column("number", Integer, primary_key=True),  # in the document
    Column("deed", String(8), nullable=False),  # create | update | same
    Column("depth", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("ead_id", Ordered, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("parent_id", Id),
    Column("revision", Integer, nullable=False),  # of the description that was compared; 0: none
    # as in `description`
    Column("id", Id, nullable=False),
    Column("refcode", Ordered, nullable=False),
    Column("level", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("date_start", Date),
    Column("date_end", Date),
    Column("date_text", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("rights", JSON, nullable=False),
    Column("metadata_public_from", Date, nullable=False),
    Column("content_from", Date, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("metadata_reason", String(16), nullable=False),
    Column("rule_set", String(32), nullable=False),
    Column("review", Date),
    Index("ix_ead_staged_ead_id", "import", "ead_id", unique=True),
    Index("ix_ead_staged_refcode", "import", "refcode", unique=True),
    Index("ix_ead_staged_depth", "import", "deed", "depth"),
)
