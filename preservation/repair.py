"""Repair: replace a damaged copy from one that was verified a moment before, and say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from catalogue import copies, ledger
from catalogue.copies import Copy, CopyStatus
from model.aip import Placement
from model.digests import named
from model.errors import MunimentError
from model.event import Kind
from model.verdict import Altered, Intact, Unreadable
from preservation import incidents
from preservation.findings import Finding, Judged
from preservation.fixity import Fixity
from storage.copying import SourceNotIntact
from storage.stores import KeyTaken

OF_A_STORE = frozenset(
    {"storage.away", "storage.full", "storage.read-back-failed", "storage.unknown"}
)
"""What is wrong with one store alone: others are healed meanwhile."""

Troubles = Mapping[str, MunimentError]
"""Stores that did not answer, and what they said: they are not asked again."""

_NONE: Troubles = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many copies were healed, and those that could not be.

    ``alarms``: those of which no verified copy is left. ``troubles``: stores that did not answer;
    what lies there is as it was.
    """

    repaired: int
    findings: tuple[Finding, ...]
    alarms: tuple[Finding, ...] = ()
    troubles: tuple[MunimentError, ...] = ()


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
        healed, findings, alarms = 0, [], []
        # by store: one that does not answer is waited for once, not for each of its copies
        troubles: dict[str, MunimentError] = {}
        for identifier in identifiers or self._damaged():
            found, away = self._looked(identifier, troubles)
            troubles |= away
            for judged in found:
                if isinstance(judged.verdict, Intact):
                    self._mark(judged, CopyStatus.INTACT)
                    continue
                left = [judged.finding] if judged.finding is not None else []
                try:
                    if self.heal(judged, troubles):
                        healed += 1
                        continue
                    alarms += left
                except MunimentError as error:
                    if error.code not in OF_A_STORE:
                        raise
                    # It stays damaged and known to be; the others are healed meanwhile.
                    troubles[str(_store_of(error))] = error
                findings += left
        return Repaired(healed, tuple(findings), tuple(alarms), tuple(troubles.values()))

    def _damaged(self) -> list[UUID]:
        with self.fixity.database.read() as connection:
            return list(dict.fromkeys(copy.aip for copy in copies.damaged(connection)))

    def _looked(
        self, identifier: UUID, troubles: Troubles
    ) -> tuple[list[Judged], dict[str, MunimentError]]:
        with self.fixity.database.read() as connection:
            known = copies.of_aip(connection, identifier)
        if not known:
            raise MunimentError("catalogue.not-found", name=identifier)
        found = [copy for copy in known if not _is_away(copy, troubles)]
        self.fixity.progress.begin("verify", sum(copy.size for copy in found))
        there = [copy for copy in found if copy.status is not CopyStatus.OWED]
        judged, away = self.fixity.look(there)
        # A copy that is owed is not missing; but another object in its place is in the way.
        owed, _ = self.fixity.look([copy for copy in found if copy.status is CopyStatus.OWED])
        in_the_way = [one for one in owed if isinstance(one.verdict, Altered | Unreadable)]
        return [*judged, *in_the_way], away

    def heal(self, judged: Judged, troubles: Troubles = _NONE) -> bool:
        """Heal one damaged copy; False where no verified copy is left, and everything is kept.

        Raises `storage.away`, `storage.full`, `storage.read-back-failed`.
        """
        bad = judged.copy
        self._mark(judged, judged.status)
        away: MunimentError | None = None
        for source in self._sources(bad):
            if _is_away(source, troubles):
                away = troubles[source.placement.store]
                continue
            try:
                # Never from a copy that was not verified completely, now (heal does).
                placement = self.fixity.vault.heal(
                    source.placement, bad.placement, judged.verdict, bad.sha256
                )
            except SourceNotIntact:
                with self.fixity.database.write() as connection:
                    incidents.source_bad(connection, self.fixity.recorder, bad, source)
                continue
            except MunimentError as error:
                if error.code != "storage.away" or bad.placement.store == _store_of(error):
                    raise
                away = error  # perhaps it holds a good copy: this is no alarm
                continue
            except KeyTaken:
                return False  # another object lies there by now: the next look says what it is
            self._healed(bad, source, placement)
            return True
        if away is not None:
            raise away
        with self.fixity.database.write() as connection:
            fields = {**_names(bad), "code": "storage.no-healthy-copy"}
            failed = self.fixity.recorder.event(Kind.REPAIR_FAILED, fields, failed=True)
            ledger.append(connection, failed)
            incidents.not_healed(connection, self.fixity.recorder, bad)
        return False

    def _healed(self, bad: Copy, source: Copy, placement: Placement) -> None:
        with self.fixity.database.write() as connection:
            at = self.fixity.recorder.clock()
            copies.set_status(connection, bad.key, CopyStatus.INTACT, at, placement)
            fields = {**_names(bad), "source_store": source.placement.store}
            ledger.append(connection, self.fixity.recorder.event(Kind.REPAIRED, fields))
            incidents.healed(connection, self.fixity.recorder, bad, source)

    def _sources(self, bad: Copy) -> list[Copy]:
        with self.fixity.database.read() as connection:
            held = copies.of_generation(connection, bad.generation_key)
        known = self.fixity.vault.names
        there = [c for c in held if c.status is not CopyStatus.OWED and c.key != bad.key]
        # those that are thought intact first; whichever it is, it is read completely before
        there.sort(key=lambda copy: copy.placement.doubtful)
        return [copy for copy in there if copy.placement.store in known]

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


def _is_away(copy: Copy, troubles: Troubles) -> bool:
    error = troubles.get(copy.placement.store)
    return error is not None and error.code == "storage.away"


def _store_of(error: MunimentError) -> object:
    return error.details.get("store")


def _names(copy: Copy) -> dict[str, str | int]:
    return {
        "aip": str(copy.aip),
        "generation": copy.generation,
        "store": copy.placement.store,
        "object": named("sha256", copy.sha256),
    }
