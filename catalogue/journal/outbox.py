"""Changes on their way into the journal: noted in the transaction that makes them.

Whoever writes to `description`, `description_aip`, `description_past` or `ead_origin` notes the
description here; `tests/catalogue/journal/test_outbox.py` watches the tables and demands it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, insert, literal, select

from catalogue.columns import Instant
from catalogue.tables import description, journal_outbox


def note(connection: Connection, identifier: UUID, revision: int, at: datetime) -> None:
    """One description was written, or links of it; ``revision``: the one it has now."""
    row = {"description": identifier, "revision": revision, "at": at}
    connection.execute(insert(journal_outbox).values(row))


def note_keys(connection: Connection, keys: Sequence[int], at: datetime) -> None:
    """Some rows of `description` were written."""
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        note_all(connection, select(description.c.key).where(description.c.key.in_(some)), at)


def note_all(connection: Connection, keys: Select[Any], at: datetime) -> None:
    """Set by set: all descriptions whose row keys ``keys`` selects were written."""
    rows = (
        select(description.c.id, description.c.revision, literal(at, Instant))
        .where(description.c.key.in_(keys))
        .order_by(description.c.key)
    )
    columns = ["description", "revision", "at"]
    connection.execute(insert(journal_outbox).from_select(columns, rows))
