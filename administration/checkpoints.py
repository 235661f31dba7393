"""The ledger goes into every store, where the database's keeper cannot change it alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from administration.wiring import Archive
from catalogue import ledger
from catalogue.ledger import Finding, LedgerReport
from catalogue.tables import checkpoint
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from preservation.log import CHECKPOINTS
from preservation.log.comparing import Difference, differences, mend
from preservation.log.publishing import AnotherText, Publication, conflict
from storage.posting import posted
from storage.stores import KeyTaken, Store

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
    """Give every event its position and put it into every store.

    The tree is signed if it is time, or ``now``.
    """
    ledger.sequence(archive.database)
    if now or _is_time(archive):
        ledger.sign_checkpoint(archive.database, archive.signer, archive.clock)
    note = ledger.latest_note(archive.database)
    publication = Publication(archive.database, archive.keyring.verifiers)
    have: list[str] = []
    troubles: list[MunimentError] = []
    for store in archive.stores:
        try:
            publication.entries(store)
            if note is not None:
                size = archive.keyring.open(note).size
                publication.checkpoint(store, size, note)
                have.append(store.name)
        except AnotherText as error:
            troubles.append(conflict(store, error.key))
            _record_conflict(archive, store.name)
        except MunimentError as error:
            troubles.append(error)
    return Published(note, tuple(have), tuple(troubles))


def verify(archive: Archive) -> Verified:
    """Compare the database with its signatures, and with what lies in every store."""
    ledger.sequence(archive.database)
    notes: list[tuple[str, str]] = []
    findings: list[Finding] = []
    troubles: list[MunimentError] = []
    for store in archive.stores:
        try:
            for _, text in posted(store, CHECKPOINTS):
                notes.append((store.name, text.decode(errors="replace")))
            found = differences(archive.database, store)
            findings += [Finding(store.name, str(one)) for one in found]
        except MunimentError as error:
            troubles.append(error)
    report = ledger.verify(archive.database, archive.keyring, notes)
    return Verified(report.also(findings), tuple(troubles))


def mend_logs(archive: Archive) -> int:
    """Put right what stores have lost or altered of the ledger; how many pieces.

    Only where the database is what every checkpoint says: it might be the altered one. A store
    that is away is passed over. Raises `storage.full`, `ledger.tampered`.
    """
    wrong = [(store, one) for store in archive.stores for one in _wrong_in(archive, store)]
    if not wrong:
        return 0
    report = verify(archive).report
    if not report.database_is_true:
        raise MunimentError("ledger.tampered", problem=report.findings[0].problem)
    for store, one in wrong:
        with suppress(KeyTaken):  # somebody else has mended it
            mend(archive.database, store, one)
    return len(wrong)


def _wrong_in(archive: Archive, store: Store) -> list[Difference]:
    try:
        return list(differences(archive.database, store))
    except MunimentError:
        return []  # away, which the repair of its copies says


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
    # A clock that was set back must not silence the ledger until it has caught up.
    return last is None or not timedelta(0) <= archive.clock() - last < SELDOM
