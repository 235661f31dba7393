"""The one place that chooses adapters: stores, database, search engine, signing key."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from administration import keys
from administration.clock import FreshIds, system_clock
from administration.home import Home, make_room
from administration.jobs.desk import JobDesk
from administration.server_keys import address_of, search_login
from administration.settings import Settings, load
from administration.settings_stores import StoreSettings
from catalogue import accounts
from catalogue.database import Database
from catalogue.ledger import Keyring, Signer, Verifier
from catalogue.search.embedded import EmbeddedEngine
from catalogue.search.protocol import SearchEngine
from model.event import Agent
from model.ports import Clock, NewId
from model.rights import RuleSet, rule_set_for
from storage.stores import Store
from storage.stores.file import FileStore
from tools.identify import Identifier

if TYPE_CHECKING:
    from access.viewing.making import AccessCopies
    from storage.vault import Vault
    from tools.pictures import Pictures


@dataclass(frozen=True)
class Archive:
    """One archive and everything that works on it. Each part connects when it is first used."""

    home: Home
    settings: Settings
    clock: Clock
    new_id: NewId

    @cached_property
    def database(self) -> Database:
        """The catalogue, at the revision this program needs.

        Raises `catalogue.revision-mismatch`, `home.broken`.
        """
        database = Database(self.settings.database_url(self.home))
        database.require_current()
        return database

    @cached_property
    def stores(self) -> tuple[Store, ...]:
        """All stores, as the settings list them. Raises `storage.keys-unusable`."""
        return tuple(_store(store, self.home) for store in self.settings.stores)

    @cached_property
    def vault(self) -> Vault:
        """All stores together."""
        from storage.vault import Vault  # what only finds and shows needs no store

        return Vault(self.stores, self.settings.may_owe)

    @cached_property
    def engine(self) -> SearchEngine:
        """The search engine. Raises `storage.keys-unusable`."""
        search = self.settings.search
        if search.engine == "embedded":
            return EmbeddedEngine(self.home.index)
        from catalogue.search.opensearch import OpenSearchEngine

        user, password = search_login(search, self.home)
        return OpenSearchEngine(search.url, search.name, user=user, password=password)

    @cached_property
    def pictures(self) -> Pictures:
        """The workers that open images and PDF files; they start when they are first asked."""
        from tools.pictures import Pictures

        return Pictures()

    @cached_property
    def access_copies(self) -> AccessCopies:
        """What is shown of files, made when somebody looks."""
        from access.viewing.cache import Cache
        from access.viewing.making import AccessCopies  # as long to load as all the stores

        return AccessCopies(lambda: self.vault, Cache(self.home.cache), self.pictures)

    @cached_property
    def signer(self) -> Signer:
        """Who signs checkpoints. Raises `keys.unusable`."""
        return Signer(self.settings.archive.origin, keys.load(self.home))

    @cached_property
    def keyring(self) -> Keyring:
        """The keys whose signatures under checkpoints are right. Raises `keys.unusable`."""
        origin = self.settings.archive.origin
        former = [Verifier(origin, key) for key in keys.former(self.home)]
        return Keyring(self.signer.verifier, former)

    @cached_property
    def jobs(self) -> JobDesk:
        """Work in the background."""
        return JobDesk(self)

    @cached_property
    def agent(self) -> Agent:
        """The user of the operating system who runs this program."""
        with self.database.write() as connection:
            return accounts.os_user(connection, os_user_name(), self.new_id, self.clock)

    @cached_property
    def software(self) -> Agent:
        """This program, as the agent of what it does by itself."""
        with self.database.write() as connection:
            return accounts.software(connection, self.new_id, self.clock)

    @property
    def today(self) -> date:
        """The day that protection periods are counted against."""
        return self.clock().astimezone().date()

    @property
    def rules(self) -> RuleSet:
        """The protection periods in force today."""
        return rule_set_for(self.today)

    def identifier(self) -> Identifier:
        """A new worker that identifies formats; use it as a context manager."""
        return Identifier()

    def close(self) -> None:
        """Let go of files and connections that were opened."""
        opened = vars(self)  # a cached property lies here once it was used
        if "jobs" in opened:
            self.jobs.close()
        if "pictures" in opened:
            self.pictures.close()
        if "engine" in opened:
            self.engine.close()
        if "database" in opened:
            self.database.close()


@contextmanager
def open_archive(home: Home) -> Iterator[Archive]:
    """The archive in ``home``, closed on leaving. Raises `settings.invalid`."""
    archive = wire(home, load(home))
    make_room(home)
    try:
        yield archive
    finally:
        archive.close()


def wire(home: Home, settings: Settings) -> Archive:
    """The archive, not connected to anything yet."""
    return Archive(home, settings, system_clock, FreshIds(system_clock))


def open_stores(path: Path, names: Sequence[str]) -> dict[str, Store]:
    """Some stores of the archive in ``path``, for a process that has nothing else of it."""
    home = Home(path)
    return {store.name: _store(store, home) for store in load(home).stores if store.name in names}


def create_stores(archive: Archive) -> None:
    """Make the stores of a new archive. Raises `storage.away`."""
    for store in archive.settings.stores:
        if store.is_folder:
            FileStore.create(store.name, store.path(archive.home))
        else:
            from storage.stores.s3 import S3Store

            S3Store.create(store.name, address_of(store, archive.home))


def found_store(store: StoreSettings, home: Home) -> None:
    """Make a further store where nothing is. Raises `stores.not-empty`, `storage.away`."""
    from storage.stores.founding import found_bucket, found_folder  # brings boto3

    if store.is_folder:
        found_folder(store.name, store.path(home))
    else:
        found_bucket(store.name, address_of(store, home))


def _store(store: StoreSettings, home: Home) -> Store:
    if store.is_folder:
        return FileStore(store.name, store.path(home))
    # boto3 takes a fifth of a second, and most archives have no bucket
    from storage.stores.s3 import S3Store
    from storage.stores.s3_locking import Locking

    mode = None if store.lock == "none" else store.lock
    lock = Locking(mode, store.lock_days, store.legal_hold)
    return S3Store(store.name, address_of(store, home), lock=lock)


def os_user_name() -> str:
    """The login name of whoever runs this program, or their number where it has none."""
    with suppress(KeyError):
        return pwd.getpwuid(os.getuid()).pw_name
    return str(os.getuid())
