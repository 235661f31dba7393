"""What is still to be done."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from catalogue.columns import Id
from catalogue.tables.base import Key, metadata

index_outbox = Table(  # descriptions whose index entry is stale, oldest first
    "index_outbox",
    metadata,
    Column("seq", Key, primary_key=True),
    Column("description", Id, nullable=False),
)

viewing_outbox = Table(  # generations of which nobody has made access copies yet
    "viewing_outbox",
    metadata,
    Column("seq", Key, primary_key=True),
    Column("aip", Id, nullable=False),
    Column("generation", Integer, nullable=False),
)
