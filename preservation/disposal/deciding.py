"""Who decides about a disposal: drafted by anybody, requested and approved by two people."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from catalogue import aips, descriptions, disposals, holds, ledger, orders
from catalogue.database import Connection, Database
from catalogue.disposals import Disposal
from model.aip import Role
from model.disposal import DisposalDeed, Ground, OutOfTurn
from model.errors import MunimentError
from model.event import AgentKind, Kind
from preservation.findings import Recorder

_KINDS = {
    DisposalDeed.REQUEST: Kind.DISPOSAL_REQUESTED,
    DisposalDeed.APPROVE: Kind.DISPOSAL_APPROVED,
    DisposalDeed.REJECT: Kind.DISPOSAL_REJECTED,
    DisposalDeed.WITHDRAW: Kind.DISPOSAL_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to be deleted. ``path``: one file, as `show` lists it; None for all."""

    aip: UUID
    ground: Ground
    reason: str
    path: str | None = None
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of one archive, in the name of who decides."""

    database: Database
    recorder: Recorder

    def draft(self, wanted: Wanted) -> Disposal:
        """Write it down; nobody has decided anything.

        Raises `disposal.no-reason`, `disposal.open-already`, `disposal.done-already`,
        `disposal.last-file`, `catalogue.not-found`, `catalogue.member-not-found`, and what
        `blocked` does.
        """
        reason = wanted.reason.strip()
        if not reason:
            raise MunimentError("disposal.no-reason")
        identifier, recorder = self.recorder.new_id(), self.recorder
        with self.database.write() as connection:
            path, sha512 = _file(connection, wanted)
            if disposals.tombstone(connection, wanted.aip) is not None:
                raise MunimentError("disposal.done-already", aip=wanted.aip)
            there = disposals.open_of(connection, wanted.aip)
            if there is not None:
                raise MunimentError("disposal.open-already", aip=wanted.aip, disposal=there.id)
            blocked(connection, wanted.aip)
            text = ledger.keep_text(connection, reason, os.urandom(32))
            values = {
                "id": identifier,
                "aip": wanted.aip,
                "path": path,
                "sha512": sha512,
                "unnamed": wanted.unnamed,
                "ground": wanted.ground.value,
                "reason": bytes.fromhex(text.removeprefix("sha256:")),
                "drafted_at": recorder.clock(),
                "drafted_by": recorder.agent.id,
            }
            disposals.draft(connection, values)
            fields = {
                "disposal": str(identifier),
                "aip": str(wanted.aip),
                "ground": wanted.ground.value,
                "text": text,
            }
            ledger.append(connection, recorder.event(Kind.DISPOSAL_DRAFTED, fields))
            found = disposals.by_id(connection, identifier)
        if found is None:
            raise LookupError("a disposal that was just written")
        return found

    def decide(self, one: Disposal, deed: DisposalDeed) -> None:
        """Request, approve, reject or withdraw it.

        Raises `disposal.needs-person`, `disposal.own-request`, `disposal.out-of-turn`, and what
        `blocked` does.
        """
        recorder, agent = self.recorder, self.recorder.agent
        # A user of the operating system is not a person: who has a shell could be anybody.
        if agent.kind is not AgentKind.ACCOUNT:
            raise MunimentError("disposal.needs-person")
        if deed is DisposalDeed.APPROVE and agent.id == one.requested_by:
            raise MunimentError("disposal.own-request")
        who: dict[str, datetime | UUID] = (
            {"requested_at": recorder.clock(), "requested_by": agent.id}
            if deed is DisposalDeed.REQUEST
            else {"decided_at": recorder.clock(), "decided_by": agent.id}
        )
        with self.database.write() as connection:
            if deed in (DisposalDeed.REQUEST, DisposalDeed.APPROVE):
                blocked(connection, one.aip)
            try:
                done = disposals.do(connection, one, deed, **who)
            except OutOfTurn as error:
                raise out_of_turn(one, deed.value) from error
            if done is None:
                raise out_of_turn(one, deed.value)
            fields = {
                "disposal": str(one.id),
                "aip": str(one.aip),
                "account": str(agent.id),
                "ground": one.ground.value,
            }
            ledger.append(connection, recorder.event(_KINDS[deed], fields))


def blocked(connection: Connection, aip: UUID) -> None:
    """Raises `disposal.on-hold`, and `disposal.orders-open` where readers have ordered of it."""
    held = holds.of_aip(connection, aip)
    if held is not None:
        raise MunimentError("disposal.on-hold", aip=aip, day=f"{held.since:%Y-%m-%d}")
    waiting = 0
    for described, _ in descriptions.of_aip(connection, aip):
        waiting += orders.open_for(connection, described.description.id)
    if waiting:
        raise MunimentError("disposal.orders-open", aip=aip, count=waiting)


def out_of_turn(one: Disposal, deed: str) -> MunimentError:
    """It does not follow, or somebody else was quicker."""
    return MunimentError("disposal.out-of-turn", disposal=one.id, state=one.state.value, deed=deed)


def _file(connection: Connection, wanted: Wanted) -> tuple[str | None, bytes | None]:
    newest = aips.newest(aips.generations(connection, wanted.aip))
    if newest is None:
        if disposals.tombstone(connection, wanted.aip) is not None:
            raise MunimentError("disposal.done-already", aip=wanted.aip)
        raise MunimentError("catalogue.not-found", name=wanted.aip)
    if wanted.path is None:
        return None, None
    file = aips.file_of(connection, newest.key, wanted.path)
    if file is None or file.member.role in (Role.METADATA, Role.TAG):
        raise MunimentError("catalogue.member-not-found", aip=wanted.aip, member=wanted.path)
    if newest.files == 1 and file.member.role is Role.ORIGINAL:
        raise MunimentError("disposal.last-file", aip=wanted.aip)
    return file.member.path, file.member.sha512


def state_of(database: Database, identifier: UUID) -> Disposal:
    """The disposal as it stands. Raises `disposal.not-found`."""
    with database.read() as connection:
        found = disposals.by_id(connection, identifier)
    if found is None:
        raise MunimentError("disposal.not-found", name=identifier)
    return found
