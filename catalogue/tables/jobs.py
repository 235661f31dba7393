"""Jobs as people see them, and the heartbeats of the workers that do them.

What a job has durably done lies with the engine (`jobs.db`); here is how far it has come.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Integer, String, Table

from catalogue.columns import Id, Instant
from catalogue.tables.base import metadata

worker = Table(
    "worker",
    metadata,
    Column("id", Id, primary_key=True),
    Column("process", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False, index=True),
)

job = Table(
    "job",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("kind", String(32), nullable=False),  # administration.workflows
    Column("arguments", JSON, nullable=False),
    Column("account", Id),  # who asked for it; null: the clock
    Column("state", String(12), nullable=False),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=False, server_default="0"),  # 0: not known
    Column("stage", String(16), nullable=False, server_default=""),  # what `done` counts
    Column("code", String(64), nullable=False, server_default=""),  # why it waits or failed
    Column("message", JSON),  # the sentences of that code: {"en", "de"}
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("worker", Id),
    Column("result", JSON),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint(
        "state in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')", name="state"
    ),
    Index("ix_job_state", "state", "created_at"),
)
