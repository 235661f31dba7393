"""A finding aid comes in: read as a stream, staged in small batches, published at one stroke.

Two steps, each of which may be run again: `stage` compares every unit with the catalogue and
writes down what is to be done, `publish` does it. What is wrong with a unit rejects that unit and
what is below it; what is wrong with the document rejects all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from catalogue import ledger, publishing, staging
from catalogue.database import Database
from ingest.finding_aids.report import Rejected, Report
from ingest.finding_aids.units import Deciding, Decision
from model.errors import MunimentError
from model.event import Agent, Event, Kind, Outcome
from model.ports import Clock, NewId, Progress
from model.rights import RuleSet
from schemas.ead import EadHeader, EadSyntaxError, EadUnit
from schemas.ead_reading import read_ead

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class FindingAids:
    """Takes finding aids into the catalogue."""

    database: Database
    clock: Clock
    new_id: NewId
    agent: Agent
    rules: RuleSet
    progress: Progress

    def stage(self, path: Path, name: str, identifier: UUID) -> Report:
        """Read it all and write down what is to be done. ``identifier``: of this import.

        Raises `describing.not-ead` and what else refuses a whole document.
        """
        try:
            with path.open("rb") as stream:
                self.progress.begin("import", path.stat().st_size)
                return self._stage(stream, name, identifier)
        except FileNotFoundError as error:
            raise MunimentError("describing.not-found", file=name) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise MunimentError("describing.unreadable", file=name, reason=reason) from error
        except EadSyntaxError as error:
            raise MunimentError(
                "describing.not-ead", file=name, line=error.line, problem=error.problem
            ) from error

    def publish(self, identifier: UUID, report: Report) -> None:
        """Let it be seen. The same again changes nothing."""
        with self.database.write() as connection:
            key = staging.key_of(connection, identifier)
            if key is None:
                return
            at = self.clock()
            publishing.publish(connection, key, self.rules, at, self.agent.id)
            about = {"description": str(report.fonds)} if report.fonds else {}
            counts = {
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "rejected": report.rejected_count,
            }
            happened = Event(
                self.new_id(), Kind.IMPORTED, at, self.agent, Outcome.SUCCESS, {**about, **counts}
            )
            ledger.append(connection, happened)

    def drop(self, identifier: UUID) -> None:
        """Forget what was staged."""
        with self.database.write() as connection:
            key = staging.key_of(connection, identifier)
            if key is not None:
                staging.drop(connection, key)

    def record_failure(self, error: MunimentError) -> None:
        """A finding aid was refused."""
        happened = Event(
            self.new_id(),
            Kind.IMPORTED,
            self.clock(),
            self.agent,
            Outcome.FAILURE,
            {"code": error.code},
        )
        with self.database.write() as connection:
            ledger.append(connection, happened)

    def _stage(self, stream: BinaryIO, name: str, identifier: UUID) -> Report:
        read = read_ead(stream)
        header = next(read, None)
        if not isinstance(header, EadHeader):
            raise MunimentError("describing.nothing-described", file=name)
        if not header.eadid:
            raise MunimentError("describing.no-eadid", file=name)
        with self.database.write() as connection:
            key = staging.begin(connection, identifier, header.eadid, self.clock())
        try:
            return self._stage_units(key, header, _units(read), name, stream)
        except BaseException:
            self.drop(identifier)
            raise

    def _stage_units(
        self, key: int, header: EadHeader, units: Iterator[EadUnit], name: str, stream: BinaryIO
    ) -> Report:
        report = Report(source=header.eadid, kind=header.kind, title=header.title)
        deciding = Deciding(header, self.rules, self.new_id)
        read = 0
        while batch := list(islice(units, BATCH)):
            with self.database.read() as connection:
                decided = list(deciding.decide(connection, key, batch))
            with self.database.write() as connection:
                staging.stage(connection, key, (one.staged for one in decided if one.staged))
            for one in decided:
                _count(report, one)
            at = stream.tell()
            self.progress.advance(at - read)
            read = at
        if report.created + report.updated + report.unchanged + report.rejected_count == 0:
            raise MunimentError("describing.nothing-described", file=name)
        return report


def _units(read: Iterator[EadHeader | EadUnit]) -> Iterator[EadUnit]:
    return (one for one in read if isinstance(one, EadUnit))


def _count(report: Report, one: Decision) -> None:
    staged = one.staged
    if staged is None:
        if one.error is not None:
            report.reject(Rejected(one.unit.line, one.unit.ead_id or one.unit.unitid, one.error))
        return
    if report.fonds is None:
        report.fonds, report.refcode = staged.noun.id, staged.noun.refcode
        report.title = report.title or staged.noun.title
    match staged.deed:
        case staging.Deed.CREATE:
            report.created += 1
        case staging.Deed.UPDATE:
            report.updated += 1
        case staging.Deed.SAME:
            report.unchanged += 1
