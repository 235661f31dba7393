"""Repair: replace a damaged copy from one that was verified a moment before, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from catalogue import copies, ledger
from catalogue.copies import Copy, CopyStatus
from model.digests import named
from model.errors import MunimentError
from model.event import Kind
from model.verdict import Intact
from preservation import incidents
from preservation.findings import Finding, Judged
from preservation.fixity import Fixity
from storage.copying import SourceNotIntact


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many copies were healed, and those that could not be."""

    repaired: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """Heals copies that a check found damaged; looks at them again first."""

    fixity: Fixity

    def repair(self, identifiers: Sequence[UUID] = ()) -> Repaired:
        """Heal the AIPs named, or everything that is not marked intact.

        Every copy of an AIP named is read again, so damage nobody has noticed is healed too.
        Where no verified copy is left, everything is kept as it is, and the finding stays.
        Raises `catalogue.not-found`.
        """
        healed, findings = 0, []
        for identifier in identifiers or self._damaged():
            for judged in self._judge(identifier):
                if isinstance(judged.verdict, Intact):
                    self._mark(judged, CopyStatus.INTACT)
                elif self.heal(judged):
                    healed += 1
                elif (finding := judged.finding) is not None:
                    findings.append(finding)
        return Repaired(healed, tuple(findings))

    def _damaged(self) -> list[UUID]:
        with self.fixity.database.read() as connection:
            return list(dict.fromkeys(copy.aip for copy in copies.damaged(connection)))

    def _judge(self, identifier: UUID) -> list[Judged]:
        with self.fixity.database.read() as connection:
            found = copies.of_aip(connection, identifier)
        if not found:
            raise MunimentError("catalogue.not-found", name=identifier)
        held = [copy for copy in found if copy.status is not CopyStatus.OWED]
        self.fixity.progress.begin("verify", sum(copy.size for copy in held))
        return self.fixity.judge(held)

    def heal(self, judged: Judged) -> bool:
        """Heal one damaged copy; False where no verified copy is left, and everything is kept."""
        bad = judged.copy
        self._mark(judged, judged.status)
        for source in self._sources(bad):
            try:
                # Never from a copy that was not verified completely, now (heal does).
                placement = self.fixity.vault.heal(
                    source.placement, bad.placement, judged.verdict, bad.sha256
                )
            except SourceNotIntact:
                with self.fixity.database.write() as connection:
                    incidents.source_bad(connection, self.fixity.recorder, bad, source)
                continue
            with self.fixity.database.write() as connection:
                at = self.fixity.recorder.clock()
                copies.set_status(connection, bad.key, CopyStatus.INTACT, at, placement)
                fields = {**_names(bad), "source_store": source.placement.store}
                ledger.append(connection, self.fixity.recorder.event(Kind.REPAIRED, fields))
                incidents.healed(connection, self.fixity.recorder, bad, source)
            return True
        with self.fixity.database.write() as connection:
            fields = {**_names(bad), "code": "storage.no-healthy-copy"}
            failed = self.fixity.recorder.event(Kind.REPAIR_FAILED, fields, failed=True)
            ledger.append(connection, failed)
            incidents.not_healed(connection, self.fixity.recorder, bad)
        return False

    def _sources(self, bad: Copy) -> list[Copy]:
        with self.fixity.database.read() as connection:
            held = copies.of_generation(connection, bad.generation_key)
        there = [copy for copy in held if copy.status is not CopyStatus.OWED]
        return [copy for copy in there if copy.key != bad.key]

    def _mark(self, judged: Judged, status: CopyStatus) -> None:
        recorder = self.fixity.recorder
        with self.fixity.database.write() as connection:
            # as it stands now: the check itself may have written it a moment ago
            is_news = copies.status_of(connection, judged.copy.key) is not status
            if is_news:
                copies.set_status(connection, judged.copy.key, status, recorder.clock())
            if status is CopyStatus.INTACT:
                incidents.intact_again(connection, recorder, judged.copy)
                return
            if is_news:
                ledger.append(connection, recorder.damaged(judged))
            incidents.found(connection, recorder, judged)


def _names(copy: Copy) -> dict[str, str | int]:
    return {
        "aip": str(copy.aip),
        "generation": copy.generation,
        "store": copy.placement.store,
        "object": named("sha256", copy.sha256),
    }
