"""The search for orphans, piece by piece: it keeps its place, and each find is an incident.

Whoever searches, the nightly round or `muniment verify`, goes on where the last one stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue import copies, ledger, object_incidents, searches
from catalogue.database import Connection
from catalogue.object_incidents import Ending, ObjectIncident, ObjectVerdict
from catalogue.searches import Place
from model.errors import MunimentError
from model.event import Kind
from model.ids import from_object_key, partition_folder
from preservation.findings import Recorder
from preservation.orphans import PIECE, Orphan, Orphans

MOST = 1_000
"""Incidents of one store: of a store that belongs to another archive there would be millions."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The first thousand orphans, how many there are, and which stores went away."""

    orphans: Sequence[Orphan]
    found: int
    troubles: tuple[MunimentError, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for orphans in the stores of one archive, and says in the ledger what it finds."""

    orphans: Orphans
    recorder: Recorder
    piece: int = PIECE  # objects

    def to_the_end(self, stores: Sequence[str]) -> Searched:
        """Search some stores; one that goes away is left where it was, and named.

        A search that was interrupted goes on, and what it had found is given too.
        """
        found: list[Orphan] = []
        troubles: list[MunimentError] = []
        for store in stores:
            self.take_up(store)
            try:
                while (piece := self.go_on(store)) is not None:
                    found += [one for one in piece if one.begun][: MOST - len(found)]
            except MunimentError as error:
                if error.code != "storage.away":
                    raise
                troubles.append(error)
        with self.orphans.database.read() as connection:
            places = [searches.place(connection, store) for store in stores]
            strays = object_incidents.strays(connection, stores)
        found += [Orphan(one.store, one.key, one.size, False, one.disposal) for one in strays]
        found.sort(key=lambda one: (one.store, one.key))
        return Searched(found[:MOST], sum(at.found for at in places if at), tuple(troubles))

    def take_up(self, store: str) -> Place:
        """The search of a store that has not ended, or a new one."""
        with self.orphans.database.write() as connection:
            return searches.take_up(connection, store, self.recorder.clock())

    def go_on(self, store: str) -> Sequence[Orphan] | None:
        """The next piece of the search, and what it found; None where there is none left.

        Raises `storage.away`, `storage.unknown`; then it goes on there the next time.
        """
        with self.orphans.database.read() as connection:
            was = searches.place(connection, store)
        if was is None or was.ended_at is not None:
            return None
        piece = self.orphans.survey(store, was.next, self.piece)
        found = {one.key: one for one in piece.orphans}
        with self.orphans.database.write() as connection:
            at = self.recorder.clock()
            if not searches.move(connection, store, was, piece.next, len(found), at):
                return ()  # somebody else has searched it, and said so
            first = partition_folder(was.next) if was.next else ""
            before = "" if piece.next is None else partition_folder(piece.next)
            for known in object_incidents.strays(connection, [store], first, before):
                if known.key not in found:
                    self._close(connection, known)
            self._open(connection, store, found)
        return piece.orphans

    def _open(self, connection: Connection, store: str, found: Mapping[str, Orphan]) -> None:
        room = MOST - object_incidents.strays_open(connection, store)
        for one in found.values():
            if room <= 0:
                return
            # What a deed has begun to write, that deed will record.
            if one.begun or object_incidents.open_of(connection, store, one.key) is not None:
                continue
            room -= 1
            verdict = ObjectVerdict.ORPHAN if one.disposal is None else ObjectVerdict.DISPOSED
            new = ObjectIncident(
                self.recorder.new_id(), store, one.key, one.size, self.recorder.clock(), None,
                verdict, disposal=one.disposal,
            )  # fmt: skip
            object_incidents.begin(connection, new)
            event = self.recorder.event(Kind.INCIDENT_OPENED, _fields(new), failed=True)
            ledger.append(connection, event)

    def _close(self, connection: Connection, known: ObjectIncident) -> None:
        state = copies.known_of(connection, known.store, known.key)
        is_recorded = state is copies.Known.RECORDED
        ending = Ending.RECORDED if is_recorded else Ending.GONE
        object_incidents.end(connection, known.id, ending, self.recorder.clock())
        ledger.append(connection, self.recorder.event(Kind.INCIDENT_CLOSED, _fields(known)))


def _fields(one: ObjectIncident) -> dict[str, str | int]:
    fields: dict[str, str | int] = {
        "incident": str(one.id),
        "store": one.store,
        "verdict": one.verdict.value,
    }
    if (named := from_object_key(one.key)) is not None:
        fields |= {"aip": str(named[0]), "generation": named[1]}
    if one.disposal is not None:
        fields["disposal"] = str(one.disposal)
    return fields
