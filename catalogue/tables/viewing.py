"""Who looks at what is closed to the public, for as long as the session lasts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, Table

from catalogue.columns import Id, Instant
from catalogue.tables.base import metadata

viewing = Table(  # so that the ledger gets one event for each unit and session
    "viewing",
    metadata,
    Column(
        "session",
        LargeBinary(32),
        ForeignKey("session.token_sha256", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("description", Id, primary_key=True),
    Column("at", Instant, nullable=False),
)
