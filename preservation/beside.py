"""What lies beside the AIPs in every store, read in rounds: the journal, the log, the state.

Each file is held against the digest that the catalogue, the ledger or its own name tells. What is
damaged is set aside and replaced, from another store or from the catalogue, read back, and told as
an incident. What nothing can replace stays as it is, and its incident stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import assert_never

from catalogue import ledger, object_incidents, shelf_checks
from catalogue.database import Connection, Database
from catalogue.journal import files
from catalogue.journal.files import File
from catalogue.ledger import InvalidNote, Keyring
from catalogue.object_incidents import Ending, ObjectIncident, ObjectVerdict
from model.digests import named, sha256
from model.errors import MunimentError
from model.event import Kind
from preservation.findings import Recorder
from preservation.log import CHECKPOINTS, FOLDER
from preservation.log.comparing import Difference, differences, mend
from preservation.state import shelf
from storage.depositing import deposit, digest_of
from storage.posting import posted
from storage.stores import KeyTaken, ObjectUnreadable, Store

CATALOGUE = "catalogue"
"""Stands for the store where the database gave the bytes."""


class Part(StrEnum):
    """The folders of a store that hold no AIPs. The values are stored."""

    JOURNAL = "journal"
    LOG = "log"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A file that is not what it was. ``found``: its SHA-256 as it is; None where it gave none."""

    store: Store
    part: Part
    key: str
    size: int
    verdict: ObjectVerdict
    found: bytes | None


