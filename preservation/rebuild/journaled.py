"""Descriptions from the journal: what they say now, what they said, and what they point to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.database import Database
from catalogue.journal import restoring
from catalogue.rebuilding import course, facts
from catalogue.rebuilding.course import Course, Lack, Lacking
from model.event import Kind
from model.rights import RuleSet
from preservation.journal.adopting import adopt
from preservation.journal.keeping import Journal
from preservation.journal.reading import Finding, Reading, Wrong, digests_of
from storage.stores import Store

_CODES = {
    Wrong.DAMAGED: (Lack.MISMATCHED, "rebuild.journal-damaged"),
    Wrong.FALSIFIED: (Lack.MISMATCHED, "rebuild.journal-falsified"),
    Wrong.DISPUTED: (Lack.MISMATCHED, "rebuild.journal-disputed"),
    Wrong.STRANGE: (Lack.MISMATCHED, "rebuild.stray"),
    Wrong.MISSING: (Lack.MISSING, "rebuild.journal-copy-missing"),
    Wrong.LOST: (Lack.MISSING, "rebuild.journal-lost"),
    Wrong.GAP: (Lack.MISSING, "rebuild.journal-gap"),
    Wrong.AWAY: (Lack.MISSING, "rebuild.journal-away"),
}
_REFUSED = "rebuild.reference-code-taken"
_ORPHANED = "rebuild.above-unknown"
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class FromJournal:
    """Reads the journal of the stores, and writes what it says."""

    database: Database
    journal: Journal
    stores: Mapping[str, Store]
    rules: RuleSet

    def run(self, at: Course) -> None:
        """Everything. Safe to repeat."""
        digests = digests_of(self._journaled())
        stores = list(self.stores.values())
        reading = Reading(stores, self.journal.spool, digests)
        restored = restoring.write_back(self.database, reading.descriptions(), self.rules)
        adopt(self.journal, reading.files, digests)
        lacking = [_lacking(one) for one in reading.findings]
        lacking += [Lacking(Lack.MISMATCHED, _REFUSED, one) for one in restored.refused]
        codes = {code for _, code in _CODES.values()} - {"rebuild.stray"}
        with self.database.write() as connection:
            course.forget(connection, at, [*codes, _REFUSED])
            course.note(connection, at, lacking)

    def join(self, at: Course) -> None:
        """Once more, for what found its parent in a bag; what has none is named and closed."""
        restoring.write_back(self.database, (), self.rules)
        with self.database.write() as connection:
            course.forget(connection, at, [_ORPHANED])
            orphans = restoring.without_parent(connection)
            course.note(connection, at, [Lacking(Lack.MISSING, _ORPHANED, o) for o in orphans])

    def _journaled(self) -> Iterator[Mapping[str, Any]]:
        position = 0
        while True:
            with self.database.read() as connection:
                found, following = facts.of_kind(connection, Kind.JOURNALED, position, _PAGE)
            yield from found
            if following == position:
                return
            position = following


def _lacking(finding: Finding) -> Lacking:
    kind, code = _CODES[finding.wrong]
    return Lacking(kind, code, store=finding.store, place=finding.key)
