"""Accounts, orders and whatever lies in no record: sealed, and put into every store."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from administration import keys
from administration.wiring import Archive
from catalogue import ledger
from catalogue.database import Connection
from catalogue.rebuilding import course
from catalogue.state import kept
from catalogue.state.kept import Drill, Kept
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from preservation.state import shelf
from preservation.state.bundle import KEY, SETTINGS, Bundle, write
from preservation.state.sealing import identities_in, seal, unseal
from preservation.state.shelf import Lying
from storage.stores import Store

_SOON = timedelta(minutes=1)
_SMALL = 1 << 20  # bytes: what is no bigger than this may be kept every minute


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle, the stores that have it, and what kept it from the others."""

    kept: Kept
    stores: tuple[str, ...]
    troubles: tuple[MunimentError, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The newest bundle of a store, and what came of opening it. ``trouble`` None: all is well."""

    store: str
    made_at: datetime | None
    rows: int
    trouble: MunimentError | None


def keep(archive: Archive) -> Written:
    """Put the state as it is into every store. Raises `state.no-recipients`."""
    recipients, at = archive.settings.state.recipients, archive.clock()
    if not recipients:
        raise MunimentError("state.no-recipients")
    have: list[str] = []
    troubles: list[MunimentError] = []
    # Temporary files without a name: a crash leaves no plain text behind.
    with _scratch(archive) as plain, _scratch(archive) as sealed:
        texts = {
            KEY: keys.private_file(archive.home).read_bytes(),
            SETTINGS: archive.home.settings.read_bytes(),
        }
        write(plain, archive.database, archive.settings.archive.origin, at, texts)
        plain.seek(0)
        seal(plain, sealed, recipients)
        size = sealed.seek(0, io.SEEK_END)
        for store in archive.stores:
            try:
                shelf.put(store, sealed, at)
                shelf.clear(store, at)
                have.append(store.name)
            except MunimentError as error:
                troubles.append(error)
    return Written(_record_kept(archive, at, size, have), tuple(have), tuple(troubles))


def keep_if_due(archive: Archive) -> list[MunimentError]:
    """Keep the state if something has happened since and it is time; what did not work out.

    It is time every so many minutes, and every minute while a bundle is small. What was rebuilt
    without its accounts is not kept by itself: it would take the place of what has them.
    """
    if not archive.settings.state.recipients:
        return []
    with archive.database.read() as connection:
        if is_awaited(connection):
            return []
        last, events = kept.last_kept(connection), ledger.count(connection)
    if last is not None:
        seldom = timedelta(minutes=archive.settings.state.every_minutes)
        wait = min(_SOON, seldom) if last.bytes <= _SMALL else seldom
        # a clock that was set back does not keep it waiting
        if last.events == events or timedelta(0) <= archive.clock() - last.made_at < wait:
            return []
    return list(keep(archive).troubles)


def is_awaited(connection: Connection) -> bool:
    """Whether the catalogue was rebuilt and its accounts and orders have not come back yet."""
    rebuilt = course.latest(connection) is not None
    return rebuilt and kept.last_kept(connection) is None


def drill(archive: Archive, identity: Path) -> list[Tried]:
    """Open the newest bundle of every store as a rebuild would, and write nothing but the event.

    Raises `state.no-identity`, `state.identity-unreadable`, `state.none`, `storage.away`.
    """
    tried = [_try(archive, store.name, bundles, identity) for store, bundles in _by_store(archive)]
    made_at = max((one.made_at for one in tried if one.made_at), default=None)
    if made_at is None:
        raise MunimentError("state.none")
    passed = all(one.trouble is None for one in tried)
    event = Event(
        archive.new_id(),
        Kind.STATE_DRILLED,
        archive.clock(),
        archive.agent,
        Outcome.SUCCESS if passed else Outcome.FAILURE,
        {"copies": sum(one.trouble is None for one in tried)},
    )
    with archive.database.write() as connection:
        kept.record_drill(connection, Drill(event.at, made_at, passed))
        ledger.append(connection, event)
    return tried


@contextmanager
def opened(archive: Archive, lying: Lying, identity: Path) -> Iterator[Bundle]:
    """A bundle of this archive, unsealed. Raises what can be wrong with key and bundle."""
    with _scratch(archive) as sealed, _scratch(archive) as plain:
        for chunk in lying.store.read(lying.key, from_medium=True):
            sealed.write(chunk)
        sealed.seek(0)
        unseal(sealed, plain, identities_in(_text(identity)))
        plain.seek(0)
        bundle = Bundle(plain)
        if bundle.about.origin != archive.settings.archive.origin:
            raise MunimentError("state.other-archive", origin=bundle.about.origin)
        yield bundle


def _try(archive: Archive, store: str, bundles: list[Lying], identity: Path) -> Tried:
    if not bundles:
        return Tried(store, None, 0, MunimentError("state.none"))
    try:
        with opened(archive, bundles[0], identity) as bundle:
            return Tried(store, bundles[0].made_at, bundle.check(), None)
    except MunimentError as error:
        if error.code in {"state.no-identity", "state.identity-unreadable"}:
            raise
        return Tried(store, bundles[0].made_at, 0, error)


def _by_store(archive: Archive) -> Iterator[tuple[Store, list[Lying]]]:
    for store in archive.stores:
        yield store, shelf.lying([store])


def _record_kept(archive: Archive, at: datetime, size: int, stores: list[str]) -> Kept:
    event = Event(
        archive.new_id(),
        Kind.STATE_KEPT,
        at,
        archive.software,
        Outcome.SUCCESS if stores else Outcome.FAILURE,
        {"bytes": size, "copies": len(stores)},
    )
    with archive.database.write() as connection:
        ledger.append(connection, event)
        done = Kept(at, ledger.count(connection), size)
        if stores:
            kept.record_kept(connection, done, at - shelf.KEPT_FOR)
    return done


@contextmanager
def _scratch(archive: Archive) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile(dir=archive.home.spool) as stream:
        yield stream


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError("state.identity-unreadable", file=file, reason=reason) from error
