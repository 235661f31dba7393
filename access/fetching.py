"""Fetching a delivery: at once for whoever may have the files, or ready for those with a grant."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from access.dip.choosing import Part, choose, wishes_for
from access.dip.packing import Dip, Press
from access.dip.readable import Subject
from access.dip.ready import Shelf
from access.dip.subjects import subject_of
from access.granting import allows_user, parts_of
from access.handing import begun
from access.reading import Reading
from catalogue import accounts, aips, descriptions, grants, ledger
from catalogue.database import Connection
from catalogue.description_rows import Described
from catalogue.grants import Grant, Ready
from model.errors import MunimentError
from model.event import Agent, Event, Kind, Outcome
from model.policy import User

LARGE = 256 << 20
"""Bytes; what is larger is prepared in the background, where something works there."""

_CHUNK = 1 << 20
_CERTAIN = 8 << 20  # up to here every byte is verified before the first is sent


@dataclass(frozen=True, slots=True)
class Held:
    """A grant that holds, with what it lets out today and what lies ready of it."""

    grant: Grant
    described: Described
    parts: list[Part]
    ready: Ready | None


class Counter:
    """Where deliveries are fetched."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._making = threading.Lock()

    def press(self) -> Press:
        """What deliveries are made with."""
        reading = self._reading
        return Press(
            reading.database, reading.vault, reading.signer(), reading.clock, reading.spool
        )

    def shelf(self) -> Shelf:
        """Where ready ones lie."""
        return Shelf(self.press(), self._reading.cache, self._reading.new_id)

    @property
    def today(self) -> date:
        """The day that protection periods are counted against."""
        return self._reading.today

    def at_once(
        self, described: Described, names: dict[UUID, tuple[str, ...]] | None, user: User
    ) -> tuple[Dip, Iterator[bytes]]:
        """A delivery made while it is sent. Raises what `choose` and `Dip` raise."""
        with self._reading.database.read() as connection:
            pointed = aips.of_description(connection, described.key)
            if not pointed:
                raise MunimentError("delivery.nothing-open")
            wishes = wishes_for(pointed, names)
            parts = choose(connection, wishes, allows_user(user, self.today))
            subject = self._subject(connection, described)
        dip = Dip(self.press(), self._reading.new_id(), subject, parts)
        chunks = self._sent(dip, described, user)
        return dip, begun(chunks)

    def held(self, grant: Grant | None) -> Held:
        """A grant that holds. Raises `delivery.link-over`, for one that never was too."""
        if grant is None or not grant.holds(self._reading.clock()):
            raise MunimentError("delivery.link-over")
        with self._reading.database.read() as connection:
            described = descriptions.by_key(connection, grant.description)
            if described is None:
                raise MunimentError("delivery.link-over")
            parts = parts_of(connection, grant, self.today)
            ready = self.shelf().find(connection, grant, parts)
        return Held(grant, described, parts, ready)

    def prepare(self, held: Held, size: int) -> None:
        """See to it that a large delivery lies ready before somebody asks for it."""
        jobs = self._reading.jobs
        if held.ready is None and jobs is not None and size > LARGE:
            # Where it was made and is gone again, the next hour's job makes it anew.
            hour = self._reading.clock().strftime("%Y%m%d%H")
            arguments = {"grant": str(held.grant.id)}
            jobs.start("delivery", arguments, key=f"delivery-{held.grant.id}-{hour}")

    def readied(self, held: Held) -> Ready:
        """What lies ready for the grant, made now where it is not. Raises what `Shelf.make` does,
        and `delivery.being-prepared` where that is left to a job.
        """
        if held.ready is not None:
            return held.ready
        size = size_of(held.parts)
        if self._reading.jobs is not None and size > LARGE:
            self.prepare(held, size)
            raise MunimentError("delivery.being-prepared")
        with self._making:
            # somebody may have made it while we waited
            again = self.held(held.grant)
            return again.ready or self.make(again)

    def make(self, held: Held) -> Ready:
        """Make it. Raises what `Shelf.make` does."""
        with self._reading.database.read() as connection:
            subject = self._subject(connection, held.described)
        agent = self.agent(held.grant.account)
        return self.shelf().make(held.grant, subject, held.parts, agent)

    def used(self, held: Held, ready: Ready) -> None:
        """Somebody begins to download: one event for each use."""
        now, grant = self._reading.clock(), held.grant
        agent = self.agent(grant.account)
        fields = {
            "grant": str(grant.id),
            "delivery": str(ready.id),
            "description": str(held.described.description.id),
        }
        with self._reading.database.write() as connection:
            if grants.use(connection, grant.id, now):
                event = Event(self._reading.new_id(), Kind.GRANT_USED, now, agent, fields=fields)
                ledger.append(connection, event)

    def chunks(self, ready: Ready, start: int, length: int | None) -> Iterator[bytes]:
        """Bytes of a ready delivery; the whole of it ends early rather than with a wrong byte."""
        file = self.shelf().file(ready)
        if length is None and start == 0:
            return begun(_whole(file, ready))
        return begun(_part(file, start, ready.size - start if length is None else length))

    def agent(self, account: UUID | None) -> Agent:
        """Who fetches: the account, or this program for whoever has a link."""
        with self._reading.database.write() as connection:
            found = accounts.by_id(connection, account) if account else None
            if found is not None:
                return found.agent
            return accounts.software(connection, self._reading.new_id, self._reading.clock)

    def _sent(self, dip: Dip, described: Described, user: User) -> Iterator[bytes]:
        """The stream, with its event where somebody is signed in; open ones are only counted."""
        fields: dict[str, str | int] = {
            "delivery": str(dip.id),
            "description": str(described.description.id),
        }
        counts = {"files": dip.files, "bytes": dip.bytes}
        with dip:
            if user.account is not None:
                # before the first byte: a delivery that breaks off has gone out in part
                self._record(user.account, Outcome.SUCCESS, {**fields, **counts})
            try:
                yield from dip.stream()
            except MunimentError as error:
                if user.account is not None:
                    self._record(user.account, Outcome.FAILURE, {**fields, "code": error.code})
                raise

    def _record(self, account: UUID, outcome: Outcome, fields: dict[str, str | int]) -> None:
        agent, now = self.agent(account), self._reading.clock()
        event = Event(self._reading.new_id(), Kind.DELIVERED, now, agent, outcome, fields)
        with self._reading.database.write() as connection:
            ledger.append(connection, event)

    def _subject(self, connection: Connection, described: Described) -> Subject:
        return subject_of(
            connection,
            described,
            described.description.id,
            self.today,
            archive=self._reading.title,
            ark=self._reading.ark,
            base_url=self._reading.base_url,
        )


