"""What was kept of the state that lies in no AIP, and when somebody last saw it come back."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Table

from catalogue.columns import Instant
from catalogue.tables.base import Key, metadata

state_bundle = Table(
    "state_bundle",
    metadata,
    Column("made_at", Instant, primary_key=True),
    Column("events", Key, nullable=False),  # how many the ledger had by then
    Column("bytes", BigInteger, nullable=False),
)

drill = Table(
    "drill",
    metadata,
    Column("at", Instant, primary_key=True),
    Column("made_at", Instant, nullable=False),  # of the bundle that was opened
    Column("passed", Boolean, nullable=False),
)
