"""Disposals: what was asked for and decided, what is gone, and the tombstone that stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update

from catalogue.tables import (
    aip,
    copy,
    disposal,
    disposal_object,
    disposal_unit,
    generation,
    incident,
    incident_entry,
    store,
)
from model.disposal import (
    BEGUN,
    OPEN,
    DisposalDeed,
    DisposalState,
    Ground,
    after,
    erased_digest,
)

UNTOLD = b""
"""Stands for the digest of an erased file where a rebuild knows it only as the ledger tells it."""

_AT_ONCE = 500  # digests in one query


@dataclass(frozen=True, slots=True)
class Disposal:
    """One of them. ``path``: of the one file in the bag; None for the whole AIP, and once erased.

    ``keeps``: the generation that stays instead of those before it; None where nothing stays.
    """

    id: UUID
    aip: UUID
    path: str | None
    sha512: bytes | None
    unnamed: bool
    ground: Ground
    reason: bytes
    state: DisposalState
    drafted_at: datetime
    drafted_by: UUID
    requested_at: datetime | None
    requested_by: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    begun_at: datetime | None
    done_at: datetime | None
    code: str
    held_until: datetime | None
    generations: int
    files: int
    keeps: int | None
    sealed_at: datetime | None
    event: UUID | None
    secret: bytes | None
    bytes: int

    @property
    def of_one_file(self) -> bool:
        """Whether the rest of the AIP stays."""
        return self.sha512 is not None


@dataclass(frozen=True, slots=True)
class Gone:
    """An object that is to go, or went. ``until``: held until; None: by a legal hold."""

    generation: int
    store: str
    sha256: bytes | None
    state: str
    until: datetime | None


def draft(connection: Connection, values: dict[str, Any]) -> None:
    """Write one down."""
    connection.execute(insert(disposal).values(state=DisposalState.DRAFT.value, **values))


def by_id(connection: Connection, identifier: UUID) -> Disposal | None:
    """The one with this id."""
    row = connection.execute(select(disposal).where(disposal.c.id == identifier)).one_or_none()
    return None if row is None else _disposal(row)


def newest(connection: Connection, most: int) -> list[Disposal]:
    """All of them, newest first."""
    order = (disposal.c.drafted_at.desc(), disposal.c.id.desc())
    return [
        _disposal(row) for row in connection.execute(select(disposal).order_by(*order).limit(most))
    ]


def open_of(connection: Connection, identifier: UUID) -> Disposal | None:
    """The one of an AIP of which something is left to do."""
    states = [state.value for state in OPEN]
    wanted = select(disposal).where(disposal.c.aip == identifier, disposal.c.state.in_(states))
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _disposal(row)


def in_state(connection: Connection, *states: DisposalState) -> list[Disposal]:
    """Those in some states, oldest first."""
    wanted = select(disposal).where(disposal.c.state.in_([state.value for state in states]))
    return [_disposal(row) for row in connection.execute(wanted.order_by(disposal.c.id))]


def tombstone(connection: Connection, identifier: UUID) -> Disposal | None:
    """The disposal of an AIP as a whole, from the moment it was begun."""
    wanted = select(disposal).where(disposal.c.aip == identifier, disposal.c.sha512.is_(None))
    wanted = wanted.where(disposal.c.state.in_([state.value for state in BEGUN]))
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _disposal(row)


def of_object(connection: Connection, identifier: UUID, number: int) -> Disposal | None:
    """The newest disposal that was begun and takes a generation's objects with it."""
    takes = disposal.c.generation.is_(None) | (disposal.c.generation > number)
    wanted = select(disposal).where(disposal.c.aip == identifier, takes)
    wanted = wanted.where(disposal.c.state.in_([state.value for state in BEGUN]))
    row = connection.execute(wanted.order_by(disposal.c.begun_at.desc()).limit(1)).one_or_none()
    return None if row is None else _disposal(row)


def of_description(connection: Connection, identifier: UUID) -> list[Disposal]:
    """What was disposed of that a description pointed to, oldest first."""
    wanted = (
        select(disposal)
        .join(disposal_unit, disposal_unit.c.disposal == disposal.c.id)
        .where(disposal_unit.c.description == identifier)
        .order_by(disposal.c.begun_at, disposal.c.id)
    )
    return [_disposal(row) for row in connection.execute(wanted)]


def erased(connection: Connection, digests: Iterable[bytes]) -> bytes | None:
    """The first of some SHA-512 digests whose file was erased by law."""
    begun = disposal.c.state.in_([state.value for state in BEGUN])
    files = select(disposal.c.sha512).where(disposal.c.sha512.is_not(None), begun)
    if connection.execute(files.limit(1)).first() is None:
        return None
    told = select(disposal.c.id, disposal.c.erased).where(
        disposal.c.sha512 == UNTOLD, disposal.c.erased.is_not(None), begun
    )
    untold = [(row.id, bytes(row.erased)) for row in connection.execute(told)]
    waiting = iter(digests)
    while some := list(islice(waiting, _AT_ONCE)):
        for identifier, erased_as in untold:
            for digest in some:
                if erased_digest(identifier, digest) == erased_as:
                    return digest
        wanted = files.where(disposal.c.sha512.in_(some))
        found = connection.execute(wanted.limit(1)).scalar()
        if found is not None:
            return bytes(found)
    return None


