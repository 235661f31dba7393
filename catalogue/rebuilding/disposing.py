"""Tombstones out of the ledger: what was disposed of stays gone, whatever a store still holds.

The ledger's own events tell who decided, when and on which ground. Reasons are text, and what was
asked for and never begun names a file's path: both lie in the state bundle alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from catalogue import ledger
from catalogue.disposals import UNTOLD
from catalogue.rebuilding import course
from catalogue.rebuilding.course import Lack, Lacking
from catalogue.tables import (
    disposal,
    disposal_object,
    disposal_unit,
    erasable_text,
    rebuild_fact,
    rebuild_finding,
)
from model.disposal import BEGUN, DisposalState
from model.event import Kind

KINDS = (
    *(Kind.DISPOSAL_DRAFTED, Kind.DISPOSAL_REJECTED, Kind.DISPOSAL_WITHDRAWN),
    *(Kind.DISPOSAL_BEGUN, Kind.DISPOSED),
)
"""The events that `take` takes."""

_NO_REASON = bytes(32)
_NOT_BEGUN = "rebuild.disposal-not-begun"
_DECIDED = {
    Kind.DISPOSAL_DRAFTED: (DisposalState.DRAFT, "drafted"),
    Kind.DISPOSAL_REQUESTED: (DisposalState.REQUESTED, "requested"),
    Kind.DISPOSAL_APPROVED: (DisposalState.APPROVED, "decided"),
    Kind.DISPOSAL_REJECTED: (DisposalState.REJECTED, "decided"),
    Kind.DISPOSAL_WITHDRAWN: (DisposalState.WITHDRAWN, "decided"),
}
"""The state that an event leads to, and the columns that say when and by whom."""

_ORDER = [state for state, _ in _DECIDED.values()]
_OF_THE_LEDGER = frozenset(
    {
        *("id", "aip", "ground", "state", "begun_at", "done_at", "code", "held_until"),
        *("generations", "files", "bytes", "generation", "erased"),
    }
)
"""What the ledger tells of a disposal that was begun, later than any bundle."""


def take(connection: Connection, told: Sequence[Mapping[str, Any]]) -> None:
    """Take events of `KINDS`, in their order."""
    for fields in told:
        identifier = UUID(fields["disposal"])
        match fields["kind"]:
            case Kind.DISPOSAL_DRAFTED:
                _note_draft(connection, identifier, fields["aip"])
            case Kind.DISPOSAL_BEGUN:
                _drop_findings(connection, [identifier])
                _begun(connection, identifier, fields)
            case Kind.DISPOSED:
                done = update(disposal).where(disposal.c.id == identifier)
                values = {"state": DisposalState.DISPOSED.value, "done_at": _at(fields)}
                connection.execute(done.values(values))
            case _:
                _drop_findings(connection, [identifier])


def lacking(connection: Connection) -> Iterator[Lacking]:
    """What neither the ledger told nor a state bundle has brought, of those that were begun."""
    begun = disposal.c.state.in_([state.value for state in BEGUN])
    untold = select(disposal.c.id).where(
        begun, disposal.c.sha512 == UNTOLD, disposal.c.erased.is_(None)
    )
    for identifier in connection.execute(untold.order_by(disposal.c.id)).scalars():
        # begun before events told it
        yield Lacking(Lack.MISSING, "rebuild.erased-unknown", identifier)
    kept = select(erasable_text.c.digest).where(erasable_text.c.digest == disposal.c.reason)
    unsaid = select(func.count()).select_from(disposal).where(begun, ~kept.exists())
    count = connection.execute(unsaid).scalar_one()
    if count:
        yield Lacking(Lack.MISSING, "rebuild.reasons-lost", place=str(count))


def join(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a state bundle with what the ledger has told since: deeds after it count.

    Where the ledger has brought a tombstone, it learns from the row what no event tells.
    """
    here = select(disposal.c.id).where(disposal.c.id.in_([row["id"] for row in rows]))
    there = set(connection.execute(here).scalars())
    joined = []
    for row in rows:
        known, identifier = dict(row), row["id"]
        if identifier in there:
            learned = {
                name: value
                for name, value in known.items()
                if value is not None and name not in _OF_THE_LEDGER
            }
            connection.execute(update(disposal).where(disposal.c.id == identifier).values(learned))
        else:
            _decide_again(connection, known)
        joined.append(known)
    return joined


