"""What is still to be done."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Table,
)

from catalogue.columns import Id
from catalogue.tables.base import Key, metadata

index_outbox = Table(  # descriptions whose index entry is stale, oldest first
    "index_outbox",
    metadata,
    Column("seq", Key, primary_key=True),
    Column("description", Id, nullable=False),
)
