"""A reading room with its people: what tests of ordering need."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from starlette.testclient import TestClient

from administration.wiring import Archive
from catalogue import accounts, descriptions, mails, orders, readers
from catalogue.orders import Item
from catalogue.tables import (
    basket,
    description,
    mail,
    order_item,
    order_item_unit,
    permit,
    reader,
    reading_order,
)
from model.description import Carrier, Description, Level
from model.order import ItemState
from model.period import Period
from model.policy import UserRole
from model.rights import RightsInputs
from tests.access.portal import Portal, portal
from tests.forms import token_of

BOX = "Schachtel 7"
PAPER = ("P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "P-8")


@dataclass(frozen=True)
class Lesesaal:
    """The portal, and one browser for each person."""

    portal: Portal
    desk: TestClient
    archivist: TestClient

    @property
    def home(self) -> Path:
        return self.portal.archive.home.path

    def letters(self, to: str) -> list[Any]:
        """The letters to an address, oldest first, once all have been sent."""
        patience = time.monotonic() + 20
        while self._waiting():
            assert time.monotonic() < patience, "letters are not sent"
            time.sleep(0.01)
        read = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted((self.home / "mail").glob("*.eml"))
        ]
        return [one for one in read if one["to"] == to]

    def _waiting(self) -> int:
        with self.portal.archive.database.read() as connection:
            return mails.waiting(connection).count

    def register(self, address: str, language: str = "en") -> TestClient:
        """Somebody registers, and follows the mailed link."""
        client = self.portal.client()
        client.headers["accept-language"] = language
        answer = client.post("/register", data={"name": "Änne Groß", "mail": address})
        assert answer.status_code == 200, answer.text
        letter = self.letters(address)[-1]
        path = re.search(r"(/sign-in/link/\S+)", letter.get_content())
        assert path is not None
        assert client.post(path[1]).status_code == 303
        return client

    def reader(self, address: str, language: str = "en") -> TestClient:
        """Somebody who is registered, and whose application is valid."""
        client = self.register(address, language)
        answer = client.post("/application", data=application(client))
        assert answer.status_code == 303, answer.text
        page = self.archivist.get("/desk/applications").text
        for one in re.findall(r'action="(/desk/applications/[^"]+)"', page):
            data = {"deed": "grant", "form_token": token_of(self.archivist)}
            assert self.archivist.post(one, data=data).status_code == 303
        return client

    def put(self, client: TestClient, *refcodes: str) -> None:
        """Put units into somebody's basket."""
        for refcode in refcodes:
            data = {"unit": self.portal.id(refcode), "form_token": token_of(client)}
            answer = client.post("/basket/add", data=data)
            assert answer.status_code == 303, answer.text

    def order(self, client: TestClient, *refcodes: str, day: int = 0) -> list[Item]:
        """Put units in and order them for a day that is offered."""
        before = {one.id for one in self.items(client)}
        self.put(client, *refcodes)
        answer = client.post("/orders", data=order_form(client, day))
        assert answer.status_code == 303, answer.text
        return [one for one in self.items(client) if one.id not in before]

    def items(self, client: TestClient) -> list[Item]:
        """What somebody has ordered, oldest first."""
        with self.portal.archive.database.read() as connection:
            return orders.of_reader(connection, account_of(self.portal, client))[::-1]

    def state(self, item: Item) -> ItemState:
        """The state that an item has by now."""
        with self.portal.archive.database.read() as connection:
            found = orders.by_id(connection, item.id)
        assert found is not None
        return found.state

    def do(self, client: TestClient, item: Item, deed: str, **more: str) -> Any:
        """One deed at the counter."""
        data = {"deed": deed, "seen": self.state(item).value, "form_token": token_of(client)}
        return client.post(f"/desk/items/{item.id}", data=data | more)

    def through(self, item: Item, *deeds: str) -> None:
        """Several deeds of the archive, one after the other."""
        for deed in deeds:
            answer = self.do(self.archivist, item, deed)
            assert answer.status_code == 303, f"{deed}: {answer.text}"

    def see_identity(self, client: TestClient) -> None:
        """The desk has seen somebody's card."""
        with self.portal.archive.database.read() as connection:
            known = readers.of_account(connection, account_of(self.portal, client))
        assert known is not None
        data = {"form_token": token_of(self.desk)}
        answer = self.desk.post(f"/desk/readers/{known.number}/identity", data=data)
        assert answer.status_code == 303, answer.text


def clear(room: Lesesaal) -> None:
    """Everybody keeps their account, and nothing was ever applied for, ordered or written."""
    with room.portal.archive.database.write() as connection:
        for table in (order_item_unit, order_item, reading_order, basket, permit, mail):
            connection.execute(delete(table))
        connection.execute(update(reader).values(identity_seen_at=None, identity_seen_by=None))
        opened = update(description).where(description.c.refcode.in_(PAPER))
        connection.execute(opened.values(content_from=date(1891, 1, 1)))
    for letter in (room.home / "mail").glob("*.eml"):
        letter.unlink()


@contextmanager
def lesesaal(place: Path) -> Iterator[Lesesaal]:
    """A portal with a fonds on paper: three units in one box, five by themselves."""
    with portal(place) as opened:
        paper(opened.archive, "P", "Papier", PAPER)
        yield Lesesaal(
            opened, opened.signed_in(UserRole.DESK), opened.signed_in(UserRole.ARCHIVIST)
        )


def paper(
    archive: Archive, fonds: str, title: str, refcodes: Sequence[str], box: str = BOX
) -> None:
    """A fonds on paper: three units in one box, the others by themselves."""
    with archive.database.write() as connection:
        whole = RightsInputs(aggregate=True)
        above = Description(archive.new_id(), fonds, Level.FONDS, title, rights=whole)
        descriptions.create(connection, above, archive.rules, archive.clock())
        for number, refcode in enumerate(refcodes):
            unit = Description(
                archive.new_id(), refcode, Level.FILE, f"Akte {number} & <b>Söhne</b>",
                parent=above.id, period=Period(date(1850, 1, 1), date(1860, 12, 31)),
                carrier=Carrier.ANALOGUE,
                container=box if number < 3 else "", location=f"M {9 - number}",
                rights=RightsInputs(end_year=1860),
            )  # fmt: skip
            descriptions.create(connection, unit, archive.rules, archive.clock())


def application(client: TestClient, **changes: str) -> dict[str, str]:
    """A complete application."""
    return {
        "name": "Änne Groß", "address": "Am Wehr 1\nLindenfurt", "purpose": "local-history",
        "topic": "Brücken", "promise": "yes", "form_token": token_of(client),
    } | changes  # fmt: skip


def order_form(client: TestClient, day: int = 0) -> dict[str, str]:
    """The form of the basket, filled in."""
    page = client.get("/basket").text
    days = re.findall(r'name="day" value="([0-9-]+)"', page)
    return {
        "day": days[day], "pull_time": "12:00", "token": str(uuid4()),
        "form_token": token_of(client),
    }  # fmt: skip


def account_of(opened: Portal, client: TestClient) -> UUID:
    """Whose browser it is."""
    page = client.get("/account").text
    found = re.search(r"<dd>([^<]+@[^<]+)</dd>", page)
    assert found is not None
    with opened.archive.database.read() as connection:
        known = accounts.by_name(connection, found[1])
    assert known is not None
    return known.id
