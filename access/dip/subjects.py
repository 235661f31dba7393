"""The unit a delivery is about, as its description tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from access.dip.readable import Subject
from catalogue import tree
from catalogue.database import Connection
from catalogue.description_rows import Described


def subject_of(
    connection: Connection,
    described: Described | None,
    aip: UUID,
    today: date,
    *,
    archive: str,
    ark: Callable[[UUID], str],
    base_url: str,
) -> Subject:
    """What to tell of a unit, or of an AIP without one. Of units above only what is public."""
    if described is None:
        return Subject(archive, None, ark=ark(aip))
    permanent = ark(described.description.id)
    return Subject(
        archive=archive,
        unit=described.description,
        above=tuple(
            one.description.title
            for one in tree.ancestors(connection, described.key)
            if one.opening.description_public(today)
        ),
        ark=permanent,
        link=f"{base_url}/{permanent}" if base_url else "",
    )
