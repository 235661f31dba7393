"""A small archive of real parts for tests: SQLite, two file stores, the real identifier."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from catalogue import accounts
from catalogue.database import Database
from catalogue.tables import event
from ingest.accession import Accession, Wishes
from ingest.limits import Limits
from ingest.outcome import Outcome
from model.ids import uuid7
from model.rights import rule_set_for
from preservation.generations import Archives
from storage.stores.file import FileStore
from storage.vault import Vault
from tests.ingest.quiet import QUIET
from tools.identify import Identifier

STORES = ("north", "south")


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> UUID:
    return uuid7(now(), os.urandom(10))


@dataclass(frozen=True)
class House:
    home: Path
    database: Database
    vault: Vault
    accession: Accession

    def take(self, path: Path, **wishes: Any) -> list[Outcome]:
        return self.accession.take(path, Wishes(**wishes))

    def one(self, path: Path, **wishes: Any) -> Outcome:
        (outcome,) = self.take(path, **wishes)
        return outcome

    def objects(self) -> dict[str, list[Path]]:
        """The stored objects, by store."""
        return {name: sorted((self.home / name).glob("aip/*/*/*/*.zip")) for name in STORES}

    def nothing_stored(self) -> bool:
        left = [*(self.home / "spool").iterdir()]
        left += [path for name in STORES for path in (self.home / name / "tmp").iterdir()]
        return not any(self.objects().values()) and not left

    def events(self) -> list[dict[str, Any]]:
        """Everything in the ledger, oldest first."""
        with self.database.read() as connection:
            bodies = connection.execute(select(event.c.body).order_by(event.c.id)).scalars()
            return [json.loads(body) for body in bodies]


@contextmanager
def house(home: Path, limits: Limits | None = None) -> Iterator[House]:
    """Open the archive in ``home``, founding it where there is none."""
    is_new = not (home / "archive.db").exists()
    database = Database(f"sqlite:///{home}/archive.db")
    if is_new:
        (home / "spool").mkdir(parents=True, exist_ok=True)
        for name in STORES:
            FileStore.create(name, home / name)
        database.upgrade()
    with database.write() as connection:
        person = accounts.os_user(connection, "tester", new_id, now)
        program = accounts.software(connection, new_id, now)
    vault = Vault([FileStore(name, home / name) for name in STORES])
    with Identifier() as identifier:
        accession = Accession(
            database=database,
            vault=vault,
            past=Archives(database, vault).past,
            identifier=identifier,
            clock=now,
            new_id=new_id,
            agent=person,
            software=program.id,
            version="0",
            rules=rule_set_for(now().date()),
            limits=limits or Limits(),
            spool=home / "spool",
            progress=QUIET,
        )
        yield House(home, database, vault, accession)
    database.close()