def settle(connection: Connection) -> None:
    """After a state bundle was written: what it does not know yet is done again.

    Names that were to go with their file go, and of what is disposed of no object is left.
    """
    done = disposal.c.state == DisposalState.DISPOSED.value
    connection.execute(update(disposal).where(done, disposal.c.unnamed).values(path=None))
    finished = select(disposal.c.id).where(done)
    left = update(disposal_object).where(
        disposal_object.c.disposal.in_(finished), disposal_object.c.state != "removed"
    )
    connection.execute(left.values(state="removed", until=None))
    connection.execute(
        delete(rebuild_finding).where(
            rebuild_finding.c.code == _NOT_BEGUN,
            rebuild_finding.c.subject.in_(select(disposal.c.id)),
        )
    )


def _note_draft(connection: Connection, identifier: UUID, aip: str) -> None:
    """Nothing restores it, until a bundle does: the report says so."""
    here = course.latest(connection)
    if here is None:
        raise LookupError("events are taken by a rebuild that was begun")
    course.note(connection, here, [Lacking(Lack.MISSING, _NOT_BEGUN, identifier, place=aip)])


def _drop_findings(connection: Connection, identifiers: Sequence[UUID]) -> None:
    mine = (rebuild_finding.c.code == _NOT_BEGUN) & rebuild_finding.c.subject.in_(identifiers)
    connection.execute(delete(rebuild_finding).where(mine))


def _begun(connection: Connection, identifier: UUID, fields: Mapping[str, Any]) -> None:
    aip, kept_from = UUID(fields["aip"]), fields.get("kept_from")
    gone = update(rebuild_fact).where(rebuild_fact.c.aip == aip)
    if kept_from is not None:
        gone = gone.where(rebuild_fact.c.generation < kept_from)
    connection.execute(gone.values(disposed=True))
    known = select(disposal.c.id).where(disposal.c.id == identifier)
    if connection.execute(known).first() is not None:
        return
    at, erased = _at(fields), fields.get("erased")
    values = {
        "id": identifier,
        "aip": aip,
        "sha512": None if kept_from is None else UNTOLD,
        "erased": None if erased is None else _digest(erased),
        # its name is in no event: until a bundle says otherwise, nobody may know it
        "unnamed": kept_from is not None,
        "ground": fields["ground"],
        "reason": _NO_REASON,
        "drafted_at": at,
        "drafted_by": UUID(fields["agent"]["id"]),
        "begun_at": at,
        "generations": fields["generations"],
        "files": fields["files"],
        "bytes": fields["bytes"],
        "generation": kept_from,
    }
    values |= _decisions(connection, identifier) | {"state": DisposalState.AT_WORK.value}
    connection.execute(insert(disposal).values(values))
    if "description" in fields:
        unit = {"disposal": identifier, "description": UUID(fields["description"])}
        connection.execute(insert(disposal_unit).values(unit))


def _decisions(connection: Connection, identifier: UUID) -> dict[str, Any]:
    """What the ledger tells of how a disposal was decided, as columns."""
    values: dict[str, Any] = {}
    for happened in ledger.events_about(connection, identifier):
        fields = happened.fields
        if fields["kind"] not in _DECIDED:
            continue
        state, deed = _DECIDED[fields["kind"]]
        values |= {
            "state": state.value,
            f"{deed}_at": _at(fields),
            f"{deed}_by": UUID(fields["agent"]["id"]),
        }
        if "text" in fields:
            values["reason"] = _digest(fields["text"])
    return values


def _decide_again(connection: Connection, row: dict[str, Any]) -> None:
    """Of what was not begun: whoever decided after the bundle was made has decided."""
    state = DisposalState(row["state"])
    told = _decisions(connection, row["id"])
    if state in _ORDER and told:
        later = DisposalState(told["state"])
        if _ORDER.index(later) > _ORDER.index(state):
            row |= told


def _at(fields: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(fields["at"])


def _digest(told: str) -> bytes:
    return bytes.fromhex(told.partition(":")[2])