@dataclass(slots=True)
class Looked:
    """How many files were read, and how many of them were damaged and healed."""

    files: int = 0
    damaged: int = 0
    healed: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """Reads them in the stores of one archive.

    ``is_true``: whether the database's ledger is what every checkpoint says; asked where the log
    of a store differs, for it might be the database that was altered.
    """

    database: Database
    stores: Sequence[Store]
    recorder: Recorder
    interval: timedelta
    keyring: Keyring
    is_true: Callable[[], bool]

    def due(self) -> list[tuple[str, str]]:
        """Stores and parts that were not read within the period of a round."""
        with self.database.read() as connection:
            fresh = shelf_checks.since(connection, self.recorder.clock() - self.interval)
        places = [(store.name, part.value) for store in self.stores for part in Part]
        return [place for place in places if place not in fresh]

    def look(self, store_name: str, part: Part) -> Looked:
        """Read one part of one store, and heal what is damaged.

        Safe to repeat. Raises `storage.away`, `storage.full`.
        """
        store = next(one for one in self.stores if one.name == store_name)
        looked = Looked()
        match part:
            case Part.JOURNAL:
                self._journal(store, looked)
            case Part.LOG:
                self._log(store, looked)
            case Part.STATE:
                self._state(store, looked)
            case _:
                assert_never(part)
        with self.database.write() as connection:
            shelf_checks.checked(connection, store.name, part.value, self.recorder.clock())
            fields: dict[str, str | int] = {
                "store": store.name,
                "part": part.value,
                "checked": looked.files,
                "intact": looked.files - looked.damaged,
            }
            ledger.append(connection, self.recorder.event(Kind.CHECKED, fields))
        return looked

    def _journal(self, store: Store, looked: Looked) -> None:
        with self.database.read() as connection:
            kept = files.in_store(connection, store.name)
        for file in kept:
            looked.files += 1
            found = digest_of(store, file.name.key)
            if found == file.sha256:
                self._is_well(store, file.name.key)
                continue
            with self.database.read() as connection:
                if file.key not in {one.key for one in files.in_store(connection, store.name)}:
                    continue  # a later snapshot took its place meanwhile
            wrong = _wrong(store, Part.JOURNAL, file.name.key, file.size, found)
            self._mended(wrong, looked, file.sha256, self._journal_sources(store, file))

    def _journal_sources(self, store: Store, file: File) -> Iterator[tuple[str, Iterator[bytes]]]:
        with self.database.read() as connection:
            body = files.body_of(connection, file)
        if body is not None:
            yield CATALOGUE, iter([body])
        for other in self.stores:
            if other is not store and _digest_in(other, file.name.key) == file.sha256:
                yield other.name, other.read(file.name.key)

    def _state(self, store: Store, looked: Looked) -> None:
        for lying in shelf.lying([store]):
            looked.files += 1
            found = digest_of(store, lying.key)
            if found is not None and found.hex().startswith(lying.digest):
                self._is_well(store, lying.key)
                continue
            wrong = _wrong(store, Part.STATE, lying.key, 0, found)
            for other in self.stores:
                good = None if other is store else _digest_in(other, lying.key)
                if good is not None and good.hex().startswith(lying.digest):
                    source = iter([(other.name, other.read(lying.key))])
                    self._mended(wrong, looked, good, source)
                    break
            else:
                self._mended(wrong, looked, b"", iter(()))

    def _log(self, store: Store, looked: Looked) -> None:
        self._checkpoints(store, looked)
        tiles = [stat.key for stat in store.list(f"{FOLDER}tile/")]
        looked.files += len(tiles)
        found = {one.key: one for one in differences(self.database, store)}
        if found:
            # A partial tile goes when a wider one comes: what is wrong twice is wrong.
            found = {one.key: one for one in differences(self.database, store) if one.key in found}
        for key in tiles:
            if key not in found:
                self._is_well(store, key)
        begun = {key: self._begin(_difference(store, one)) for key, one in found.items()}
        looked.damaged += len(found)
        if not found or not self.is_true():
            return
        for one in found.values():
            with suppress(KeyTaken):  # it is another by now, and looked at below
                mend(self.database, store, one)
        left = {one.key for one in differences(self.database, store)}
        for key in found.keys() - left:
            self._healed(_difference(store, found[key]), begun[key], CATALOGUE)
            looked.healed += 1

    def _checkpoints(self, store: Store, looked: Looked) -> None:
        for key, text in posted(store, CHECKPOINTS):
            looked.files += 1
            size = key.removeprefix(CHECKPOINTS)
            with self.database.read() as connection:
                note = ledger.note_of(connection, int(size)) if size.isdecimal() else None
            # Another text that is signed is no damage: `ledger verify` says what it is.
            if note is None or text == note.encode() or self._is_signed(text):
                self._is_well(store, key)
                continue
            wanted = note.encode()
            if not self._is_signed(wanted):
                continue  # then it is the database that was altered, as `ledger verify` says
            wrong = _wrong(store, Part.LOG, key, len(text), sha256(text) if text else None)
            source = iter([(CATALOGUE, iter([wanted]))])
            self._mended(wrong, looked, sha256(wanted), source)

    def _is_signed(self, text: bytes) -> bool:
        try:
            self.keyring.open(text.decode(errors="replace"))
        except InvalidNote:
            return False
        return True

    def _mended(
        self,
        wrong: Wrong,
        looked: Looked,
        wanted: bytes,
        sources: Iterator[tuple[str, Iterator[bytes]]],
    ) -> None:
        looked.damaged += 1
        incident = self._begin(wrong)
        for name, chunks in sources:
            if self._replace(wrong, wanted, chunks):
                self._healed(wrong, incident, name)
                looked.healed += 1
                return
        with self.database.write() as connection:
            event = self.recorder.event(Kind.REPAIR_FAILED, _fields(wrong), failed=True)
            ledger.append(connection, event)

    def _replace(self, wrong: Wrong, wanted: bytes, chunks: Iterator[bytes]) -> bool:
        try:
            if wrong.verdict is ObjectVerdict.MISSING:
                return deposit(wrong.store, wrong.key, chunks, wanted)
            wrong.store.replace_damaged(wrong.key, wrong.found, chunks)
        except KeyTaken:
            return False  # somebody else has replaced it: the next look says by what
        return digest_of(wrong.store, wrong.key) == wanted

    def _begin(self, wrong: Wrong) -> ObjectIncident:
        with self.database.write() as connection:
            known = object_incidents.open_of(connection, wrong.store.name, wrong.key)
            if known is not None:
                return known
            new = ObjectIncident(
                self.recorder.new_id(), wrong.store.name, wrong.key, wrong.size,
                self.recorder.clock(), None, wrong.verdict,
            )  # fmt: skip
            object_incidents.begin(connection, new)
            fields = _fields(wrong)
            if wrong.found is not None:
                fields["found"] = named("sha256", wrong.found)
            ledger.append(connection, self.recorder.event(Kind.DAMAGED, fields, failed=True))
            opened = {**_fields(wrong), "incident": str(new.id)}
            ledger.append(
                connection, self.recorder.event(Kind.INCIDENT_OPENED, opened, failed=True)
            )
        return new

    def _healed(self, wrong: Wrong, incident: ObjectIncident, source: str) -> None:
        with self.database.write() as connection:
            fields = {**_fields(wrong), "source_store": source}
            ledger.append(connection, self.recorder.event(Kind.REPAIRED, fields))
            self._end(connection, incident, Ending.HEALED, wrong.part, source)

    def _is_well(self, store: Store, key: str) -> None:
        with self.database.read() as connection:
            known = object_incidents.open_of(connection, store.name, key)
        if known is not None:
            with self.database.write() as connection:
                self._end(connection, known, Ending.BACK, Part(key.partition("/")[0]))

    def _end(
        self,
        connection: Connection,
        incident: ObjectIncident,
        ending: Ending,
        part: Part,
        source: str = "",
    ) -> None:
        object_incidents.end(connection, incident.id, ending, self.recorder.clock(), source)
        fields: dict[str, str | int] = {
            "incident": str(incident.id),
            "store": incident.store,
            "part": part.value,
        }
        ledger.append(connection, self.recorder.event(Kind.INCIDENT_CLOSED, fields))


def _wrong(store: Store, part: Part, key: str, size: int, found: bytes | None) -> Wrong:
    if found is not None:
        verdict = ObjectVerdict.ALTERED
    elif _is_there(store, key):
        verdict = ObjectVerdict.UNREADABLE
    else:
        verdict = ObjectVerdict.MISSING
    return Wrong(store, part, key, size, verdict, found)


def _difference(store: Store, one: Difference) -> Wrong:
    verdict = ObjectVerdict.MISSING if one.found is None else ObjectVerdict.ALTERED
    found = None if one.found is None else sha256(one.found)
    return Wrong(store, Part.LOG, one.key, len(one.found or b""), verdict, found)


def _is_there(store: Store, key: str) -> bool:
    try:
        return store.stat(key) is not None
    except ObjectUnreadable:
        return True


def _digest_in(store: Store, key: str) -> bytes | None:
    """What another store has there; None also where it does not answer."""
    try:
        return digest_of(store, key)
    except MunimentError:
        return None  # it is no source today; its own turn says that it is away


def _fields(wrong: Wrong) -> dict[str, str | int]:
    return {
        "store": wrong.store.name,
        "part": wrong.part.value,
        "verdict": wrong.verdict.value,
    }
