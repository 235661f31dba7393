"""What the web shell needs of an archive; `administration.wiring.Archive` has it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from access.viewing.making import AccessCopies
from administration.home import Home
from administration.jobs.desk import JobDesk
from administration.settings import Settings
from catalogue.database import Database
from catalogue.ledger import Signer
from catalogue.search.protocol import SearchEngine
from model.ports import Clock, NewId
from storage.vault import Vault


class House(Protocol):
    """One archive, wired."""

    @property
    def home(self) -> Home: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def engine(self) -> SearchEngine: ...
    @property
    def signer(self) -> Signer: ...
    @property
    def access_copies(self) -> AccessCopies: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def new_id(self) -> NewId: ...
    @property
    def today(self) -> date: ...
    @property
    def jobs(self) -> JobDesk: ...
