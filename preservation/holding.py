"""Legal holds: said in the ledger, kept by the catalogue, and by every store that can hold.

The catalogue's own word is what stops a disposal. A store's Object Lock stops everybody else too:
it is set on all copies of all generations, and again each night, for there may be new ones.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from uuid import UUID

from catalogue import copies, disposals, holds, ledger
from catalogue.copies import CopyStatus
from catalogue.database import Connection, Database
from catalogue.holds import Hold
from model.disposal import DisposalState
from model.errors import MunimentError
from model.event import Kind
from preservation.findings import Recorder
from storage.vault import Vault

_GOING = frozenset({DisposalState.AT_WORK, DisposalState.WAITING})


@dataclass(frozen=True, slots=True)
class Heard:
    """Which stores have set or lifted the hold, which cannot hold, and which were away."""

    done: tuple[str, ...]
    unable: tuple[str, ...]
    troubles: tuple[MunimentError, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """Sets and lifts holds in the name of who asked."""

    database: Database
    vault: Vault
    recorder: Recorder

    def hold(self, identifier: UUID, reason: str) -> Heard:
        """Let nobody dispose of an AIP.

        Raises `hold.no-reason`, `hold.held-already`, `hold.too-late`, `catalogue.not-found`.
        """
        recorder, at = self.recorder, self.recorder.clock()
        with self.database.write() as connection:
            self._ask(connection, identifier, reason)
            if holds.of_aip(connection, identifier) is not None:
                raise MunimentError("hold.held-already", aip=identifier)
            going = disposals.open_of(connection, identifier)
            if going is not None and going.state in _GOING:
                raise MunimentError("hold.too-late", aip=identifier, disposal=going.id)
            text = ledger.keep_text(connection, reason.strip(), os.urandom(32))
            held = Hold(identifier, at, recorder.agent.id, text, None)
            holds.put(connection, held)
            fields = {"aip": str(identifier), "text": text}
            ledger.append(connection, recorder.event(Kind.HELD, fields))
        return self.settle(held)

    def lift(self, identifier: UUID, reason: str) -> Heard:
        """Let it be disposed of again. Raises `hold.no-reason`, `hold.not-held`."""
        recorder, at = self.recorder, self.recorder.clock()
        with self.database.write() as connection:
            self._ask(connection, identifier, reason)
            if holds.of_aip(connection, identifier) is None:
                raise MunimentError("hold.not-held", aip=identifier)
            text = ledger.keep_text(connection, reason.strip(), os.urandom(32))
            holds.lift(connection, identifier, at)
            fields = {"aip": str(identifier), "text": text}
            ledger.append(connection, recorder.event(Kind.HOLD_LIFTED, fields))
            (lifted,) = [one for one in holds.everything(connection) if one.aip == identifier]
        return self.settle(lifted)

    def settle_all(self) -> int:
        """Tell every store what holds, for there may be new copies; how many were away."""
        with self.database.read() as connection:
            known = holds.everything(connection)
        return sum(len(self.settle(one).troubles) for one in known)

    def settle(self, one: Hold) -> Heard:
        """Have all copies held, or let go of, in every store that can and answers."""
        with self.database.read() as connection:
            held = copies.of_aip(connection, one.aip)
        there = [copy.placement for copy in held if copy.status is not CopyStatus.OWED]
        can: dict[str, bool] = {}
        away: dict[str, MunimentError] = {}
        for placement in there:
            if placement.store in away or placement.store not in self.vault.names:
                continue
            try:
                can[placement.store] = self.vault.hold(placement, on=one.lifted_at is None)
            except MunimentError as error:
                if error.code != "storage.away":
                    raise
                away[placement.store] = error
        if one.lifted_at is not None and not away:
            with self.database.write() as connection:
                holds.forget(connection, one)
        done = tuple(name for name, able in can.items() if able and name not in away)
        unable = tuple(name for name, able in can.items() if not able and name not in away)
        return Heard(done, unable, tuple(away.values()))

    def _ask(self, connection: Connection, identifier: UUID, reason: str) -> None:
        if not reason.strip():
            raise MunimentError("hold.no-reason")
        if not copies.of_aip(connection, identifier):
            raise MunimentError("catalogue.not-found", name=identifier)
