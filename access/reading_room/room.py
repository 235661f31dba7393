"""What the reading room needs of an archive, and how it writes events."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue import accounts, ledger, readers
from catalogue.database import Connection, Database
from catalogue.ledger.events import kept_text
from catalogue.readers import Reader
from model.errors import MunimentError
from model.event import Agent, Event, Kind
from model.policy import User
from model.ports import Clock, NewId
from model.reading_days import RoomRules

Start = Callable[[str, Mapping[str, Any]], object]
"""Put a job in its queue: kind and arguments."""


@dataclass(frozen=True, slots=True)
class ReadingRoom:
    """One archive's reading room. ``base_url``: where readers reach the portal."""

    database: Database
    clock: Clock
    new_id: NewId
    rules: RoomRules
    start: Start
    title: str
    base_url: str

    @property
    def today(self) -> date:
        """The day that is counted from."""
        return self.clock().astimezone().date()

    def append(self, connection: Connection, kind: Kind, agent: Agent, **fields: str | int) -> None:
        """Write an event, in the deed's transaction."""
        ledger.append(connection, Event(self.new_id(), kind, self.clock(), agent, fields=fields))

    def system(self, connection: Connection) -> Agent:
        """This program, where a rule acts and no person."""
        return accounts.software(connection, self.new_id, self.clock)

    def post(self) -> None:
        """Let the letters that were queued go out; they are safe whether or not they do now."""
        # The deed is done and the letter kept: every minute the clock starts the same job anyway.
        with suppress(MunimentError):
            self.start("mail", {})


def reader_of(connection: Connection, user: User) -> Reader:
    """The reader who asks. Raises `reading.not-a-reader`."""
    found = readers.of_account(connection, user.own_account)
    if found is None:
        raise MunimentError("reading.not-a-reader")
    return found


def keep_reason(connection: Connection, reason: str) -> tuple[str, bytes]:
    """Keep a reason where it can be erased; its digest, for the event and for the row."""
    digest = ledger.keep_text(connection, reason, os.urandom(32))
    return digest, bytes.fromhex(digest.removeprefix("sha256:"))


def reason_of(connection: Connection, digest: bytes | None) -> str:
    """The reason behind a row's digest; empty where there is none, or it was erased."""
    return "" if digest is None else kept_text(connection, digest.hex()) or ""
