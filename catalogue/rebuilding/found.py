"""What was found in the stores, on its way to the rows of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalogue.copies import CopyStatus
from catalogue.rebuilding.facts import Fact
from model.aip import Identification
from model.members import Members


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """What is known of a copy. ``checked_at`` None: it was listed, nobody has read it."""

    store: str
    status: CopyStatus
    length: int
    version: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundGeneration:
    """A generation as its own end tells it, with the digest that the ledger told.

    ``files`` and ``bytes`` count what the producer gave; ``formats`` are those that the members
    name by their places in the list.
    """

    number: int
    sealed_at: datetime
    sha256: bytes
    size: int
    manifest_sha512: bytes
    files_root: bytes
    files: int
    secret: bytes
    members: Members = field(repr=False)
    formats: Sequence[Identification]
    copies: Sequence[FoundCopy]
    fact: Fact | None
    bytes: int


@dataclass(frozen=True, slots=True)
class FoundAip:
    """An AIP with its generations, oldest first.

    ``submission``: key of the row of the one that it came with; ``submissions``: keys
    of all that its facts name, by their ids, for an update comes with one of its own.
    """

    id: UUID
    submission: int
    submissions: Mapping[UUID, int]
    generations: Sequence[FoundGeneration]
