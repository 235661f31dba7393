"""Submissions, AIPs, generations, files and copies.

`file` is narrow, for there will be a thousand million: integer keys, no text but the path.
"""

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
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from catalogue.columns import BagPath, Id, Instant
from catalogue.tables.base import Key, Ordered, metadata

submission = Table(
    "submission",
    metadata,
    Column("key", Key, primary_key=True),
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
    Column("key", Key, primary_key=True),
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

promised_id = Table(  # of descriptions that a bag names before they are written
    "promised_id",
    metadata,
    Column("refcode", Ordered, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
)

aip = Table(
    "aip",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("partition", Integer, nullable=False),  # model.ids.partition_of
    Column("submission", ForeignKey("submission.key"), nullable=False, index=True),
    Index("ix_aip_partition", "partition", "id"),
)

generation = Table(
    "generation",
    metadata,
    Column("key", Key, primary_key=True),
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
    Column("key", Key, primary_key=True),
    Column("puid", String(32)),  # null: PRONOM has no answer
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("mime", Text, nullable=False),
    UniqueConstraint("puid", "mime", "name", "version"),
)

format_census = Table(  # the last one alone
    "format_census",
    metadata,
    Column("taken_at", Instant, primary_key=True),
    Column("census", JSON, nullable=False),
)

# Without a key of its own, what is of fixed width first: PostgreSQL fills up to eight bytes before
# each number, and its index on a key would be a tenth of the table.
file = Table(
    "file",
    metadata,
    # no foreign key: those of a large generation are written ahead of it (`file_ahead`)
    Column("generation", Key, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),  # of the first byte in the object
    Column("crc32", BigInteger, nullable=False),
    Column("format", ForeignKey("format.key")),
    # key of the generation of this AIP whose object has the bytes; null: the row's own
    Column("held_in", Key),
    Column("role", SmallInteger, nullable=False),  # model.aip.Role
    Column("path", BagPath, primary_key=True),  # in the bag: data/representations/…
    Column("sha512", LargeBinary(64), nullable=False),
    sqlite_with_rowid=False,  # the row lies in the index on generation and path
)

file_ahead = Table(  # files that are being written before their generation
    "file_ahead",
    metadata,
    Column("generation", Key, primary_key=True, autoincrement=False),  # the key it will have
    Column("aip", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("owner", LargeBinary(16), nullable=False),  # who is at work on it
    Column("begun_at", Instant, nullable=False),
    Column("complete", Boolean, nullable=False),
    UniqueConstraint("aip", "number"),
)

copy = Table(
    "copy",
    metadata,
    Column("key", Key, primary_key=True),
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
    Column("key", Key, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
)

# How far a store follows the ledger: which events it has seen, by their positions.
fill_cursor = Table(
    "fill_cursor",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("position", BigInteger, nullable=False),  # of the first leaf that it has not seen
)

fill_failure = Table(  # AIPs that could not be copied to a store, until they can
    "fill_failure",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("aip", Id, primary_key=True),
    Column("code", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

# Fixity runs over partitions of the id space: an intact check writes no row of its own.
partition = Table(
    "partition",
    metadata,
    Column("store", ForeignKey("store.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("checked_at", Instant, nullable=False),  # 1970: no round has come here yet
    Column("depth", String(8), nullable=False),  # routine | deep
    # kept by triggers on `copy`; what is owed does not count
    Column("copies", BigInteger, nullable=False, server_default="0"),
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    # what is due, without a scan; and the sums of a store, from the index alone
    Index("ix_partition_checked", "store", "checked_at", "number", "copies", "bytes"),
)
