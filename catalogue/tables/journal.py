"""The journal: changes that wait to be written down, and the files of it that the stores have."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from catalogue.columns import Id, Instant
from catalogue.tables.base import Key, Ordered, metadata

journal_outbox = Table(  # descriptions that were changed, oldest first
    "journal_outbox",
    metadata,
    Column("seq", Key, primary_key=True),
    Column("description", Id, nullable=False),
    Column("revision", Integer, nullable=False),  # what was said from this one on is not written
    Column("at", Instant, nullable=False),
)

journal_file = Table(  # what was written into the journal and is still needed
    "journal_file",
    metadata,
    Column("key", Key, primary_key=True),
    Column("prefix", Integer),  # of a snapshot; null: a segment
    # of a segment of the catalogue, from 1 on; 0: a file of the journal of descriptions
    Column("edition", Integer, nullable=False, server_default="0"),
    # the changes in it; a snapshot's are all before. Of the catalogue: positions of the ledger
    Column("first", Key, nullable=False),
    Column("last", Key, nullable=False),
    Column("name", Ordered, nullable=False, unique=True),  # its key in the stores
    Column("lines", Integer, nullable=False),
    Column("size", Key, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("kept_from", Key, nullable=False),  # as its head says
    Column("written_at", Instant, nullable=False),
    Column("oldest", Instant),  # when the first change in it happened; null: a snapshot
    Column("body", LargeBinary),  # a segment's bytes, until every required store has it
    Column("journaled_at", Instant),  # since when every required store has it
    Column("stale_at", Instant),  # since when another edition has to take its place
    Column("dropped_at", Instant),  # since when nobody needs it any more
)

segment_cursor = Table(  # one row: how far the ledger was looked through for what was stored
    "segment_cursor",
    metadata,
    Column("first", Key, primary_key=True, autoincrement=False),  # where the next segment begins
    Column("position", Key, nullable=False),  # the first that was not looked at
    Column("stored", Key, nullable=False),  # generations between the two
    Column("files", Key, nullable=False),  # and what producers gave in them
)

journal_copy = Table(  # which store has which file
    "journal_copy",
    metadata,
    Column("file", ForeignKey("journal_file.key"), primary_key=True),
    Column("store", String(64), primary_key=True),
    Column("placed_at", Instant, nullable=False),
)

journal_prefix = Table(  # what the next snapshots have to cover; 256 rows at most
    "journal_prefix",
    metadata,
    Column("prefix", Integer, primary_key=True, autoincrement=False),
    Column("last", Key, nullable=False),  # the newest change there
    Column("changes", Integer, nullable=False),  # since its last snapshot
)

journal_restored = Table(  # descriptions that `rebuild` has not finished with
    "journal_restored",
    metadata,
    Column("description", ForeignKey("description.key"), primary_key=True),
    Column("parent", Id),  # the one that it is to be put below
)

description_erased = Table(  # descriptions of which something was erased by law
    "description_erased",
    metadata,
    Column("description", ForeignKey("description.key"), primary_key=True),
    Column("before", Integer, nullable=False),  # revisions below this number
    Column("at", Instant, nullable=False),
    Column("covered_at", Instant),  # since when snapshots without it are in the stores
    Column("done_at", Instant),  # since when the stores have nothing of it either
)
