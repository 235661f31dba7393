"""Deliveries that lie ready in the cache: made once, fetched in parts, made again where they went.

What lies in the cache can always be made anew, so nothing there is missed: a row tells what should
be there, and whoever finds it missing, damaged or out of date makes another.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from access.dip.choosing import Part
from access.dip.packing import Dip, Press
from access.dip.readable import Subject
from catalogue import grants, ledger
from catalogue.database import Connection
from catalogue.grants import Grant, Ready
from model.digests import sha256
from model.errors import MunimentError
from model.event import Agent, Event, Kind, Outcome
from model.ports import NewId
from storage.packing.spool import unwritable

FOLDER = "deliveries"
_ABANDONED = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where ready deliveries lie. ``cache``: a folder that may be emptied at any time."""

    press: Press
    cache: Path
    new_id: NewId

    def file(self, ready: Ready) -> Path:
        """Where the ZIP file of a delivery should lie."""
        return place_of(self.cache, ready.id)

    def find(self, connection: Connection, grant: Grant, parts: Sequence[Part]) -> Ready | None:
        """What lies ready for a grant and holds just what may go out now; None: make it."""
        ready = grants.ready_for(connection, grant.id)
        if ready is None or ready.gate != gate_of(parts):
            return None
        try:
            return ready if self.file(ready).stat().st_size == ready.size else None
        except FileNotFoundError:
            return None

    def make(self, grant: Grant, subject: Subject, parts: Sequence[Part], agent: Agent) -> Ready:
        """Make the delivery of a grant; its event names the grant, never the files.

        Raises `delivery.no-proof`, `delivery.nothing-open`, `storage.member-altered`, `home.full`.
        """
        identifier = self.new_id()
        fields: dict[str, str | int] = {"delivery": str(identifier), "grant": str(grant.id)}
        if subject.unit is not None:
            fields["description"] = str(subject.unit.id)
        try:
            with Dip(self.press, identifier, subject, parts) as dip:
                ready = self._write(dip, grant, parts)
        except MunimentError as error:
            self._record(agent, Outcome.FAILURE, fields | {"code": error.code})
            raise
        counts = {"files": ready.files, "bytes": ready.bytes}
        event = self._event(agent, Outcome.SUCCESS, {**fields, **counts})
        with self.press.database.write() as connection:
            before = grants.keep(connection, ready)
            ledger.append(connection, event)
        if before is not None:
            self._remove(before)
        return ready

    def clear(self) -> int:
        """Remove what no grant holds any more; how many files."""
        removed = 0
        with self.press.database.write() as connection:
            for grant in grants.over(connection, self.press.clock()):
                ready = grants.ready_for(connection, grant)
                grants.forget(connection, grant)
                if ready is not None:
                    self._remove(ready.id)
                    removed += 1
        with self.press.database.read() as connection:
            kept = grants.everything_ready(connection)
        for file in self._folder().iterdir():
            if file.name.removesuffix(".zip") not in kept and _is_left_over(file):
                file.unlink(missing_ok=True)
                removed += 1
        return removed

    def _write(self, dip: Dip, grant: Grant, parts: Sequence[Part]) -> Ready:
        folder, digest, size = self._folder(), hashlib.sha512(), 0
        partial = folder / f".{dip.id}.{secrets.token_hex(4)}"
        try:
            with partial.open("xb") as stream:
                for chunk in dip.stream():
                    digest.update(chunk)
                    stream.write(chunk)
                    size += len(chunk)
            ready = Ready(
                id=dip.id,
                grant=grant.id,
                gate=gate_of(parts),
                made_at=self.press.clock(),
                files=dip.files,
                bytes=dip.bytes,
                size=size,
                sha512=digest.digest(),
            )
            # bytes first: a row never points to what is not whole
            partial.rename(self.file(ready))
        except OSError as error:
            raise unwritable(error, folder) from error
        finally:
            partial.unlink(missing_ok=True)
        return ready

    def _folder(self) -> Path:
        folder = self.cache / FOLDER
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def _remove(self, delivery: UUID) -> None:
        place_of(self.cache, delivery).unlink(missing_ok=True)

    def _record(self, agent: Agent, outcome: Outcome, fields: dict[str, str | int]) -> None:
        with self.press.database.write() as connection:
            ledger.append(connection, self._event(agent, outcome, fields))

    def _event(self, agent: Agent, outcome: Outcome, fields: dict[str, str | int]) -> Event:
        now = self.press.clock()
        return Event(self.new_id(), Kind.DELIVERED, now, agent, outcome, fields)


def place_of(cache: Path, delivery: UUID) -> Path:
    """Where the ZIP file of a delivery lies, or would."""
    return cache / FOLDER / f"{delivery}.zip"


def gate_of(parts: Sequence[Part]) -> bytes:
    """A digest of what may go out: another one as soon as that changes."""
    return sha256(b"".join(part.generation.aip.bytes + part.gate.state() for part in parts))


def _is_left_over(file: Path) -> bool:
    # One that is being made has no row yet, and is written to all the time.
    try:
        return time.time() - file.stat().st_mtime > _ABANDONED
    except FileNotFoundError:
        return False
