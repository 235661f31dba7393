"""The application to use the archive: written by the reader, decided by an archivist."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from access.reading_room import letters
from access.reading_room.room import ReadingRoom, keep_reason, reader_of
from catalogue import permits, readers
from catalogue.database import Connection
from catalogue.permits import Permit
from model.errors import MunimentError
from model.event import Agent, Kind
from model.order import Hand, OutOfBounds, OutOfTurn
from model.permit import WRITABLE, PermitDeed, PermitState, Purpose
from model.policy import User

_LETTERS = {
    PermitDeed.GRANT: letters.PERMIT_VALID,
    PermitDeed.REFUSE: letters.PERMIT_REFUSED,
    PermitDeed.REVOKE: letters.PERMIT_REVOKED,
}
DECISIONS = frozenset(_LETTERS)


@dataclass(frozen=True, slots=True)
class Application:
    """What a reader writes into the form. ``promises``: to respect the rules of use."""

    name: str
    address: str
    purpose: str
    topic: str
    principal: str = ""
    promises: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether it can be handed in."""
        purposes = {one.value for one in Purpose}
        texts = (self.name, self.address, self.topic)
        return self.promises and self.purpose in purposes and all(t.strip() for t in texts)


def apply(room: ReadingRoom, user: User, said: Application) -> Permit:
    """Hand in the application for this calendar year.

    Raises `reading.application-incomplete`, `reading.out-of-turn`,
    `reading.not-a-reader`.
    """
    with room.database.write() as connection:
        reader = reader_of(connection, user)
        if not said.is_complete:
            raise MunimentError("reading.application-incomplete")
        purpose, topic = Purpose(said.purpose), said.topic.strip()
        found = permits.of_year(connection, reader.account, room.today.year)
        if found is None:
            found = Permit(
                room.new_id(), reader.account, room.today.year, PermitState.DRAFT,
                purpose, topic, said.principal.strip(), room.clock(),
            )  # fmt: skip
            permits.begin(connection, found)
        elif found.state in WRITABLE:
            permits.rewrite(connection, found, purpose, topic, said.principal.strip())
        readers.write_down(
            connection, reader.account, " ".join(said.name.split()), said.address.strip()
        )
        return _move(room, connection, found, PermitDeed.SUBMIT, Hand.READER, user.agent)


def decide(
    room: ReadingRoom, user: User, identifier: UUID, deed: PermitDeed, reason: str = ""
) -> Permit:
    """Grant, refuse or revoke an application; the reader gets a letter.

    Raises `reading.permit-not-found`, `reading.reason-missing`,
    `reading.out-of-turn`.
    """
    reason = reason.strip()
    if deed is not PermitDeed.GRANT and not reason:
        raise MunimentError("reading.reason-missing")
    with room.database.write() as connection:
        found = permits.by_id(connection, identifier)
        if found is None:
            raise MunimentError("reading.permit-not-found")
        moved = _move(room, connection, found, deed, Hand.ARCHIVIST, user.agent, reason)
        reader = readers.of_account(connection, found.account)
        if reader is not None and deed in _LETTERS:
            letters.write(room, connection, reader, _LETTERS[deed], year=found.year, reason=reason)
    room.post()
    return moved


def expire(room: ReadingRoom) -> int:
    """End the applications of past years; how many there were."""
    with room.database.read() as connection:
        if not permits.past(connection, room.today.year):
            return 0
    with room.database.write() as connection:
        over = permits.past(connection, room.today.year)
        agent = room.system(connection)
        for one in over:
            _move(room, connection, one, PermitDeed.EXPIRE, Hand.SYSTEM, agent)
    return len(over)


def _move(
    room: ReadingRoom,
    connection: Connection,
    found: Permit,
    deed: PermitDeed,
    hand: Hand,
    agent: Agent,
    reason: str = "",
) -> Permit:
    kept: tuple[str, bytes] | None = keep_reason(connection, reason) if reason else None
    try:
        state = permits.move(connection, found, deed, hand, room.clock(), kept[1] if kept else None)
    except OutOfTurn as error:
        raise MunimentError("reading.out-of-turn") from error
    except OutOfBounds as error:
        raise MunimentError("reading.not-yours") from error
    moved = permits.by_id(connection, found.id)
    if state is None or moved is None:
        raise MunimentError("reading.out-of-turn")
    fields = {
        "permit": str(found.id),
        "account": str(found.account),
        "from_state": found.state.value,
        "state": state.value,
        "purpose": moved.purpose.value,
    }
    room.append(
        connection, Kind.PERMIT_MOVED, agent, **fields | ({"text": kept[0]} if kept else {})
    )
    return moved
