"""Checkpoints go into every store, where the database's keeper cannot change them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from administration.wiring import Archive
from catalogue import ledger
from catalogue.ledger import LedgerReport
from catalogue.tables import checkpoint
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from storage.posting import post, posted

FOLDER = "log/checkpoint/"
SELDOM = timedelta(minutes=1)  # DESIGN section 5: at most once a minute while something happens


@dataclass(frozen=True, slots=True)
class Published:
    """The newest checkpoint, the stores that have it, and what kept it from the others."""

    note: str | None  # None: the ledger is empty
    stores: tuple[str, ...]
    troubles: tuple[MunimentError, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """How the ledger compares with what was signed, and which stores could not be asked."""

    report: LedgerReport
    troubles: tuple[MunimentError, ...]


def keep_level(archive: Archive, *, now: bool = False) -> Published:
    """Give every event its position; sign the tree if it is time, or ``now``; publish."""
    ledger.sequence(archive.database)
    if now or _is_time(archive):
        ledger.sign_checkpoint(archive.database, archive.signer, archive.clock)
    note = ledger.latest_note(archive.database)
    if note is None:
        return Published(None, (), ())
    return _publish(archive, note)


def verify(archive: Archive) -> Verified:
    """Compare the database with its signatures, and with what lies in every store."""
    ledger.sequence(archive.database)
    notes: list[tuple[str, str]] = []
    troubles: list[MunimentError] = []
    for store in archive.stores:
        try:
            for _, text in posted(store, FOLDER):
                notes.append((store.name, text.decode(errors="replace")))
        except MunimentError as error:
            troubles.append(error)
    report = ledger.verify(archive.database, archive.signer.verifier, notes)
    return Verified(report, tuple(troubles))


def _publish(archive: Archive, note: str) -> Published:
    # Zero-padded, so that the last key of a listing is the newest checkpoint.
    key = f"{FOLDER}{archive.signer.verifier.open(note).size:020d}"
    have: list[str] = []
    troubles: list[MunimentError] = []
    for store in archive.stores:
        try:
            if post(store, key, note.encode()):
                have.append(store.name)
            else:
                problem = f"{store.name} holds another checkpoint under {key}"
                troubles.append(MunimentError("ledger.tampered", problem=problem))
                _record_conflict(archive, store.name)
        except MunimentError as error:
            troubles.append(error)
    return Published(note, tuple(have), tuple(troubles))


def _record_conflict(archive: Archive, store: str) -> None:
    event = Event(
        archive.new_id(),
        Kind.CHECKPOINT_CONFLICT,
        archive.clock(),
        archive.agent,
        Outcome.FAILURE,
        {"store": store},
    )
    with archive.database.write() as connection:
        ledger.append(connection, event)


def _is_time(archive: Archive) -> bool:
    with archive.database.read() as connection:
        last = connection.execute(select(func.max(checkpoint.c.signed_at))).scalar_one()
    return last is None or archive.clock() - last >= SELDOM
