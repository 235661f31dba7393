"""Which restricted units were looked at in which session; gone with the session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from catalogue.tables import session, viewing


def begin(connection: Connection, visit: bytes, units: Sequence[UUID], at: datetime) -> bool:
    """Note that the last of ``units`` is looked at, unless one of them was in this session.

    ``visit``: the digest of the session's token. False: nothing is new, or the session is over.
    """
    there = select(session.c.token_sha256).where(session.c.token_sha256 == visit)
    if connection.execute(there).first() is None:
        return False
    same = select(viewing.c.at).where(viewing.c.session == visit, viewing.c.description.in_(units))
    if connection.execute(same).first() is not None:
        return False
    values = {"session": visit, "description": units[-1], "at": at}
    connection.execute(insert(viewing).values(values))
    return True
