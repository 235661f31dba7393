"""Ids that were promised to descriptions which are not written yet.

A bag names its unit's description and the one above it. Both ids must be those that the catalogue
will have, whichever of two submissions that bring the same fonds is recorded first.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from catalogue.tables import promised_id


def promise(connection: Connection, refcode: str, identifier: UUID, at: datetime) -> UUID:
    """The id that the description with this reference code will have: as promised before, or
    ``identifier`` from now on.
    """
    wanted = select(promised_id.c.id).where(promised_id.c.refcode == refcode)
    there: UUID | None = connection.execute(wanted).scalar_one_or_none()
    if there is not None:
        return there
    connection.execute(insert(promised_id).values(refcode=refcode, id=identifier, at=at))
    return identifier


def is_promised(connection: Connection, identifier: UUID) -> bool:
    """Whether some description is to have this id."""
    wanted = select(promised_id.c.refcode).where(promised_id.c.id == identifier)
    return connection.execute(wanted).first() is not None


def kept(connection: Connection, refcode: str) -> None:
    """The description is written: there is nothing to promise any more."""
    connection.execute(delete(promised_id).where(promised_id.c.refcode == refcode))
