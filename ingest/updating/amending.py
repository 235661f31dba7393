"""What a row of a later delivery changes in a description that is there already.

A cell that says something takes the place of what was said; an empty cell says nothing, so that
a table without a column can neither take back an archivist's words nor lift a lock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from ingest.table import Row
from model.description import Description
from model.period import Period
from model.rights import RightsInputs

_TEXTS = {
    "title": "title",
    "scope": "scope",
    "extent": "extent",
    "creator": "creator",
    "language": "language",
    "old_reference_code": "old_refcode",
    "note": "note",
    "genre": "genre",
    "rights_statement": "rights_statement",
    "location": "location",
    "container": "container",
}
_LISTS = ("subjects", "places")
_DATES = ("date_start", "date_end", "date_range", "date_text")
_RIGHTS = (
    *("secrecy", "deposit_until", "register", "lengthened_years", "lock_reason", "lock_review"),
    *("person_related", "published"),
)


def amended(before: Description, row: Row, parent: UUID | None) -> Description:
    """``before`` with what the row says. ``parent``: None where the row names none."""
    said: dict[str, Any] = {
        field: row.get(column) for column, field in _TEXTS.items() if row.get(column)
    }
    said |= {column: row.several(column) for column in _LISTS if row.get(column)}
    if row.get("level"):
        said["level"] = row.level
    if row.carrier is not None:
        said["carrier"] = row.carrier
    period = row.period if _dated(row) else before.period
    noun = replace(
        before,
        parent=parent or before.parent,
        period=period,
        rights=_rights(before.rights, row, period),
        **said,
    )
    if row.get("reference_code") and row.get("reference_code") != before.refcode:
        # The number that an accession gave to what nobody had described yet stays findable.
        old = noun.old_refcode or before.refcode
        noun = replace(noun, refcode=row.get("reference_code"), old_refcode=old)
    return replace(noun, rights=replace(noun.rights, aggregate=not noun.level.is_unit))


def _dated(row: Row) -> bool:
    return any(row.get(column) for column in _DATES)


def _rights(before: RightsInputs, row: Row, period: Period) -> RightsInputs:
    said: dict[str, Any] = {
        column: getattr(row.rights, column) for column in _RIGHTS if row.get(column)
    }
    if row.get("birth_year") or row.get("death_year"):
        said |= {"persons": row.rights.persons, "person_related": True}
    if _dated(row):
        said["end_year"] = period.end.year if period.end else None
    return replace(before, described=True, **said)
