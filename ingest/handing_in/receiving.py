"""Handing in through the browser: what may be done to a submission, each deed with its event."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from catalogue import accounts, incoming, ledger
from catalogue.database import Connection, Database
from catalogue.incoming import Incoming, Upload
from ingest.handing_in.shelf import Shelf
from ingest.limits import Limits
from model.aip import safe_path
from model.errors import MunimentError
from model.event import Event, Kind
from model.ports import Clock, NewId
from model.receiving import Deed, IncomingState, OutOfTurn

ABANDONED_AFTER = timedelta(days=7)
"""How long an upload waits for the rest of its bytes."""

Start = Callable[[str, Mapping[str, Any]], object]
"""Put a job in its queue: kind and arguments."""

CHECK, ACCESSION = "check-submission", "accession"


@dataclass(frozen=True, slots=True)
class Receiving:
    """The counter where submissions are handed in."""

    database: Database
    clock: Clock
    new_id: NewId
    shelf: Shelf
    limits: Limits
    start: Start

    def begin(self, account: UUID, title: str, source: str, parent: str) -> Incoming:
        """Somebody begins to hand something in."""
        now = self.clock()
        new = Incoming(
            id=self.new_id(),
            account=account,
            title=title,
            source=source,
            parent=parent,
            state=IncomingState.UPLOADING,
            created_at=now,
            changed_at=now,
            report=None,
            code="",
            decided_by=None,
            decided_at=None,
            reason=None,
            submission=None,
        )
        with self.database.write() as connection:
            incoming.begin(connection, new)
        return new

    def announce(self, found: Incoming, path: str, size: int) -> Upload:
        """One file is going to come; the same announcement again is the same upload.

        Raises `ingest.unsafe-path`, `ingest.unsafe-name`, `receiving.too-large`,
        `receiving.out-of-turn`, `receiving.no-room`.
        """
        if found.state is not IncomingState.UPLOADING:
            raise MunimentError("receiving.out-of-turn")
        safe_path(path)
        if path.count("/") >= self.limits.depth or len(path.encode()) > self.limits.path_bytes:
            raise MunimentError(
                "receiving.too-large", limit=f"{self.limits.path_bytes} bytes of path"
            )
        with self.database.write() as connection:
            known = {one.path: one for one in incoming.uploads_of(connection, found.id)}
            if path in known and known[path].size == size:
                return known[path]
            if path in known:
                raise MunimentError("ingest.name-twice", name=path)
            files, total = incoming.announced(connection, found.id)
            if files + 1 > self.limits.files or total + size > self.limits.bytes:
                raise MunimentError("receiving.too-large", limit=f"{self.limits.bytes} bytes")
            new = Upload(self.new_id(), found.id, path, size, self.clock())
            incoming.add_upload(connection, new)
        self.shelf.begin(new)
        return new

    def withdraw(self, upload: Upload) -> None:
        """The file is not wanted any more."""
        with self.database.write() as connection:
            incoming.remove_upload(connection, upload.id)
        self.shelf.discard(upload)

    def hand_in(self, found: Incoming, who: UUID) -> None:
        """Everything has come: let it be checked.

        Raises `receiving.nothing`, `receiving.incomplete`, `receiving.out-of-turn`.
        """
        with self.database.read() as connection:
            uploads = incoming.uploads_of(connection, found.id)
        if not uploads:
            raise MunimentError("receiving.nothing")
        for one in uploads:
            if self.shelf.offset(one) != one.size:
                raise MunimentError("receiving.incomplete", path=one.path)
        files, total = len(uploads), sum(one.size for one in uploads)
        self._move(found, Deed.CHECK, Kind.UPLOADED, who, files=files, bytes=total)
        self.start(CHECK, {"incoming": str(found.id)})

    def accept(self, found: Incoming, who: UUID) -> None:
        """Take it into the archive. Raises `receiving.out-of-turn`."""
        report = found.report or {}
        if found.state is IncomingState.CHECKED and report.get("problem"):
            raise MunimentError("receiving.out-of-turn")
        decided = {"decided_by": who, "decided_at": self.clock()}
        self._move(found, Deed.ACCEPT, Kind.ACCEPTED, who, changes=decided)
        self.start(ACCESSION, {"incoming": str(found.id), "account": str(who)})

    def turn_away(self, found: Incoming, who: UUID, deed: Deed, reason: str) -> None:
        """Refuse it, or send it back to be corrected; the bytes are removed.

        Raises `receiving.reason-missing`, `receiving.out-of-turn`.
        """
        if not reason:
            raise MunimentError("receiving.reason-missing")
        kind = Kind.REFUSED if deed is Deed.REFUSE else Kind.SENT_BACK
        decided = {"decided_by": who, "decided_at": self.clock()}
        self._move(found, deed, kind, who, reason=reason, changes=decided)
        self.shelf.clear(found.id)

    def _move(
        self,
        found: Incoming,
        deed: Deed,
        kind: Kind,
        who: UUID,
        *,
        reason: str = "",
        changes: Mapping[str, object] | None = None,
        **fields: int,
    ) -> None:
        with self.database.write() as connection:
            said: dict[str, str | int] = {"upload": str(found.id), **fields}
            more = dict(changes or {})
            if reason:
                said["text"] = ledger.keep_text(connection, reason, os.urandom(32))
                more["reason"] = bytes.fromhex(str(said["text"]).removeprefix("sha256:"))
            try:
                moved = incoming.move(connection, found, deed, self.clock(), **more)
            except OutOfTurn as error:
                raise MunimentError("receiving.out-of-turn") from error
            if moved is None:
                raise MunimentError("receiving.out-of-turn")
            self._append(connection, kind, who, said)

    def _append(
        self, connection: Connection, kind: Kind, who: UUID, fields: Mapping[str, str | int]
    ) -> None:
        account = accounts.by_id(connection, who)
        if account is None:
            raise MunimentError("access.sign-in-needed")
        happened = Event(self.new_id(), kind, self.clock(), account.agent, fields=fields)
        ledger.append(connection, happened)


def abandon(database: Database, shelf: Shelf, clock: Clock) -> int:
    """Remove uploads whose rest never came; how many submissions."""
    with database.write() as connection:
        left = incoming.in_state(connection, IncomingState.UPLOADING, clock() - ABANDONED_AFTER)
        for one in left:
            incoming.remove(connection, one.id)
    for one in left:
        shelf.clear(one.id)
    return len(left)
