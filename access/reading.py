"""What this room needs of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from catalogue.database import Database
from catalogue.search.protocol import SearchEngine
from model.ids import ark
from model.ports import Clock, NewId
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Reading:
    """One archive, to read in. ``base_url`` is its public address, empty where none is set."""

    database: Database
    vault: Vault
    engine: SearchEngine
    clock: Clock
    new_id: NewId
    naan: str
    title: str
    base_url: str = ""

    def ark(self, identifier: UUID) -> str:
        """The permanent name of a description or AIP."""
        return ark(self.naan, identifier)
