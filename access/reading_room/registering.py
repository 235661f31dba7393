"""Registering as a reader, by a link that is mailed: who can open it owns the address."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import timedelta
from uuid import UUID

from access.reading_room import letters
from access.reading_room.room import ReadingRoom
from catalogue import accounts, mails, readers
from catalogue.database import Connection
from model.errors import Language, MunimentError
from model.event import Agent, AgentKind, Kind
from model.policy import UserRole

_LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
_LONGEST_NAME = 200
# One address and no list: no space, comma, bracket, quote or line end reaches a header.
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
_LINKS_AN_HOUR = 3  # for one address: nobody's letter box is filled through us
_LINKS_AN_HOUR_IN_ALL = 200  # nor are many
_HOUR = timedelta(hours=1)


def register(room: ReadingRoom, name: str, address: str, language: Language) -> None:
    """Mail a link to ``address``, and make a reader's account where there is none.

    It says nothing about whether there was one: nobody learns who reads here. Raises
    `reading.address-invalid`, `reading.name-missing`.
    """
    name, address = " ".join(name.split())[:_LONGEST_NAME], address.strip().lower()
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise MunimentError("reading.address-invalid")
    with room.database.write() as connection:
        since = room.clock() - _HOUR
        if mails.lately(connection, letters.SIGN_IN, since) >= _LINKS_AN_HOUR_IN_ALL:
            raise MunimentError("access.too-many-tries", seconds=int(_HOUR.total_seconds()))
        known = accounts.by_name(connection, address)
        if known is None:
            if not name:
                raise MunimentError("reading.name-missing")
            account = _make(room, connection, name, address, language)
        elif known.disabled or known.role is not UserRole.READER:
            return
        else:
            account = known.id
        _mail_link(room, connection, account)
    room.post()


def _make(
    room: ReadingRoom, connection: Connection, name: str, address: str, language: Language
) -> UUID:
    made = accounts.create(connection, address, UserRole.READER, room.new_id, room.clock)
    readers.register(connection, made.id, name, address, language, room.clock())
    room.append(connection, Kind.READER_REGISTERED, made.agent, account=str(made.id))
    return made.id


def _mail_link(room: ReadingRoom, connection: Connection, account: UUID) -> None:
    reader, now = readers.of_account(connection, account), room.clock()
    if reader is None:
        return
    since = now - _HOUR
    if mails.lately(connection, letters.SIGN_IN, since, account) >= _LINKS_AN_HOUR:
        return
    token = secrets.token_bytes(32)
    accounts.issue_link(connection, account, token, now)
    agent = Agent(AgentKind.ACCOUNT, account)
    fields = {"account": str(account), "role": UserRole.READER.value}
    room.append(connection, Kind.LINK_ISSUED, agent, **fields)
    text = base64.urlsafe_b64encode(token).decode().rstrip("=")
    link = f"{room.base_url}/sign-in/link/{text}"
    letters.write(room, connection, reader, letters.SIGN_IN, link=link)


def see_identity(room: ReadingRoom, agent: Agent, number: int) -> None:
    """The desk has seen a reader's card. Raises `reading.no-reader`."""
    with room.database.write() as connection:
        found = readers.by_number(connection, number)
        if found is None:
            raise MunimentError("reading.no-reader")
        if found.identity_seen_at is not None:
            return
        readers.see_identity(connection, found.account, agent.id, room.clock())
        room.append(
            connection, Kind.PERMIT_MOVED, agent, account=str(found.account), state="identified"
        )
