"""What came from segments of the catalogue: taken for now, and compared with the AIPs at the end.

An AIP of which a segment tells all that the ledger tells, and whose objects are as long in every
store that lists them, is found without being read. When the catalogue is complete the end of each
is read all the same; what a segment said otherwise is named and put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from uuid import UUID

from catalogue.bulk import make_room
from catalogue.copies import CopyStatus
from catalogue.database import Connection, Database
from catalogue.journal import segments
from catalogue.rebuilding import course, facts, hints
from catalogue.rebuilding.course import Course, Lack, Lacking, Stage
from catalogue.rebuilding.facts import Fact
from catalogue.rebuilding.found import FoundCopy
from catalogue.rebuilding.hints import Copies
from catalogue.rebuilding.rows import Writer
from model.ports import Clock, Progress
from preservation.rebuild.judging import Facts, Judge
from preservation.rebuild.listing import Away, Page, Sighting, pages
from preservation.rebuild.pinning import has_versions
from preservation.rebuild.reading import Way, read_ends

MISMATCHED = "rebuild.segment-mismatched"
_SEEN_NOW = frozenset({"rebuild.copy-altered", "rebuild.version-covered"})
_AT_ONCE = 500  # objects of a page


@dataclass(slots=True)
class Settled:
    """AIPs of a page whose ends need not be read now. ``dropped``: those of the others whose
    rows came from segments in vain.
    """

    copies: list[Copies] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    disposed: list[Fact] = field(default_factory=list)
    dropped: list[Fact] = field(default_factory=list)


def settle(page: Page, known: Facts, judge: Judge) -> tuple[Page, Settled]:
    """What is settled of a page, and the page without it."""
    settled = Settled()
    told: dict[UUID, list[Fact]] = {one: [] for one in page.aips}
    for fact in known.values():
        told[fact.aip].append(fact)
    rest: list[Sighting] = []
    for aip, group in groupby(page.seen, key=lambda one: one.aip):
        seen = {one.number: one for one in group}
        if _fit(seen, told[aip]):
            for fact in told[aip]:
                _settle(judge, seen.get(fact.generation), fact, settled)
        else:
            rest += seen.values()
            settled.dropped += [fact for fact in told[aip] if fact.hinted]
    return replace(page, seen=rest), settled


def _fit(seen: Mapping[int, Sighting], told: Sequence[Fact]) -> bool:
    kept = {fact.generation: fact for fact in told if not fact.disposed}
    if not kept or not all(fact.hinted for fact in kept.values()):
        return False
    if not seen.keys() <= {fact.generation for fact in told}:
        return False  # one of which the ledger does not tell
    return not any(
        has_versions(one) or any(there.size != kept[number].size for there in one.objects)
        for number, one in seen.items()
        if number in kept
    )


def _settle(judge: Judge, seen: Sighting | None, fact: Fact, settled: Settled) -> None:
    subject = fact.aip, fact.generation
    if fact.disposed:
        settled.disposed.append(fact)
        settled.lacking += [
            Lacking(Lack.MISMATCHED, "rebuild.disposed-present", *subject, store=name)
            for name in (seen.stores if seen else ())
        ]
        return
    size = fact.size or 0
    there = {one.store: one for one in seen.objects} if seen else {}
    copies = []
    for name in judge.stores:
        status = CopyStatus.INTACT if name in there else CopyStatus.MISSING
        version = there[name].version if name in there else ""
        copies.append(FoundCopy(name, status, size, version))
        if there and name not in there:
            settled.lacking.append(Lacking(Lack.MISSING, "rebuild.copy-missing", *subject, name))
    if not there:
        settled.lacking.append(Lacking(Lack.MISSING, "rebuild.in-no-store", *subject))
    copies += [FoundCopy(name, CopyStatus.OWED, size) for name in judge.others]
    settled.copies.append(Copies(*subject, copies))


def take(connection: Connection, writer: Writer, settled: Settled) -> None:
    """Write what is settled, and drop what segments said in vain."""
    hints.give_copies(connection, writer, settled.copies)
    hints.forget(connection, settled.dropped)


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares what came from segments with the AIPs' own ends."""

    database: Database
    judge: Judge
    way: Way
    clock: Clock
    progress: Progress
    _writer: Writer = field(default_factory=Writer)

    def run(self, at: Course, away: Away) -> Course:
        """From where it stopped to the end. Raises `storage.away`."""
        with self.database.read() as connection:
            if not hints.are_there(connection):
                return at
            self.progress.begin("compare", facts.count(connection))
        stores = self.judge.stores
        for page in pages(list(stores.values()), at.reached, away, _AT_ONCE):
            with self.database.read() as connection:
                told = facts.of_aips(connection, page.aips)
            hinted = {fact.aip for fact in told.values() if fact.hinted}
            mine = replace(page, seen=[one for one in page.seen if one.aip in hinted], strays=())
            known = {key: fact for key, fact in told.items() if fact.aip in hinted}
            judged = self.judge.judge(mine, read_ends(stores, mine.seen, self.way), known)
            with self.database.write() as connection:
                make_room(connection)
                for aip, generations in judged.found:
                    different = hints.put_right(connection, self._writer, aip, generations)
                    hints.alter(connection, aip, generations)
                    if different:
                        segments.outdate(connection, aip, self.clock())
                    judged.lacking += [
                        Lacking(Lack.MISMATCHED, MISMATCHED, aip, number) for number in different
                    ]
                # what else is wrong was said when the stores were listed
                now = [one for one in judged.lacking if one.code in {*_SEEN_NOW, MISMATCHED}]
                course.note(connection, at, now)
                hints.mark(connection, list(known.values()), hinted=False)
                at = course.reach(connection, at, Stage.HINTS, page.last)
            self.progress.advance(len(mine.seen))
        return at