def do(
    connection: Connection, one: Disposal, deed: DisposalDeed, **values: Any
) -> DisposalState | None:
    """Do a deed to it. None where somebody else was quicker. Raises OutOfTurn."""
    state = after(one.state, deed)
    return state if move(connection, one, state, **values) else None


def move(connection: Connection, one: Disposal, state: DisposalState, **values: Any) -> bool:
    """Bring it to another state; False where it is not in that it was read in any more."""
    here = (disposal.c.id == one.id) & (disposal.c.state == one.state.value)
    moved = connection.execute(update(disposal).where(here).values(state=state.value, **values))
    return moved.rowcount == 1


def change(connection: Connection, identifier: UUID, **values: Any) -> None:
    """Write what was decided for the generation that stays, or what it waits for."""
    connection.execute(update(disposal).where(disposal.c.id == identifier).values(**values))


def name_objects(connection: Connection, one: Disposal) -> int:
    """Write down which objects are to go, and take them out of all checks; how many.

    A round that found one missing, when it is gone already, would heal it from another copy.
    """
    held = (
        select(generation.c.number, generation.c.sha256, store.c.name, copy.c.key)
        .join(copy, copy.c.generation == generation.c.key)
        .join(store, store.c.key == copy.c.store)
        .join(aip, aip.c.key == generation.c.aip)
        .where(aip.c.id == one.aip)
    )
    if one.keeps is not None:
        held = held.where(generation.c.number < one.keeps)
    rows = connection.execute(held).all()
    for row in rows:
        note_object(connection, one.id, row.number, row.name, bytes(row.sha256))
    for start in range(0, len(rows), _AT_ONCE):
        keys = [row.key for row in rows[start : start + _AT_ONCE]]
        # Their story stays in the ledger; an incident of a copy that is no more cannot end.
        told = select(incident.c.id).where(incident.c.copy.in_(keys))
        connection.execute(delete(incident_entry).where(incident_entry.c.incident.in_(told)))
        connection.execute(delete(incident).where(incident.c.copy.in_(keys)))
        connection.execute(delete(copy).where(copy.c.key.in_(keys)))
    return len(rows)


def note_object(
    connection: Connection, identifier: UUID, number: int, name: str, sha256: bytes | None = None
) -> None:
    """One object in one store is to go; once is enough."""
    here = (
        (disposal_object.c.disposal == identifier)
        & (disposal_object.c.generation == number)
        & (disposal_object.c.store == name)
    )
    if connection.execute(select(disposal_object.c.store).where(here)).first() is None:
        values = {"disposal": identifier, "generation": number, "store": name, "sha256": sha256}
        connection.execute(insert(disposal_object).values(state="present", **values))
    else:
        connection.execute(update(disposal_object).where(here).values(state="present"))


def objects(connection: Connection, identifier: UUID) -> list[Gone]:
    """Every object of it."""
    wanted = select(disposal_object).where(disposal_object.c.disposal == identifier)
    order = (disposal_object.c.generation, disposal_object.c.store)
    return [
        Gone(
            row.generation,
            row.store,
            None if row.sha256 is None else bytes(row.sha256),
            row.state,
            row.until,
        )
        for row in connection.execute(wanted.order_by(*order))
    ]


def set_object(connection: Connection, identifier: UUID, gone: Gone, **values: Any) -> None:
    """What became of an object."""
    here = (
        (disposal_object.c.disposal == identifier)
        & (disposal_object.c.generation == gone.generation)
        & (disposal_object.c.store == gone.store)
    )
    connection.execute(update(disposal_object).where(here).values(**values))


def _disposal(row: Row[Any]) -> Disposal:
    def maybe(value: Any) -> bytes | None:
        return None if value is None else bytes(value)

    return Disposal(
        id=row.id,
        aip=row.aip,
        path=row.path,
        sha512=maybe(row.sha512),
        unnamed=row.unnamed,
        ground=Ground(row.ground),
        reason=bytes(row.reason),
        state=DisposalState(row.state),
        drafted_at=row.drafted_at,
        drafted_by=row.drafted_by,
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        begun_at=row.begun_at,
        done_at=row.done_at,
        code=row.code,
        held_until=row.held_until,
        generations=row.generations,
        files=row.files,
        bytes=row.bytes,
        keeps=row.generation,
        sealed_at=row.sealed_at,
        event=row.event,
        secret=maybe(row.secret),
    )


def later(found: Sequence[datetime | None]) -> datetime | None:
    """The last of some days; None where one of them has no end."""
    return None if None in found else max((one for one in found if one), default=None)
