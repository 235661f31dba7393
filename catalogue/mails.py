"""Mail on its way: queued in the deed's own transaction, sent later, tried again where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from catalogue.tables import mail

MOST_TRIES = 12
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter."""

    id: UUID
    account: UUID
    kind: str
    recipient: str
    subject: str
    body: str
    queued_at: datetime
    tries: int = 0
    sent_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that are not sent yet. ``problem``: of the last one that failed."""

    count: int
    given_up: int
    problem: str


def put(connection: Connection, letter: Mail) -> None:
    """Queue a letter."""
    connection.execute(
        insert(mail).values(
            id=letter.id,
            account=letter.account,
            kind=letter.kind,
            recipient=letter.recipient,
            subject=letter.subject,
            body=letter.body,
            queued_at=letter.queued_at,
            due_at=letter.queued_at,
        )
    )


def due(connection: Connection, at: datetime, most: int = 100) -> list[Mail]:
    """What is to be sent now, the oldest first."""
    wanted = select(mail).where(mail.c.due_at <= at).order_by(mail.c.due_at, mail.c.id).limit(most)
    return [_mail(row) for row in connection.execute(wanted)]


def claim(connection: Connection, letter: Mail, at: datetime) -> bool:
    """Take a letter to send it; False where another has. Its next try is set before the first.

    So a process that is killed in between sends it once more, and two never send it at once.
    """
    pause = min(_FIRST_PAUSE * 2**letter.tries, _LONGEST_PAUSE)
    claimed = connection.execute(
        update(mail)
        .where(mail.c.id == letter.id, mail.c.tries == letter.tries, mail.c.due_at <= at)
        .values(tries=letter.tries + 1, due_at=at + pause)
    )
    return claimed.rowcount == 1


def sent(connection: Connection, letter: Mail, at: datetime) -> None:
    """It is out. Its text goes: a link in it signs somebody in."""
    done = update(mail).where(mail.c.id == letter.id)
    connection.execute(done.values(sent_at=at, due_at=None, problem="", body=""))


def failed(connection: Connection, letter: Mail, problem: str) -> None:
    """It did not go out. After many tries it is given up, and stays to be seen."""
    tried = update(mail).where(mail.c.id == letter.id)
    given_up = letter.tries + 1 >= MOST_TRIES
    values: dict[str, object] = {"problem": problem[:500]}
    connection.execute(tried.values(values | ({"due_at": None} if given_up else {})))


def waiting(connection: Connection) -> Waiting:
    """What is not sent yet, and why."""
    unsent = mail.c.sent_at.is_(None)
    count, given_up = (
        int(connection.execute(select(func.count()).where(unsent, condition)).scalar_one())
        for condition in (mail.c.due_at.is_not(None), mail.c.due_at.is_(None))
    )
    last = select(mail.c.problem).where(unsent, mail.c.problem != "").order_by(mail.c.id.desc())
    return Waiting(count, given_up, connection.execute(last.limit(1)).scalar() or "")


def lately(connection: Connection, kind: str, since: datetime, account: UUID | None = None) -> int:
    """How many letters of a kind were queued since a time, for one account or for all."""
    counted = select(func.count()).where(mail.c.kind == kind, mail.c.queued_at > since)
    if account is not None:
        counted = counted.where(mail.c.account == account)
    return int(connection.execute(counted).scalar_one())


def of_account(connection: Connection, account: UUID) -> list[Mail]:
    """All letters to somebody, newest first."""
    mine = select(mail).where(mail.c.account == account).order_by(mail.c.id.desc())
    return [_mail(row) for row in connection.execute(mine)]


def _mail(row: Row[Any]) -> Mail:
    return Mail(
        id=row.id,
        account=row.account,
        kind=row.kind,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        queued_at=row.queued_at,
        tries=row.tries,
        sent_at=row.sent_at,
        problem=row.problem,
    )
