"""The tables of the catalogue. Revisions of them live in ``catalogue/revisions``.

Row counts to have in mind: two million descriptions, ten million AIPs, a thousand million files.
So `file` is narrow: integer keys, no text but the path, and an index on eight bytes of the digest.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from catalogue.columns import Id, Instant

REVISION = "0001"
"""The newest of `catalogue/revisions`, which these tables are."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives rowids to INTEGER keys alone, PostgreSQL needs BIGINT for a thousand million files.
_Key = BigInteger().with_variant(Integer, "sqlite")

# Compared byte by byte, as SQLite does: pages go on where the last one ended, and the files of a
# folder are one range. A database's own language would sort "a/b" among "ab".
_Ordered = Text().with_variant(Text(collation="C"), "postgresql")

# --- descriptions ----------------------------------------------------------------------------

description = Table(
    "description",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("parent", ForeignKey("description.key")),
    Column("refcode", _Ordered, nullable=False, unique=True),
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
    Column("path", _Ordered, primary_key=True, server_default=""),
    Index("ix_description_aip_aip", "aip"),
)

# --- submissions and AIPs --------------------------------------------------------------------

submission = Table(
    "submission",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("digest", LargeBinary(64), nullable=False, unique=True),  # model.submission.identity
    Column("payload", LargeBinary(64), nullable=False, index=True),
    Column("received_at", Instant, nullable=False),
    Column("stored_at", Instant),  # null: not complete yet
    Column("units", Integer, nullable=False),
)

# Before the first byte is written: what a retry after a crash must use again (DESIGN section 3).
intent = Table(
    "intent",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("submission", ForeignKey("submission.key"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # of the unit in the submission, from 0
    Column("unit", LargeBinary(64), nullable=False, index=True),  # identity of the unit
    Column("payload", LargeBinary(64), nullable=False, index=True),
    Column("aip", Id, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("events", JSON, nullable=False),  # PREMIS event kind -> event id
    Column("secret", LargeBinary(32), nullable=False),  # of files_root
    Column("state", String(8), nullable=False),  # open | stored
    UniqueConstraint("submission", "number"),
    UniqueConstraint("aip", "generation"),
    CheckConstraint("state in ('open', 'stored')", name="state"),
)

aip = Table(
    "aip",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("partition", Integer, nullable=False),  # model.ids.partition_of
    Column("submission", ForeignKey("submission.key"), nullable=False, index=True),
    Index("ix_aip_partition", "partition", "id"),
)

generation = Table(
    "generation",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("aip", ForeignKey("aip.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sealed_at", Instant, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),  # of the whole object
    Column("size", BigInteger, nullable=False),
    Column("manifest_sha512", LargeBinary(64), nullable=False),
    Column("files_root", LargeBinary(32), nullable=False),
    Column("files", Integer, nullable=False),  # payload files, for lists without counting
    Column("bytes", BigInteger, nullable=False),  # payload bytes
    UniqueConstraint("aip", "number"),
)

format = Table(
    "format",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("puid", String(32)),  # null: PRONOM has no answer
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("mime", Text, nullable=False),
    UniqueConstraint("puid", "mime", "name", "version"),
)

file = Table(
    "file",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("generation", ForeignKey("generation.key"), nullable=False),
    Column("path", _Ordered, nullable=False),  # in the bag: data/representations/…
    Column("size", BigInteger, nullable=False),
    Column("sha512", LargeBinary(64), nullable=False),
    Column("crc32", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),  # of the first byte in the object
    Column("role", SmallInteger, nullable=False),  # model.aip.Role
    Column("format", ForeignKey("format.key")),
    Index("ix_file_generation_path", "generation", "path", unique=True),
)

copy = Table(
    "copy",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("generation", ForeignKey("generation.key"), nullable=False),
    Column("store", ForeignKey("store.key"), nullable=False),
    Column("version", Text, nullable=False, server_default=""),
    Column("offset", BigInteger, nullable=False, server_default="0"),
    Column("length", BigInteger, nullable=False),
    Column("status", String(12), nullable=False),  # intact | altered | missing | unreadable | owed
    Column("checked_at", Instant),  # by name; a round's checks are in `partition`
    UniqueConstraint("generation", "store"),
    Index("ix_copy_status", "status", "store"),  # the few that are not intact, without a scan
)

store = Table(
    "store",
    metadata,
    Column("key", _Key, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
)

# Fixity runs over partitions of the id space: an intact check writes no row of its own.
partition = Table(
    "partition",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("checked_at", Instant, nullable=False),
    Column("depth", String(8), nullable=False),  # routine | deep
)

# --- the ledger ------------------------------------------------------------------------------

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
    Column("position", _Key, primary_key=True, autoincrement=False),
    Column("event", ForeignKey("event.id"), nullable=False, unique=True),
    Column("hash", LargeBinary(32), nullable=False),
)

tree_node = Table(  # roots of complete subtrees above the leaves, so that no proof reads them all
    "tree_node",
    metadata,
    Column("height", SmallInteger, primary_key=True),  # it covers 2**height leaves
    Column("number", _Key, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)

event_outbox = Table(  # events that the sequencer has not given a position yet
    "event_outbox",
    metadata,
    Column("seq", _Key, primary_key=True),
    Column("event", ForeignKey("event.id"), nullable=False),
    Column("at", Instant, nullable=False),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", _Key, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),  # C2SP tlog-checkpoint, signed
    Column("signed_at", Instant, nullable=False),
)

erasable_text = Table(  # the ledger holds SHA-256(salt || text); here both can be erased
    "erasable_text",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("text", Text, nullable=False),
)

# --- people ----------------------------------------------------------------------------------

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

# --- to be done ------------------------------------------------------------------------------

index_outbox = Table(  # descriptions whose index entry is stale, oldest first
    "index_outbox",
    metadata,
    Column("seq", _Key, primary_key=True),
    Column("description", Id, nullable=False),
)
