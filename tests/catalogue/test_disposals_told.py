"""What the ledger tells of disposals, and what it cannot tell."""

from __future__ import annotations

from typing import Any

from catalogue import disposals
from catalogue.database import Database
from catalogue.rebuilding import course, disposing
from catalogue.rebuilding.course import Lack
from model.digests import named, sha512
from model.disposal import erased_digest
from model.event import Kind
from tests.catalogue import samples

ERASED, OTHER = sha512(b"erased"), sha512(b"another")
DISPOSAL = samples.new_id()


def begun(**more: object) -> dict[str, Any]:
    """The event that one file is being erased, as a rebuild reads it."""
    return {
        "kind": Kind.DISPOSAL_BEGUN.value,
        "at": samples.AT.isoformat(),
        "agent": {"kind": "software", "id": str(samples.new_id())},
        "disposal": str(DISPOSAL),
        "aip": str(samples.new_id()),
        "ground": "legal-order",
        "kept_from": 2,
        **dict.fromkeys(("generations", "files", "bytes"), 1),
        **more,
    }


def test_the_file_is_known_by_what_the_ledger_tells(database: Database) -> None:
    told = begun(erased=named("sha256", erased_digest(DISPOSAL, ERASED)))
    with database.write() as connection:
        disposing.take(connection, [told])
        assert disposals.erased(connection, [OTHER, ERASED]) == ERASED
        assert disposals.erased(connection, [OTHER]) is None
        assert "rebuild.erased-unknown" not in {one.code for one in disposing.lacking(connection)}


def test_an_event_from_before_it_was_told_is_named(database: Database) -> None:
    with database.write() as connection:
        disposing.take(connection, [begun()])
        assert disposals.erased(connection, [ERASED]) is None
        unknown, reasons = disposing.lacking(connection)
    assert (unknown.code, unknown.subject) == ("rebuild.erased-unknown", DISPOSAL)
    assert (reasons.code, reasons.place) == ("rebuild.reasons-lost", "1")


def test_drafts_are_missing_until_somebody_decides(database: Database) -> None:
    drafts = [samples.new_id() for _ in range(3)]
    aip = str(samples.new_id())

    def event(kind: Kind, number: int) -> dict[str, Any]:
        return {"kind": kind.value, "disposal": str(drafts[number]), "aip": aip}

    with database.write() as connection:
        at = course.begin(connection, samples.new_id(), ["north"], "archive.db", samples.AT)
        disposing.take(connection, [event(Kind.DISPOSAL_DRAFTED, n) for n in range(3)])
        rejected, withdrawn = Kind.DISPOSAL_REJECTED, Kind.DISPOSAL_WITHDRAWN
        disposing.take(connection, [event(rejected, 0), event(withdrawn, 2)])
        (found,) = course.lacking(connection, at, Lack.MISSING)
    assert (found.code, found.subject, found.place) == (
        "rebuild.disposal-not-begun", drafts[1], aip,
    )  # fmt: skip


def test_two_erasures_say_nothing_alike_of_one_file() -> None:
    assert erased_digest(samples.new_id(), ERASED) != erased_digest(samples.new_id(), ERASED)
