"""What the pages of this room work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogue.database import Database
from model.event import Agent
from model.ports import Clock, NewId
from preservation.findings import Recorder


@dataclass(frozen=True, slots=True)
class Keeping:
    """One archive at the desk. ``start``: `model.ports.Jobs.start`."""

    database: Database
    clock: Clock
    new_id: NewId
    start: Callable[..., str]

    def recorder(self, agent: Agent) -> Recorder:
        """Whoever decides here, as events name them."""
        return Recorder(self.clock, self.new_id, agent)
