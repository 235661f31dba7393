"""A rebuild as a whole: stage after stage, each taken up where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.database import Database
from catalogue.ledger import Verifier
from catalogue.rebuilding import course, facts, rows
from catalogue.rebuilding.course import Counts, Course, Lack, Lacking, Stage
from model.errors import MunimentError
from model.ports import Clock, NewId, Progress
from model.rights import RuleSet
from preservation.journal.keeping import Journal
from preservation.log.restoring import restore_ledger
from preservation.rebuild.aips import AipStages
from preservation.rebuild.crew import Crew
from preservation.rebuild.descriptions import FromBags
from preservation.rebuild.hints import Comparing
from preservation.rebuild.journaled import FromJournal
from preservation.rebuild.judging import Judge
from preservation.rebuild.listing import Away
from preservation.rebuild.segments import FromSegments
from storage.stores import Store

_EVENTS = 2_000  # read for facts by one transaction


@dataclass(frozen=True, slots=True)
class Report:
    """How complete it is. ``fresh``: False where it had ended before, and nothing was done."""

    fresh: bool
    counts: Counts
    missing: tuple[Lacking, ...]
    mismatched: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class Rebuild:
    """``stores``: those that are asked and answer; ``others``: the rest of the archive's."""

    database: Database
    stores: Mapping[str, Store]
    others: Sequence[str]
    verifiers: Sequence[Verifier]  # whose signatures under the ledger are right
    journal: Journal
    crew: Crew
    rules: RuleSet
    clock: Clock
    new_id: NewId
    progress: Progress
    away: Away

    def begin(self, asked: Sequence[str]) -> Course:
        """Begin, or take up what was begun. Raises `rebuild.not-empty`, `rebuild.other-stores`."""
        with self.database.write() as connection:
            place = self.database.place
            return course.begin(connection, self.new_id(), asked, place, self.clock())

    def run(self, at: Course) -> Course:
        """Every stage that is not done yet.

        Raises `storage.away` where a store stops answering that nothing replaces.
        """
        while at.stage is not Stage.ENDED:
            at = self.step(at)
        return at

    def step(self, at: Course) -> Course:
        """The stage that is due, to its end. Raises as `run`."""
        stages: dict[Stage, Callable[[Course], Course]] = {
            Stage.LEDGER: self._ledger,
            Stage.FACTS: self._facts,
            Stage.SEGMENTS: self._segments,
            Stage.AIPS: self._aips,
            Stage.ABSENT: lambda at: self._aip_stages().absent(at),
            Stage.DESCRIPTIONS: self._descriptions,
            Stage.HINTS: self._hints,
        }
        order = [*stages, Stage.ENDED]
        at = stages[at.stage](at)
        with self.database.write() as connection:
            return course.reach(connection, at, order[order.index(at.stage) + 1])

    def report(self, at: Course, *, fresh: bool = True) -> Report:
        """What the catalogue holds now, and what was found wrong."""
        with self.database.read() as connection:
            return Report(
                fresh,
                course.counts(connection),
                tuple(course.lacking(connection, at, Lack.MISSING)),
                tuple(course.lacking(connection, at, Lack.MISMATCHED)),
            )

    def _ledger(self, at: Course) -> Course:
        stores = list(self.stores.values())
        restored = restore_ledger(self.database, stores, self.verifiers, self.clock)
        gone, altered = "rebuild.event-lost", "rebuild.log-altered"
        found = [Lacking(Lack.MISSING, gone, place=str(position)) for position in restored.lost]
        found += [
            Lacking(Lack.MISMATCHED, altered, store=one.store, place=one.key)
            for one in restored.altered
        ]
        with self.database.write() as connection:
            course.forget(connection, at, [gone, altered])
            course.note(connection, at, found)
        return at

    def _facts(self, at: Course) -> Course:
        while True:
            first = int(at.reached or 0)
            with self.database.write() as connection:
                following = facts.gather(connection, first, _EVENTS)
                at = course.reach(connection, at, Stage.FACTS, str(following))
            if following == first:
                break
        code = "rebuild.identity-unknown"
        with self.database.write() as connection:
            course.forget(connection, at, [code])
            unknown = facts.without_identity(connection)
            course.note(connection, at, [Lacking(Lack.MISMATCHED, code, one) for one in unknown])
        return at

    def _segments(self, at: Course) -> Course:
        stages = self._aip_stages()
        return FromSegments(self.database, self.journal, self.stores, stages, self.away).run(at)

    def _hints(self, at: Course) -> Course:
        judge = Judge(self.stores, self.others, self.clock)
        work = Comparing(self.database, judge, self.crew.way, self.clock, self.progress)
        return work.run(at, self.away)

    def _aip_stages(self) -> AipStages:
        judge = Judge(self.stores, self.others, self.clock)
        return AipStages(self.database, judge, self.crew, self.progress)

    def _aips(self, at: Course) -> Course:
        with self.database.read() as connection:
            self.progress.begin("rebuild", facts.count(connection))
        at = self._aip_stages().found(at, self.away)
        with self.database.write() as connection:
            rows.finish(connection)
        return at

    def _descriptions(self, at: Course) -> Course:
        journaled = FromJournal(self.database, self.journal, self.stores, self.rules)
        journaled.run(at)
        FromBags(self.database, self.stores, self.rules, self.progress).run(at)
        journaled.join(at)
        return at


def answering(stores: Sequence[Store], away: Away) -> dict[str, Store]:
    """Those that answer. Raises `rebuild.no-store-answers`."""
    found: dict[str, Store] = {}
    last: MunimentError | None = None
    for store in stores:
        try:
            store.free_bytes()
        except MunimentError as error:
            away(error)
            last = error
        else:
            found[store.name] = store
    if not found:
        raise MunimentError("rebuild.no-store-answers", reason=last or "none was named")
    return found
