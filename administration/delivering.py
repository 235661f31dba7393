"""Deliveries made by staff at the command line: a ZIP file with its proof, and its event."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from access.dip.choosing import Wish, choose, wishes_for
from access.dip.packing import Dip, Press
from access.dip.subjects import subject_of
from access.granting import Granting, Wanted, day
from administration.aftercare import settle_ledger
from administration.fixity import look_again
from administration.lookup import Named, find_named
from administration.new_files import beside, publish, refuse_existing, told
from administration.wiring import Archive
from administration.workflows.delivery import run as prepare
from administration.workflows.inline import InlineSteps
from catalogue import aips, ledger
from catalogue.database import Connection
from model.aip import Placement
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from model.ids import ark
from model.policy import User, UserRole
from model.ports import Progress
from model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Terms:
    """Until when, why, and to whose account; to whoever has a link where ``to`` is empty."""

    until: str
    purpose: str
    to: str = ""


@dataclass(slots=True)
class Delivered:
    """What was delivered, and where the file lies now."""

    id: UUID
    path: Path
    aips: tuple[UUID, ...]
    subject: str
    fingerprint: str
    files: int
    bytes: int
    size: int
    sha512: str = ""
    passed_over: set[str] = field(default_factory=set)  # stores whose copy was damaged

    def document(self) -> dict[str, object]:
        """As `muniment deliver --json` gives it."""
        return {
            "delivery": str(self.id),
            "path": str(self.path),
            "aips": [str(one) for one in self.aips],
            "files": self.files,
            "bytes": self.bytes,
            "size": self.size,
            "sha512": self.sha512,
            "key_fingerprint": self.fingerprint,
            "passed_over": sorted(self.passed_over),
        }


def press_of(archive: Archive) -> Press:
    """What deliveries of this archive are made with."""
    return Press(archive.database, archive.vault, archive.signer, archive.clock, archive.home.spool)


def deliver(
    archive: Archive,
    name: str,
    files: Sequence[str],
    output: Path | None,
    progress: Progress,
) -> Delivered:
    """Deliver a unit or AIP, all of it or some ``files``, into a new ZIP file.

    Whoever runs commands may see everything, so nothing is closed here. ``output``: a new file, a
    folder for it, or ``-`` for standard output. Raises `catalogue.not-found`, `catalogue.no-aip`,
    `catalogue.member-not-found`, `delivery.no-proof`, `storage.member-altered`, `get.exists`,
    `get.not-writable`.
    """
    identifier = archive.new_id()
    with archive.database.read() as connection:
        named = find_named(connection, name)
        wishes = _wishes(connection, named, name, files)
        parts = choose(connection, wishes, None)
        subject = subject_of(
            connection,
            named.described,
            wishes[0].aip,
            archive.today,
            archive=archive.settings.archive.title,
            ark=lambda one: ark(archive.settings.archive.naan, one),
            base_url=archive.settings.web.base_url,
        )
    whole = tuple(part.generation.aip for part in parts)
    done = Delivered(identifier, Path("-"), whole, subject.name, "", 0, 0, 0)
    press = press_of(archive)
    with (
        _recorded(archive, done, named, progress),
        Dip(press, identifier, subject, parts) as dip,
    ):
        done.files, done.bytes, done.size = dip.files, dip.bytes, dip.size
        done.fingerprint = dip.fingerprint
        progress.begin("get", dip.size)
        _write(dip, output, done, progress)
    return done


@dataclass(frozen=True, slots=True)
class Given:
    """A grant, the link where it has one, and what lies ready for it.

    ``closed_until`` None: nothing of it is closed to the public.
    """

    grant: UUID
    to: str
    link: str
    last_day: date
    closed_until: date | None
    ready: Mapping[str, Any]

    def document(self) -> dict[str, object]:
        """As `muniment deliver --until --json` gives it."""
        return {
            "grant": str(self.grant),
            "account": self.to or None,
            "link": self.link or None,
            "until": self.last_day.isoformat(),
            "closed_until": self.closed_until and self.closed_until.isoformat(),
            **self.ready,
        }


def give(
    archive: Archive,
    name: str,
    files: Sequence[str],
    terms: Terms,
    progress: Progress,
) -> Given:
    """Grant a delivery and make it lie ready. Raises `delivery.bad-day`, `accounts.not-found`,
    `delivery.unknown-purpose`, and what `deliver` raises.
    """
    until = day(terms.until, archive.clock())
    agent = archive.agent
    with archive.database.read() as connection:
        named = find_named(connection, name)
        if named.described is None:
            raise MunimentError("catalogue.not-found", name=name)
        wishes = _wishes(connection, named, name, files)
    names = {wish.aip: wish.names for wish in wishes if wish.names is not None} or None
    wanted = Wanted(named.described, names, until, terms.purpose, terms.to)
    granting = Granting(archive.database, archive.clock, archive.new_id)
    # Whoever has a shell may see everything, as an administrator may.
    granted = granting.grant(wanted, User(UserRole.ADMINISTRATOR, agent.id), agent)
    ready = prepare(InlineSteps(progress), archive, {"grant": str(granted.grant.id)})
    settle_ledger(archive)
    link = f"{archive.settings.web.public_url}/delivery/{granted.token}" if granted.token else ""
    closed = [day for paths in granted.grant.covers.values() for day in paths.values()]
    return Given(
        granted.grant.id,
        terms.to,
        link,
        granted.grant.last_day,
        max(closed, default=None),
        ready,
    )


def _write(dip: Dip, output: Path | None, done: Delivered, progress: Progress) -> None:
    digest = hashlib.sha512()

    def noticed(placement: Placement, _: Verdict) -> None:
        done.passed_over.add(placement.store)

    def copy_to(write: Callable[[bytes], object]) -> None:
        for chunk in dip.stream(noticed):
            digest.update(chunk)
            write(chunk)
            progress.advance(len(chunk))

    if output == Path("-"):
        copy_to(sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
    else:
        target = output or Path(dip.name)
        if target.is_dir():
            target /= dip.name
        refuse_existing(target)
        with told(target):
            partial = beside(target)
            try:
                with partial.open("xb") as stream:
                    copy_to(stream.write)
                    stream.flush()
                    os.fsync(stream.fileno())
                publish(partial, target)
            finally:
                partial.unlink(missing_ok=True)
        done.path = target
    done.sha512 = digest.hexdigest()


def _wishes(connection: Connection, named: Named, name: str, files: Sequence[str]) -> list[Wish]:
    if not named.aips:
        raise MunimentError("catalogue.no-aip", name=name)
    if not files:
        return wishes_for(named.aips)
    found: dict[UUID, tuple[str, ...]] = {}
    for wish in wishes_for(named.aips):
        newest = aips.newest(aips.generations(connection, wish.aip))
        own = tuple(
            file
            for file in files
            if newest
            and wish.covers(file)
            and aips.file_of(connection, newest.key, f"{aips.ORIGINAL}{file}")
        )
        if own:
            found[wish.aip] = own
    for file in files:
        if not any(file in own for own in found.values()):
            raise MunimentError("catalogue.member-not-found", aip=name, member=file)
    return wishes_for(named.aips, found)


@contextmanager
def _recorded(
    archive: Archive, done: Delivered, named: Named, progress: Progress
) -> Iterator[None]:
    """The event, whether it comes to its end or not, and damage noticed on the way."""
    fields: dict[str, str | int] = {"delivery": str(done.id)}
    if named.described is not None:
        fields["description"] = str(named.described.description.id)
    if len(done.aips) == 1:
        fields["aip"] = str(done.aips[0])
    try:
        yield
    except MunimentError as error:
        _record(archive, Outcome.FAILURE, fields | {"code": error.code})
        raise
    else:
        fields |= {"files": done.files, "bytes": done.bytes}
        _record(archive, Outcome.SUCCESS, fields)
    finally:
        if done.passed_over:
            for aip in done.aips:
                look_again(archive, aip, progress)
        settle_ledger(archive)


def _record(archive: Archive, outcome: Outcome, fields: dict[str, str | int]) -> None:
    event = Event(archive.new_id(), Kind.DELIVERED, archive.clock(), archive.agent, outcome, fields)
    with archive.database.write() as connection:
        ledger.append(connection, event)