def size_of(parts: list[Part]) -> int:
    """An upper bound of what some parts hold, without a walk through their files."""
    return sum(part.generation.bytes for part in parts)


def headers_of(ready: Ready) -> dict[str, str]:
    """What is told about a ready delivery; its digest makes a download resumable for days."""
    digest = base64.b64encode(ready.sha512).decode()
    return {
        "accept-ranges": "bytes",
        "etag": f'"sha512-{ready.sha512.hex()}"',
        "repr-digest": f"sha-512=:{digest}:",  # RFC 9530
    }


def _whole(file: Path, ready: Ready) -> Iterator[bytes]:
    digest, held = hashlib.sha512(), b""
    if ready.size <= _CERTAIN:
        content = file.read_bytes()
        if hashlib.sha512(content).digest() != ready.sha512:
            raise _damaged(file)
        yield content
        return
    for chunk in _part(file, 0, ready.size):
        if held:
            yield held
        digest.update(chunk)
        held = chunk
    if digest.digest() != ready.sha512:
        raise _damaged(file)
    yield held


def _part(file: Path, start: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(start)
        while length > 0 and (chunk := stream.read(min(_CHUNK, length))):
            length -= len(chunk)
            yield chunk


def _damaged(file: Path) -> MunimentError:
    # It lies in a cache: without the file the next who asks gets a new one.
    file.unlink(missing_ok=True)
    return MunimentError("delivery.being-prepared")
