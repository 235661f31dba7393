"""The nightly fixity round: what was unchecked for longest comes first, and damage is healed.

A round goes by partitions (DESIGN section 5). Each is claimed with a lease, checked, healed where
it must be, and recorded by one event; a crash loses at most the partition at work, and the next
round takes up the one that was not ended. A store that does not answer is said to be away, and
waited for by nobody: the others are checked, and its partitions are due in the next round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from catalogue import absences, copies, ledger, rounds
from catalogue.database import Connection
from catalogue.rounds import Round
from model.errors import MunimentError
from model.event import Event, Kind
from preservation.findings import Judged
from preservation.repair import OF_A_STORE, Repair
from preservation.searching import Search

Place = tuple[str, int]
"""A store, and the number of a partition of it."""

_LEASE = timedelta(minutes=15)
_SEARCHING = 0.1  # of a round's time: a list is quickly read, and millions of copies are not
_SLOWEST = 5_000_000  # bytes a second: a medium that gives less is as good as gone


@dataclass(frozen=True, slots=True)
class Pace:
    """How gently a round works, as the settings say.

    ``bytes_per_second``, ``requests_per_second``: 0 for as fast as it goes. ``hours``: how long
    one round may take. ``interval``: how often everything is to be checked.
    """

    bytes_per_second: int = 0
    requests_per_second: float = 0
    hours: float = 6
    interval: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds over the stores of one archive."""

    repair: Repair
    search: Search
    pace: Pace

    def begin(self) -> Round:
        """A new round, or the one that was begun and never ended."""
        fixity = self.repair.fixity
        identifier, at = fixity.recorder.new_id(), fixity.recorder.clock()
        with fixity.database.write() as connection:
            return rounds.take_up(connection, identifier, fixity.depth, at)

    def ask(self) -> list[str]:
        """Ask every store whether it is there; the names of those that are away."""
        vault = self.repair.fixity.vault
        return [name for name in vault.names if not self._answers(name)]

    def due(self, one: Round) -> list[Place]:
        """What the round has to check, longest unchecked first whatever the store."""
        fixity, before = self.repair.fixity, one.begun_at - self.pace.interval
        with fixity.database.read() as connection:
            places = [
                (at, number, name)
                for name in fixity.vault.names
                for at, number in rounds.due(connection, name, before)
            ]
        return [(name, number) for _, number, name in sorted(places)]

    def is_over(self, one: Round) -> bool:
        """Whether the round has had its time; what is left comes first in the next one."""
        return self.repair.fixity.recorder.clock() > one.begun_at + timedelta(hours=self.pace.hours)

    def look_for_orphans(self, one: Round, store: str) -> bool:
        """Search a piece of a store for what nobody has recorded; False where none is left.

        Nothing is left either when a tenth of the round's time is over: the next round goes on
        there. Raises `storage.away`, noted.
        """
        recorder = self.repair.fixity.recorder
        if recorder.clock() > one.begun_at + timedelta(hours=self.pace.hours * _SEARCHING):
            return False
        try:
            return self.search.go_on(store) is not None
        except MunimentError as error:
            if error.code == "storage.away":
                self._note_away(store)
            raise

    def work(self, one: Round, place: Place) -> int | None:
        """Check a partition and heal what is damaged; how many copies, None where another is at it.

        Safe to repeat: what was checked is checked again, and nothing is healed twice. Raises
        `storage.away` where the store does not answer: it is noted, and the partition stays due.
        """
        fixity, (store, number) = self.repair.fixity, place
        with fixity.database.write() as connection:
            now = fixity.recorder.clock()
            held = copies.in_partition(connection, number, store)
            slowest = min(self.pace.bytes_per_second or _SLOWEST, _SLOWEST)
            until = now + _LEASE + timedelta(seconds=sum(c.size for c in held) / slowest)
            if not rounds.claim(connection, store, number, one.id, now, until):
                return None

        def sums(connection: Connection, judged: Sequence[Judged]) -> None:
            damaged = sum(1 for found in judged if found.finding is not None)
            size = sum(found.copy.size for found in judged)
            rounds.add(
                connection, one.id, partitions=1, checked=len(judged),
                intact=len(judged) - damaged, damaged=damaged, bytes=size,
            )  # fmt: skip

        try:
            judged = fixity.check_partition(store, number, sums)
            self._heal(one, judged)
        except MunimentError as error:
            if error.code == "storage.away":
                self._note_away(store)
            raise
        finally:
            with fixity.database.write() as connection:
                rounds.release(connection, store, number, one.id)
        return len(judged)

    def end(self, one: Round) -> Round:
        """Try again what could not be healed, or was not because of a crash; close the round."""
        fixity = self.repair.fixity
        left = self.repair.repair()
        with fixity.database.write() as connection:
            rounds.add(connection, one.id, healed=left.repaired)
            if rounds.end(connection, one.id, fixity.recorder.clock()):
                away = len(absences.absent(connection))
                ledger.append(connection, self._ended(_of(connection, one.id), away))
        with fixity.database.read() as connection:
            return _of(connection, one.id)

    def _heal(self, one: Round, judged: Sequence[Judged]) -> None:
        healed = 0
        troubles: dict[str, MunimentError] = {}
        for found in judged:
            if found.finding is None:
                continue
            try:
                healed += self.repair.heal(found, troubles)
            except MunimentError as error:
                if error.code not in OF_A_STORE:
                    raise
                # It stays damaged and known to be: the round's end tries once more.
                troubles[str(error.details.get("store"))] = error
        if healed:
            with self.repair.fixity.database.write() as connection:
                rounds.add(connection, one.id, healed=healed)

    def _answers(self, store: str) -> bool:
        try:
            self.repair.fixity.vault.answers(store)
        except MunimentError as error:
            if error.code != "storage.away":
                raise
            self._note_away(store)
            return False
        recorder = self.repair.fixity.recorder
        with self.repair.fixity.database.write() as connection:
            if absences.back(connection, store):
                ledger.append(connection, recorder.event(Kind.STORE_BACK, {"store": store}))
        return True

    def _note_away(self, store: str) -> None:
        recorder = self.repair.fixity.recorder
        with self.repair.fixity.database.write() as connection:
            if absences.away(connection, store, recorder.clock()):
                fields = {"store": store, "code": "storage.away"}
                happened = recorder.event(Kind.STORE_AWAY, fields, failed=True)
                ledger.append(connection, happened)

    def _ended(self, done: Round, away: int) -> Event:
        left = max(0, done.damaged - done.healed)
        fields: dict[str, str | int] = {
            "round": str(done.id),
            "depth": done.depth,
            "checked": done.checked,
            "intact": done.intact,
            "failed": left,
            "bytes": done.bytes,
            "away": away,
        }
        return self.repair.fixity.recorder.event(Kind.ROUND_ENDED, fields, failed=bool(left + away))


def _of(connection: Connection, identifier: UUID) -> Round:
    found = rounds.by_id(connection, identifier)
    if found is None:
        raise LookupError("a round that was begun")
    return found
