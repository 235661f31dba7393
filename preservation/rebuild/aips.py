"""AIPs from listing to rows: each end read once, compared with what the ledger told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from catalogue.database import Connection, Database
from catalogue.rebuilding import course, facts, rows
from catalogue.rebuilding.course import Course, Lack, Lacking, Stage
from catalogue.rebuilding.rows import FoundAip
from model.ports import Progress
from preservation.rebuild.crew import Crew
from preservation.rebuild.judging import Judge, Judged
from preservation.rebuild.listing import Away, Page, Sighting, pages

_AT_ONCE = 100  # generations written by one transaction


@dataclass(frozen=True, slots=True)
class AipStages:
    """Reads the stores and writes AIPs, then those that only the ledger knows."""

    database: Database
    judge: Judge
    crew: Crew
    progress: Progress

    def found(self, at: Course, away: Away) -> Course:
        """What lies in the stores, from where it stopped to the end. Raises `storage.away`."""
        waiting: list[Page] = []

        def batches() -> Iterator[Sequence[Sighting]]:
            for page in pages(list(self.judge.stores.values()), at.reached, away, _AT_ONCE):
                waiting.append(page)
                yield page.seen

        for _, answers in self.crew.read(batches()):
            page = waiting.pop(0)
            with self.database.read() as connection:
                known = facts.of_aips(connection, page.aips)
            judged = self.judge.judge(page, answers, known)
            with self.database.write() as connection:
                _write(connection, at, judged)
                at = course.reach(connection, at, Stage.AIPS, page.last)
            self.progress.advance(len(page.seen))
        return at

    def absent(self, at: Course) -> Course:
        """AIPs of which no store that was asked has anything."""
        while True:
            after = UUID(at.reached) if at.reached else None
            with self.database.read() as connection:
                told, last = facts.absent(connection, after, _AT_ONCE)
            if last is None:
                return at
            judged = Judged()
            for aip, group in groupby(told, key=lambda fact: fact.aip):
                gone = [self.judge.gone(fact, judged.lacking) for fact in group]
                if generations := [one for one in gone if one is not None]:
                    judged.found.append((aip, generations))
            with self.database.write() as connection:
                _write(connection, at, judged)
                at = course.reach(connection, at, Stage.ABSENT, str(last))


def _write(connection: Connection, at: Course, judged: Judged) -> None:
    named = [
        one.fact.submission
        for _, generations in judged.found
        for one in generations
        if one.fact is not None and one.fact.submission is not None
    ]
    keys = facts.submission_keys(connection, named)
    found = []
    for aip, generations in judged.found:
        first = next((g.fact for g in generations if g.fact and g.fact.submission), None)
        identifier = first.submission if first and first.submission else aip
        if identifier not in keys:
            payload = (first.payload if first else None) or judged.payloads.get(aip)
            keys[identifier] = facts.unknown_submission(
                connection, identifier, payload or facts.UNKNOWN, generations[0].sealed_at
            )
        found.append(FoundAip(aip, keys[identifier], generations))
    writer = rows.Writer(connection)
    writer.write(found)
    code = "rebuild.earlier-generation-gone"
    lost = [Lacking(Lack.MISMATCHED, code, aip, number) for aip, number in writer.lost]
    course.note(connection, at, [*judged.lacking, *lost])
