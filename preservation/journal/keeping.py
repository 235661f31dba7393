"""The journal of one archive, kept level with its catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from catalogue.database import Database
from model.event import Agent
from model.ports import Clock, NewId
from storage.stores import Store


@dataclass(frozen=True, slots=True)
class Pace:
    """When a prefix gets a new snapshot: after so many changes, or so long after any.

    ``generations``: that make a segment of the catalogue.
    """

    changes: int = 1_000
    age: timedelta = timedelta(days=1)
    generations: int = 10_000


@dataclass(frozen=True, slots=True)
class Journal:
    """What keeping a journal takes.

    ``required``: the stores without which nothing counts as safe. ``archive``: its origin, as on
    checkpoints. ``agent``: this program. ``spool``: a folder for what is too large for memory.
    """

    database: Database
    stores: Sequence[Store]
    required: frozenset[str]
    archive: str
    clock: Clock
    new_id: NewId
    agent: Agent
    spool: Path
    pace: Pace = field(default_factory=Pace)
