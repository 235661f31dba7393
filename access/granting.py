"""Granting: who may fetch which files of a unit, until when, and what it takes to keep that.

A grant never opens more than its giver may see, and only what was closed to the extent that the
giver saw: whatever is closed longer afterwards (a lock, a correction) is closed to the grant too.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from access.dip.choosing import Part, Wish, choose, wishes_for
from access.dip.coverage import Allows, openings
from catalogue import accounts, aips, grants, ledger
from catalogue.accounts import Account
from catalogue.database import Connection, Database
from catalogue.description_rows import Described
from catalogue.grants import Grant
from model.errors import MunimentError
from model.event import Agent, Event, Kind
from model.policy import Act, User, may
from model.ports import Clock, NewId
from model.rights import Opening

PURPOSES = ("research", "local-history", "family-history", "official", "legal", "media", "other")
"""Why a delivery is granted. The values are stored and stand in the ledger."""

LONGEST = timedelta(days=366)
MOST_NAMES = 500  # files that a selection may name; the whole unit is one wish
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to grant. ``to``: an account's name, empty for a link."""

    described: Described
    names: Mapping[UUID, tuple[str, ...]] | None
    until: date
    purpose: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant, and its link's token, which is shown once and kept nowhere; "" for an account."""

    grant: Grant
    token: str


@dataclass(frozen=True, slots=True)
class Granting:
    """What granting needs."""

    database: Database
    clock: Clock
    new_id: NewId

    def grant(self, wanted: Wanted, user: User, agent: Agent) -> Granted:
        """Grant it. Raises `delivery.bad-day`, `delivery.unknown-purpose`, `accounts.not-found`,
        `delivery.nothing-open`, and what `choose` raises.
        """
        now = self.clock()
        token = None if wanted.to else secrets.token_bytes(_TOKEN_BYTES)
        with self.database.write() as connection:
            account = _account(connection, wanted.to)
            grant = Grant(
                id=self.new_id(),
                account=account.id if account else None,
                description=wanted.described.key,
                names=wanted.names,
                covers=_covers(connection, wanted, user, now.astimezone().date()),
                purpose=_purpose(wanted.purpose),
                granted_by=agent.id,
                granted_at=now,
                expires_at=_end(wanted.until, now),
            )
            grants.create(connection, grant, token)
            fields = {
                "grant": str(grant.id),
                "description": str(wanted.described.description.id),
                "purpose": grant.purpose,
            }
            if account is not None:
                fields["account"] = str(account.id)
            event = Event(self.new_id(), Kind.GRANTED, now, agent, fields=fields)
            ledger.append(connection, event)
        return Granted(grant, written(token) if token else "")

    def revoke(self, grant: Grant, agent: Agent) -> None:
        """Take a grant back; taking it back twice changes nothing."""
        now = self.clock()
        with self.database.write() as connection:
            if grants.revoke(connection, grant.id, now):
                fields = {"grant": str(grant.id)}
                event = Event(self.new_id(), Kind.GRANT_REVOKED, now, agent, fields=fields)
                ledger.append(connection, event)


def written(token: bytes) -> str:
    """A token as it stands in a link."""
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def read_token(text: str) -> bytes:
    """The token in a link. Raises `delivery.link-over` for what is none."""
    try:
        token = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise MunimentError("delivery.link-over") from error
    # one spelling only: what base64 would read leniently is no link of ours
    if len(token) != _TOKEN_BYTES or written(token) != text:
        raise MunimentError("delivery.link-over")
    return token


def day(text: str, now: datetime) -> date:
    """The day that a person typed. Raises `delivery.bad-day`."""
    today = now.astimezone().date()
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = today
    if not today < found <= today + LONGEST:
        raise MunimentError("delivery.bad-day", text=text[:40] or "—", last=today + LONGEST)
    return found


def allows_user(user: User, today: date) -> Allows | None:
    """What ``user`` may have; None where nothing is closed to them."""
    if may(user, Act.READ_CONTENT):
        return None
    return lambda _aip, _path, opening: may(user, Act.READ_CONTENT, opening, today)


def allows_grant(grant: Grant, today: date) -> Allows:
    """What a grant lets out: what is open anyway, and what it covers to the day it knew of."""

    def allowed(aip: UUID, path: str, opening: Opening) -> bool:
        if opening.content_public(today):
            return True
        covered = grant.covers.get(aip, {}).get(path)
        return covered is not None and _closed_until(opening) <= covered

    return allowed


def parts_of(connection: Connection, grant: Grant, today: date) -> list[Part]:
    """What a grant lets out today. Raises as `choose`."""
    wishes = _wishes(connection, grant.description, grant.names)
    return choose(connection, wishes, allows_grant(grant, today))


def _wishes(
    connection: Connection, description: int, names: Mapping[UUID, tuple[str, ...]] | None
) -> list[Wish]:
    pointed = aips.of_description(connection, description)
    if not pointed:
        raise MunimentError("delivery.nothing-open")
    return wishes_for(pointed, names)


def _covers(
    connection: Connection, wanted: Wanted, user: User, today: date
) -> dict[UUID, dict[str, date]]:
    """What is closed and the giver may see, each path with the day it is closed until."""
    if not may(user, Act.READ_DESCRIPTION, wanted.described.opening, today):
        raise MunimentError("catalogue.not-found", name=wanted.described.description.id)
    allows = allows_user(user, today)
    wishes = _wishes(connection, wanted.described.key, wanted.names)
    # whatever was named must be there and be the giver's to give
    choose(connection, wishes, allows)
    found: dict[UUID, dict[str, date]] = {}
    passing = False
    for wish in wishes:
        for path, opening in openings(connection, wish.aip).items():
            if not _meets(wish, path):
                continue
            if opening.content_public(today):
                passing = True
            elif allows is None or allows(wish.aip, path, opening):
                found.setdefault(wish.aip, {})[path] = _closed_until(opening)
                passing = True
    if not passing:
        raise MunimentError("delivery.nothing-open")
    return found


def _meets(wish: Wish, path: str) -> bool:
    """Whether a unit at ``path`` covers anything of the wish: above it, at it, or below."""
    return wish.covers(path) or any(
        not path or own == path or own.startswith(f"{path}/") for own in wish.paths
    )


def _closed_until(opening: Opening) -> date:
    return max(opening.content_from, opening.metadata_public_from)


def _account(connection: Connection, name: str) -> Account | None:
    if not name:
        return None
    found = accounts.by_name(connection, name)
    if found is None or found.disabled:
        raise MunimentError("accounts.not-found", name=name)
    return found


def _purpose(text: str) -> str:
    if text not in PURPOSES:
        raise MunimentError(
            "delivery.unknown-purpose", purpose=text[:40], purposes=", ".join(PURPOSES)
        )
    return text


def _end(until: date, now: datetime) -> datetime:
    """The end of the last day, in the zone of the archive's own clock."""
    day(until.isoformat(), now)
    return datetime.combine(until + timedelta(days=1), time()).astimezone()
