"""What was decided of a submission: its units, and the ids and nouns of what it describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from catalogue import descriptions, promises
from catalogue.database import Connection
from catalogue.submissions import Intent, Submission
from ingest.delivery import Delivery
from ingest.describe import described, undescribed
from ingest.drafts import Entry, derived_id, refuse_unknown_parents
from model.description import Description
from model.errors import MunimentError


@dataclass(frozen=True, slots=True)
class DecidedUnit:
    """A unit with everything that a retry must use again."""

    intent: Intent
    description: Description
    entries: Sequence[Entry]  # its own, and those of its parts


@dataclass(frozen=True, slots=True)
class Accessioned:
    """A submission whose row and intents are committed. ``identifiers``: by reference code."""

    submission: Submission
    delivery: Delivery
    entries: Sequence[Entry]
    identifiers: Mapping[str, UUID]
    units: Sequence[DecidedUnit]


def refuse_misplaced(connection: Connection, entries: Sequence[Entry]) -> None:
    """Raises `ingest.unknown-parent`, `ingest.refcode-taken`."""
    refuse_unknown_parents(entries, lambda refcode: descriptions.exists(connection, refcode))
    for entry in entries:
        # A fonds may be told of again with every delivery that goes into it.
        if entry.unit is not None and descriptions.exists(connection, entry.refcode):
            raise MunimentError("ingest.refcode-taken", refcode=entry.refcode)


def identifiers_of(
    connection: Connection, submission: Submission, entries: Sequence[Entry]
) -> dict[str, UUID]:
    """The id of each description, and of each parent: the one it has, or the one it will get."""
    identifiers: dict[str, UUID] = {}
    own = {entry.refcode for entry in entries}
    wanted = {entry.refcode: entry.noun.id for entry in entries if entry.noun is not None}
    for refcode in own | {entry.parent for entry in entries if entry.parent}:
        found = descriptions.key_of(connection, refcode)
        what = f"description:{refcode}"
        own_id = derived_id(submission.received_at, submission.id, what)
        if refcode in wanted and _is_free(connection, wanted[refcode]):
            own_id = wanted[refcode]  # handed over by another archive: it stays citable
        identifiers[refcode] = (
            found[1]
            if found
            else promises.promise(connection, refcode, own_id, submission.received_at)
        )
    return identifiers


def _is_free(connection: Connection, identifier: UUID) -> bool:
    return descriptions.by_id(connection, identifier) is None and not promises.is_promised(
        connection, identifier
    )


def description_of(
    delivery: Delivery, entry: Entry, identifiers: Mapping[str, UUID]
) -> Description:
    """What is said of an entry. ``identifiers``: of it and of its parent, by reference code."""
    parent = identifiers[entry.parent] if entry.parent else None
    identifier = identifiers[entry.refcode]
    if entry.noun is not None:
        return replace(entry.noun, id=identifier, parent=parent)
    if entry.row is None:
        return undescribed(delivery, identifier, entry.refcode, parent)
    within = entry.unit.row if entry.unit is not None and not entry.heads_unit else None
    return described(entry.row, identifier, entry.refcode, parent, within)


def with_ancestors(entries: Sequence[Entry], wanted: Sequence[Entry]) -> list[Entry]:
    """Those wanted and what is above them, in the order of all entries."""
    by_refcode = {entry.refcode: entry for entry in entries}
    needed: set[str] = set()
    for entry in wanted:
        current: Entry | None = entry
        while current is not None and current.refcode not in needed:
            needed.add(current.refcode)
            current = by_refcode.get(current.parent) if current.parent else None
    return [entry for entry in entries if entry.refcode in needed]
