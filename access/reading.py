"""What this room needs of an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from access.viewing.making import AccessCopies
from catalogue.database import Database
from catalogue.ledger import Signer
from catalogue.search.protocol import SearchEngine
from model.ids import ark
from model.ports import Clock, Jobs, NewId
from model.reading_days import RoomRules
from model.visiting import Visiting
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Reading:
    """One archive, to read in. ``base_url`` is its public address, empty where none is set.

    ``jobs``: None where nothing works in the background, so that everything is done at once.
    """

    database: Database
    vault: Vault
    engine: SearchEngine
    access_copies: AccessCopies
    clock: Clock
    new_id: NewId
    naan: str
    title: str
    signer: Callable[[], Signer]  # of the ledger; whoever needs no proof needs no key
    spool: Path
    cache: Path
    base_url: str = ""
    jobs: Jobs | None = None
    room: RoomRules = field(default_factory=RoomRules)
    visiting: Visiting = field(default_factory=Visiting)

    @property
    def today(self) -> date:
        """The day that protection periods are counted against."""
        return self.clock().astimezone().date()

    def address(self, asked: object) -> str:
        """Where people reach the portal: as it is set, else the address ``asked`` for."""
        return self.base_url or str(asked).rstrip("/")

    def ark(self, identifier: UUID) -> str:
        """The permanent name of a description or AIP."""
        return ark(self.naan, identifier)
