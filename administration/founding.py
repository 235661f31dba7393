"""Founding an archive: everything it needs from its first day, or nothing at all."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from administration import keys
from administration.aftercare import settle
from administration.executor import sole_executor
from administration.home import Home, take_on_ballast, unwritable
from administration.new_files import write_through
from administration.people import create
from administration.settings import load, parse, read
from administration.settings_template import new_settings, with_recipients
from administration.wiring import Archive, create_stores, wire
from catalogue import ledger
from catalogue.database import Database
from model.errors import MunimentError
from model.event import Event, Kind
from model.policy import UserRole
from preservation.state.sealing import Pair, new_pair

ADMINISTRATOR = "administrator"
_BUSY = "executor.lock"
_OURS = {
    *(_BUSY, Home(Path()).founding.name, "settings.toml", "settings.partial"),
    *("archive.db", "archive.db-wal", "archive.db-shm", "archive.db-journal"),
    *("index", "cache", "spool", "log", "keys", "stores", "ballast", "ballast.partial"),
}
"""What a founding makes; an interrupted one is cleared only where nothing else lies there."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A new archive, and what its founder must know."""

    home: Home
    stores: tuple[tuple[str, str], ...]
    origin: str
    key_fingerprint: str
    administrator: str
    link: str  # shown once, kept nowhere
    link_expires_at: datetime
    sheets: tuple[Pair, ...]  # of recovery: shown once, kept nowhere


@dataclass(frozen=True, slots=True)
class Upgraded:
    """An older archive whose database this program can now use."""

    home: Home
    old: str
    new: str


def found(home: Home, *, title: str, naan: str, prepared: Path | None = None) -> Founded:
    """Found an archive in ``home``, which must be new, empty or left by an interrupted founding.

    It becomes an archive with the very last step, so that a crash before leaves nothing that
    could be taken for one. ``prepared``: settings to begin with, in place of ours.

    Raises `home.not-empty`, `catalogue.not-empty`, `home.not-writable`, `home.full`,
    `settings.invalid`.
    """
    _may_be_founded(home)
    sheets: tuple[Pair, ...] = (new_pair(), new_pair())
    recipients = [sheet.recipient for sheet in sheets]
    if prepared is None:
        text = new_settings(title, f"muniment.invalid/{secrets.token_hex(8)}", naan, recipients)
        settings = parse(home, text)
    else:
        text = read(prepared)
        settings = parse(home, text, prepared)
        if settings.state.recipients:
            sheets = ()
        else:
            text = with_recipients(text, recipients)
            settings = parse(home, text, prepared)
    try:
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with sole_executor(home):
            _may_be_founded(home)
            _clear(home)
            home.founding.touch()
            archive = wire(home, settings)
            try:
                founded = _furnish(archive)
                write_through(home.settings, text)
                settle(archive)
            finally:
                archive.close()
            home.founding.unlink()
    except OSError as error:
        raise unwritable(home, error) from error
    return replace(founded, sheets=sheets)


def upgrade(home: Home) -> Upgraded:
    """Bring the database of an archive up to date. Raises `home.exists` where it is already."""
    with sole_executor(home), closing(Database(load(home).database_url(home))) as database:
        old, new = database.revision(), database.needed_revision()
        if old == new:
            raise MunimentError("home.exists", home=home.path)
        database.upgrade()
    return Upgraded(home, old or "none", new)


def _furnish(archive: Archive) -> Founded:
    home, settings = archive.home, archive.settings
    for folder in (home.index, home.cache, home.spool, home.log):
        folder.mkdir(exist_ok=True)
    places = tuple((store.name, store.place(home)) for store in settings.stores)
    create_stores(archive)
    fingerprint = keys.fingerprint(keys.create(home).public_key())
    with closing(Database(settings.database_url(home))) as database:
        _must_be_empty(database)
        database.upgrade()
    agent = archive.agent  # has a transaction of its own
    with archive.database.write() as connection:
        ledger.append(
            connection,
            Event(
                archive.new_id(),
                Kind.INITIALISED,
                archive.clock(),
                agent,
                fields={"key_fingerprint": fingerprint},
            ),
        )
    link = create(archive, ADMINISTRATOR, UserRole.ADMINISTRATOR)
    take_on_ballast(home)
    return Founded(
        home=home,
        stores=places,
        origin=settings.archive.origin,
        key_fingerprint=fingerprint,
        administrator=link.account,
        link=link.url,
        link_expires_at=link.expires_at,
        sheets=(),
    )


def _must_be_empty(database: Database) -> None:
    # A file was just cleared with HOME. On a server lies perhaps another archive.
    if not database.is_embedded and database.revision() is not None:
        raise MunimentError("catalogue.not-empty", place=database.place)


def _may_be_founded(home: Home) -> None:
    if home.path.exists() and not home.path.is_dir():
        raise MunimentError("home.not-empty", home=home.path)
    try:
        there = set(os.listdir(home.path)) if home.path.exists() else set()  # noqa: PTH208
    except OSError as error:
        raise unwritable(home, error) from error
    interrupted = home.founding.name in there
    if there - (_OURS if interrupted else {_BUSY}):
        raise MunimentError("home.not-empty", home=home.path)


def _clear(home: Home) -> None:
    # Whatever lies beside the mark of an interrupted founding was made by it.
    for left in [home.path / name for name in _OURS - {_BUSY, home.founding.name}]:
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)
