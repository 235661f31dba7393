"""Rounds of fixity, incidents and migrations."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, Ordered, metadata

fixity_round = Table(
    "fixity_round",
    metadata,
    Column("id", Id, primary_key=True),
    Column("depth", String(8), nullable=False),  # routine | deep
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant),  # null: at work, or interrupted and to be taken up
    Column("partitions", Integer, nullable=False, server_default="0"),
    Column("checked", Integer, nullable=False, server_default="0"),
    Column("intact", Integer, nullable=False, server_default="0"),
    Column("damaged", Integer, nullable=False, server_default="0"),
    Column("healed", Integer, nullable=False, server_default="0"),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    # one round at a time; its other workers claim partitions of it
    Index(
        "ix_fixity_round_open",
        "depth",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

partition_lease = Table(  # who is at a partition, and until when nobody else may be
    "partition_lease",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("worker", Id, nullable=False),
    Column("until", Instant, nullable=False),
)

store_absence = Table(  # stores that did not answer a round, until they answer again
    "store_absence",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("since", Instant, nullable=False),
)

orphan_search = Table(  # how far it has come in a store
    "orphan_search",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("next", Integer, nullable=False),  # the partition to go on with
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("found", BigInteger, nullable=False, server_default="0"),
)

shelf_check = Table(  # when a round last read what lies beside the AIPs of a store
    "shelf_check",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("part", String(8), primary_key=True),  # journal | log | state
    Column("checked_at", Instant, nullable=False),
)

object_incident = Table(  # an object that is no copy: it should not be there, or is damaged
    "object_incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", String(64), nullable=False),
    Column("object", Ordered, nullable=False),  # its key there
    Column("size", BigInteger, nullable=False),
    Column("opened_at", Instant, nullable=False, index=True),
    Column("closed_at", Instant),  # null: open
    Column("verdict", String(12), nullable=False),  # catalogue.object_incidents.ObjectVerdict
    Column("ending", String(12), nullable=False, server_default=""),
    Column("disposal", Id),  # that it outlived
    # of what it was healed: a store, or the catalogue
    Column("source", String(64), nullable=False, server_default=""),
    Index(
        "ix_object_incident_open",
        "store",
        "object",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

incident = Table(  # one copy that was found damaged, until it is intact again
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("copy", ForeignKey("copy.key"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),  # null: open
    Column("verdict", String(12), nullable=False),  # altered | missing | unreadable
    Column("alarm", Boolean, nullable=False, server_default="0"),  # no copy was left to heal from
    Index(
        "ix_incident_open",
        "copy",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("ix_incident_opened_at", "opened_at"),
)

incident_entry = Table(  # the story, in order
    "incident_entry",
    metadata,
    Column("key", Key, primary_key=True),
    Column("incident", ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("what", String(16), nullable=False),  # catalogue.incidents.Chapter
    Column("store", String(64), nullable=False),  # of the copy, or of the source it tells of
    Column("verdict", String(12), nullable=False, server_default=""),
)

migration = Table(
    "migration",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),  # of the plan's text
    Column("plan", Text, nullable=False),  # the TOML as it was handed in
    Column("state", String(16), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("planned_by", Id, nullable=False),
    Column("rehearsed_at", Instant),
    Column("rehearsal", JSON),
    Column("signed_at", Instant),
    Column("signed_by", Id),
    Column("ended_at", Instant),
    CheckConstraint(
        "state in ('planned', 'rehearsed', 'signed-off', 'ended', 'rolled-back')", name="state"
    ),
)

migration_unit = Table(  # before the first byte: what a retry after a crash must use again
    "migration_unit",
    metadata,
    Column("key", Key, primary_key=True),
    Column("migration", ForeignKey("migration.id"), nullable=False),
    Column("aip", Id, nullable=False),
    Column("purpose", String(12), nullable=False),  # migrate | roll-back
    Column("generation", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # of the representation
    Column("decided_at", Instant, nullable=False),
    Column("event", Id, nullable=False),  # of PREMIS
    Column("secret", LargeBinary(32), nullable=False),
    Column("state", String(8), nullable=False),  # open | done | failed
    Column("report", JSON, nullable=False),
    UniqueConstraint("migration", "aip", "purpose"),
    CheckConstraint("state in ('open', 'done', 'failed')", name="state"),
)
