"""Restricted viewing, recorded: one event for each unit and session (DESIGN section 5)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from uuid import UUID

from access.reading import Reading
from catalogue import accounts, ledger, viewings
from model.event import Event, Kind
from model.policy import User

_REMEMBERED = 10_000


class Register:
    """The catalogue has the last word; what was asked lately is remembered here."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._told: dict[tuple[bytes, UUID], None] = {}
        self._lock = threading.Lock()

    def note(self, visit: bytes | None, user: User, units: Sequence[UUID], aip: UUID) -> None:
        """Somebody sees what is closed to the public. ``visit``: the session.

        ``units``: those that the file belongs to, the nearest last, which is the one recorded
        unless another of them was in this session.
        """
        if visit is None or user.account is None or not units:
            return
        with self._lock:
            if any((visit, unit) in self._told for unit in units):
                return
        self._record(visit, user.account, units, aip)
        with self._lock:
            self._told[visit, units[-1]] = None
            if len(self._told) > _REMEMBERED:
                del self._told[next(iter(self._told))]

    def _record(self, visit: bytes, account: UUID, units: Sequence[UUID], aip: UUID) -> None:
        now = self._reading.clock()
        with self._reading.database.write() as connection:
            who = accounts.by_id(connection, account)
            if who is None or not viewings.begin(connection, visit, units, now):
                return
            fields = {"description": str(units[-1]), "aip": str(aip)}
            event = Event(self._reading.new_id(), Kind.VIEWED, now, who.agent, fields=fields)
            ledger.append(connection, event)
