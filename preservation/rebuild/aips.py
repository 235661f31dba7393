"""AIPs from listing to rows: each end read once, compared with what the ledger told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from catalogue.bulk import make_room
from catalogue.database import Connection, Database
from catalogue.rebuilding import course, facts, rows
from catalogue.rebuilding.course import Course, Lack, Lacking, Stage
from catalogue.rebuilding.found import FoundAip, FoundGeneration
from catalogue.rebuilding.hints import Copies, are_there, give_copies
from catalogue.rebuilding.rows import Writer
from model.ports import Progress
from preservation.rebuild import hints
from preservation.rebuild.crew import Crew
from preservation.rebuild.hints import Settled
from preservation.rebuild.judging import Judge, Judged
from preservation.rebuild.listing import Away, Page, pages
from preservation.rebuild.reading import read_ends
from preservation.rebuild.tails import Told

_AT_ONCE = 500  # AIPs that only the ledger knows, written by one transaction


@dataclass(frozen=True, slots=True)
class AipStages:
    """Reads the stores and writes AIPs, then those that only the ledger knows."""

    database: Database
    judge: Judge
    crew: Crew
    progress: Progress
    writer: Writer = field(default_factory=Writer)

    def found(self, at: Course, away: Away) -> Course:
        """What lies in the stores, from where it stopped to the end. Raises `storage.away`."""
        for page, answers, settled in self._read(at, away):
            with self.database.read() as connection:
                known = facts.of_aips(connection, page.aips)
            judged = self.judge.judge(page, answers, known)
            judged.lacking += settled.lacking
            judged.disposed += settled.disposed
            # Nobody else is here who would wait, so the transaction may be as long as it is.
            with self.database.write() as connection:
                make_room(connection)
                hints.take(connection, self.writer, settled)
                self.write(connection, at, judged)
                at = course.reach(connection, at, Stage.AIPS, page.last)
            self.progress.advance(len(page.seen) + len(settled.copies))
        return at

    def _read(
        self, at: Course, away: Away
    ) -> Iterator[tuple[Page, Sequence[Told | None], Settled]]:
        """Everything that lies in the stores; ends are not read where segments told enough."""
        with self.database.read() as connection:
            are_hinted = are_there(connection)
        stores = self.judge.stores
        if not are_hinted:
            for read in self.crew.read(stores, at.reached, away):
                yield *read, Settled()
            return
        for page in pages(list(stores.values()), at.reached, away, _AT_ONCE):
            with self.database.read() as connection:
                known = facts.of_aips(connection, page.aips)
            rest, settled = hints.settle(page, known, self.judge)
            yield rest, read_ends(stores, rest.seen, self.crew.way), settled

    def absent(self, at: Course) -> Course:
        """AIPs of which no store that was asked has anything."""
        while True:
            after = UUID(at.reached) if at.reached else None
            with self.database.read() as connection:
                told, last = facts.absent(connection, after, _AT_ONCE)
            if last is None:
                return at
            judged, copies = Judged(), list[Copies]()
            for aip, group in groupby(told, key=lambda fact: fact.aip):
                gone = [self.judge.gone(fact, judged) for fact in group]
                generations = [one for one in gone if one is not None]
                if any(one.fact and one.fact.hinted for one in generations):
                    # a segment told its files: these rows stay
                    copies += [Copies(aip, one.number, one.copies) for one in generations]
                elif generations:
                    judged.found.append((aip, generations))
            with self.database.write() as connection:
                give_copies(connection, self.writer, copies)
                self.write(connection, at, judged)
                at = course.reach(connection, at, Stage.ABSENT, str(last))

    def write(self, connection: Connection, at: Course, judged: Judged) -> None:
        """Write what was found, and note what is wrong with it."""
        named = [one for _, generations in judged.found for one, *_ in _came_with(generations)]
        keys = facts.submission_keys(connection, named)
        found = []
        for aip, generations in judged.found:
            came = _came_with(generations) or [
                (aip, judged.payloads.get(aip), generations[0].sealed_at)
            ]
            for identifier, payload, sealed_at in came:
                if identifier not in keys:
                    keys[identifier] = facts.unknown_submission(
                        connection, identifier, payload or facts.UNKNOWN, sealed_at
                    )
            found.append(FoundAip(aip, keys[came[0][0]], keys, generations))
        rows.remember(connection, judged.disposed)
        lost = self.writer.write(connection, found)
        code = "rebuild.earlier-generation-gone"
        lacking = [Lacking(Lack.MISMATCHED, code, aip, number) for aip, number in lost]
        course.note(connection, at, [*judged.lacking, *lacking])


def _came_with(
    generations: Sequence[FoundGeneration],
) -> list[tuple[UUID, bytes | None, datetime]]:
    """The submissions that the ledger names: id, identity of the payload, and when sealed."""
    return [
        (one.fact.submission, one.fact.payload, one.sealed_at)
        for one in generations
        if one.fact is not None and one.fact.submission is not None
    ]
