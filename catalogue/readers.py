"""Readers: who uses the reading room. The ledger knows them by their account's id alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, update

from catalogue.tables import basket, mail, permit, reader
from catalogue.writing import insert_row
from model.errors import Language


@dataclass(frozen=True, slots=True)
class Reader:
    """One of them. ``number`` stands on slips instead of the name."""

    number: int
    account: UUID
    name: str
    mail: str
    address: str
    language: Language
    registered_at: datetime
    identity_seen_at: datetime | None  # None: nobody has seen a card yet


def register(
    connection: Connection, account: UUID, name: str, address: str, language: Language, at: datetime
) -> int:
    """A new reader's number. ``address``: for mail."""
    values = {
        "account": account,
        "name": name,
        "mail": address,
        "language": language,
        "registered_at": at,
    }
    return insert_row(connection, reader, values)


def of_account(connection: Connection, account: UUID) -> Reader | None:
    """The reader who signs in with this account."""
    row = connection.execute(select(reader).where(reader.c.account == account)).one_or_none()
    return None if row is None else _reader(row)


def by_number(connection: Connection, number: int) -> Reader | None:
    """The reader with this number; no database keeps one beyond 63 bits, and who types it errs."""
    if not 0 < number < 1 << 63:
        return None
    row = connection.execute(select(reader).where(reader.c.number == number)).one_or_none()
    return None if row is None else _reader(row)


def of_accounts(connection: Connection, several: set[UUID]) -> dict[UUID, Reader]:
    """The readers behind some accounts."""
    found = connection.execute(select(reader).where(reader.c.account.in_(several)))
    return {row.account: _reader(row) for row in found}


def write_down(connection: Connection, account: UUID, name: str, address: str) -> None:
    """Name and postal address, as the reader states them in the application."""
    stated = update(reader).where(reader.c.account == account)
    connection.execute(stated.values(name=name, address=address))


def see_identity(connection: Connection, account: UUID, by: UUID, at: datetime) -> None:
    """The desk has seen an identity card."""
    seen = update(reader).where(reader.c.account == account)
    connection.execute(seen.values(identity_seen_at=at, identity_seen_by=by))


def erase(connection: Connection, account: UUID) -> None:
    """Take away everything that says who a reader was. Orders stay, and name nobody."""
    blank = {"name": "", "mail": "", "address": ""}
    connection.execute(update(reader).where(reader.c.account == account).values(blank))
    wiped = {"topic": "", "principal": ""}
    connection.execute(update(permit).where(permit.c.account == account).values(wiped))
    connection.execute(delete(basket).where(basket.c.account == account))
    connection.execute(delete(mail).where(mail.c.account == account))


def _reader(row: Row[Any]) -> Reader:
    return Reader(
        number=row.number,
        account=row.account,
        name=row.name,
        mail=row.mail,
        address=row.address,
        language="de" if row.language == "de" else "en",
        registered_at=row.registered_at,
        identity_seen_at=row.identity_seen_at,
    )
