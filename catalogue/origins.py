"""By which names finding aids know descriptions: `eadid` of the document, `c/@id` of the unit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from catalogue.description_rows import Described
from catalogue.staging import own_name
from catalogue.tables import ead_origin


def eadid_of(connection: Connection, one: Described) -> str:
    """The ``eadid`` of the finding aid that has ``one`` as its whole; our own name if none came."""
    found = select(ead_origin.c.source).where(
        ead_origin.c.description == one.key, ead_origin.c.source == ead_origin.c.ead_id
    )
    came = connection.execute(found.order_by(ead_origin.c.source).limit(1)).scalar_one_or_none()
    return came or own_name(one.description.id)


def ead_ids(connection: Connection, source: str, units: Sequence[Described]) -> dict[int, str]:
    """The ``c/@id`` of each of some units in one document, by row key."""
    keys = [one.key for one in units]
    rows = connection.execute(
        select(ead_origin.c.description, ead_origin.c.ead_id).where(
            ead_origin.c.source == source, ead_origin.c.description.in_(keys)
        )
    )
    came = {row.description: row.ead_id for row in rows}
    return {one.key: came.get(one.key) or own_name(one.description.id) for one in units}
