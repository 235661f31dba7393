"""Erasing a reader who asks for it (GDPR, Article 17): the text goes, random ids stay."""

from __future__ import annotations

from uuid import UUID

from access.reading_room.room import ReadingRoom
from catalogue import accounts, ledger, orders, permits, readers
from catalogue.database import Connection
from catalogue.orders import Item
from catalogue.readers import Reader
from model.errors import MunimentError
from model.event import Agent, Kind
from model.order import ENDED
from model.policy import UserRole


def erasable(connection: Connection, number: int) -> Reader:
    """The reader with this number. Raises `reading.no-reader`, for one who was erased too.

    An account of the staff that has read here as well is not erased here: it is still needed.
    """
    found = readers.by_number(connection, number)
    if found is None or not is_erasable(connection, found):
        raise MunimentError("reading.no-reader")
    return found


def is_erasable(connection: Connection, reader: Reader) -> bool:
    """Whether it is a reader's account, and was not erased before."""
    account = accounts.by_id(connection, reader.account)
    return account is not None and account.role is UserRole.READER and not _is_blank(reader)


def _is_blank(reader: Reader) -> bool:
    return not (reader.name or reader.mail or reader.address)


def under_way(connection: Connection, reader: Reader) -> list[Item]:
    """Orders that have not ended: while there are any, the archive must know whose they are."""
    return [one for one in orders.of_reader(connection, reader.account) if one.state not in ENDED]


def erase(room: ReadingRoom, agent: Agent, number: int) -> None:
    """Take away everything that says who a reader was; no letter goes out.

    Raises `reading.no-reader`, `reading.orders-under-way`.
    """
    with room.database.write() as connection:
        reader = erasable(connection, number)
        if under_way(connection, reader):
            raise MunimentError("reading.orders-under-way", number=f"R{number}")
        erase_account(connection, reader.account)
        room.append(connection, Kind.READER_ERASED, agent, account=str(reader.account))


def erase_account(connection: Connection, account: UUID) -> None:
    """The text of a reader's account and all reasons given to it; also after a rebuild."""
    for reason in (*orders.reasons(connection, account), *permits.reasons(connection, account)):
        ledger.erase_text(connection, reason)
    accounts.erase(connection, account)
