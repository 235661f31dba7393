"""From rows to descriptions: what the sender said, as the catalogue will keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from ingest.delivery import Delivery
from ingest.table import Row
from model.description import Description, Level
from model.rights import RightsInputs


def described(
    row: Row, identifier: UUID, refcode: str, parent: UUID | None, within: Row | None = None
) -> Description:
    """The description that a row gives. Rights not stated stay unknown, and so closed.

    ``within``: the row of the unit that this is a part of. A part without dates of its own is no
    younger than the whole.
    """
    rights = row.rights
    if within is not None and rights.end_year is None:
        rights = replace(rights, end_year=within.rights.end_year)
    return Description(
        id=identifier,
        refcode=refcode,
        level=row.level,
        title=row.get("title") or row.path.rstrip("/").rpartition("/")[2],
        parent=parent,
        period=row.period,
        scope=row.get("scope"),
        extent=row.get("extent"),
        creator=row.get("creator"),
        language=row.get("language"),
        subjects=row.several("subjects"),
        places=row.several("places"),
        old_refcode=row.get("old_reference_code"),
        note=row.get("note"),
        genre=row.get("genre"),
        rights_statement=row.get("rights_statement"),
        location=row.get("location"),
        container=row.get("container"),
        carrier=row.carrier,
        rights=rights,
    )


def undescribed(
    delivery: Delivery, identifier: UUID, refcode: str, parent: UUID | None
) -> Description:
    """The description of files that came without one: a name to find them by, and closed."""
    return Description(
        id=identifier,
        refcode=refcode,
        level=Level.FILE,
        title=_title(delivery.tags) or delivery.name,
        parent=parent,
        scope=delivery.tags.get("External-Description", ""),
        creator=delivery.tags.get("Source-Organization", ""),
        rights=RightsInputs(described=False),
    )


def _title(tags: Mapping[str, str]) -> str:
    return tags.get("Title", "") or tags.get("External-Identifier", "")
