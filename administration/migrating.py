"""Migrations as people and jobs ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from administration.wiring import Archive
from model.event import Agent
from model.ports import Progress
from preservation.findings import Recorder
from preservation.generations import Archives
from preservation.migrating.workshop import Workshop
from tools.convert import Converter


@contextmanager
def workshop_of(archive: Archive, agent: Agent, progress: Progress) -> Iterator[Workshop]:
    """What works on migrations has at hand, in the name of ``agent``."""
    recorder = Recorder(archive.clock, archive.new_id, agent)
    with archive.identifier() as identifier, Converter() as converter:
        yield Workshop(
            Archives(archive.database, archive.vault),
            recorder,
            converter,
            identifier,
            archive.home.spool,
            progress,
        )
