"""The nightly fixity round: what was unchecked for longest comes first, and damage is healed.

A round goes by partitions (DESIGN section 5). Each is claimed with a lease, checked, healed where
it must be, and recorded by one event; a crash loses at most the partition at work, and the next
round takes up the one that was not ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from catalogue import copies, ledger, rounds
from catalogue.database import Connection
from catalogue.rounds import Round
from model.event import Event, Kind
from preservation.findings import Judged
from preservation.repair import Repair

Place = tuple[str, int]
"""A store, and the number of a partition of it."""

_LEASE = timedelta(minutes=15)
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
    pace: Pace

    def begin(self) -> Round:
        """A new round, or the one that was begun and never ended."""
        fixity = self.repair.fixity
        identifier, at = fixity.recorder.new_id(), fixity.recorder.clock()
        with fixity.database.write() as connection:
            return rounds.take_up(connection, identifier, fixity.depth, at)

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

    def work(self, one: Round, place: Place) -> int | None:
        """Check a partition and heal what is damaged; how many copies, None where another is at it.

        Safe to repeat: what was checked is checked again, and nothing is healed twice.
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

        judged = fixity.check_partition(store, number, sums)
        self._heal(one, judged)
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
                ledger.append(connection, self._ended(_of(connection, one.id)))
        with fixity.database.read() as connection:
            return _of(connection, one.id)

    def _heal(self, one: Round, judged: Sequence[Judged]) -> None:
        healed = sum(self.repair.heal(found) for found in judged if found.finding is not None)
        if healed:
            with self.repair.fixity.database.write() as connection:
                rounds.add(connection, one.id, healed=healed)

    def _ended(self, done: Round) -> Event:
        left = max(0, done.damaged - done.healed)
        fields: dict[str, str | int] = {
            "round": str(done.id),
            "depth": done.depth,
            "checked": done.checked,
            "intact": done.intact,
            "failed": left,
            "bytes": done.bytes,
        }
        return self.repair.fixity.recorder.event(Kind.ROUND_ENDED, fields, failed=left > 0)


def _of(connection: Connection, identifier: UUID) -> Round:
    found = rounds.by_id(connection, identifier)
    if found is None:
        raise LookupError("a round that was begun")
    return found
