"""A reader asks to be forgotten: the text goes, random ids stay, and no letter goes out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from catalogue import accounts, ledger, orders, readers
from catalogue.readers import Reader
from catalogue.tables import account, erasable_text, event, mail, permit
from catalogue.tables import reader as reader_table
from model.policy import UserRole
from tests.access.reading_room.lesesaal import Lesesaal, account_of
from tests.forms import token_of

NAME, ADDRESS, REASON = "Änne Groß", "anna@example.org", "Zu brüchig, liebe Frau Groß."


def known(room: Lesesaal, client: TestClient) -> Reader:
    with room.portal.archive.database.read() as connection:
        found = readers.of_account(connection, account_of(room.portal, client))
    assert found is not None
    return found


def erase(room: Lesesaal, number: int, who: TestClient | None = None, **said: str) -> Any:
    client = who or room.archivist
    data = {"sure": "yes", "form_token": token_of(client)} | said
    return client.post(f"/desk/readers/{number}/erase", data=data)


def everything_said(room: Lesesaal) -> str:
    """All that the tables of people, letters, texts and events say."""
    tables = (account, reader_table, permit, mail, erasable_text, event)
    with room.portal.archive.database.read() as connection:
        return "".join(str(row) for one in tables for row in connection.execute(select(one)))


def test_who_asks_is_forgotten(room: Lesesaal) -> None:
    client = room.reader(ADDRESS)
    one = known(room, client)
    (item,) = room.order(client, "P-4")
    assert room.do(room.archivist, item, "reject", reason=REASON).status_code == 303
    room.put(client, "P-5")
    letters = len(room.letters(ADDRESS))
    assert all(said in everything_said(room) for said in (NAME, ADDRESS, REASON))
    page = room.archivist.get(f"/desk/counter?code=R{one.number}").text
    assert f'href="/desk/readers/{one.number}/erase"' in page
    asked = room.archivist.get(f"/desk/readers/{one.number}/erase").text
    assert NAME in asked
    done = erase(room, one.number)
    assert done.status_code == 200
    assert NAME not in done.text

    left = everything_said(room)
    for said in (NAME, ADDRESS, REASON, "Am Wehr", "Brücken"):
        assert said not in left
    assert len(room.letters(ADDRESS)) == letters, "who was erased gets nothing more"
    assert client.get("/account").status_code == 401, "the session has ended"
    with room.portal.archive.database.read() as connection:
        again = orders.by_id(connection, item.id)
        assert again is not None
        assert again.account == one.account, "the order stays, under an id that means nobody"
        archivist = accounts.by_name(connection, UserRole.ARCHIVIST.value)
        told = [each.fields for each in ledger.events_about(connection, one.account)]
    erased = told[-1]
    assert (erased["kind"], erased["account"]) == ("reader-erased", str(one.account))
    assert archivist is not None
    assert erased["agent"]["id"] == str(archivist.id)
    # nobody is there any more: not to be erased again, nor to be written to
    assert erase(room, one.number).status_code == 404
    assert "/erase" not in room.archivist.get(f"/desk/counter?code=R{one.number}").text
    assert (
        room.portal.client().post("/register", data={"name": "Neu", "mail": ADDRESS}).status_code
        == 200
    ), "who comes again is somebody new"


def test_nobody_with_open_orders(room: Lesesaal) -> None:
    client = room.reader(ADDRESS)
    one = known(room, client)
    (item,) = room.order(client, "P-4")
    page = room.archivist.get(f"/desk/readers/{one.number}/erase").text
    assert "have not ended" in page
    assert "Erase for good" not in page
    refused = erase(room, one.number)
    assert (refused.status_code, "cannot be erased yet" in refused.text) == (409, True)
    assert known(room, client).name == NAME
    assert room.do(room.archivist, item, "cancel").status_code == 303
    assert erase(room, one.number).status_code == 200


def test_only_on_purpose(room: Lesesaal) -> None:
    one = known(room, room.reader(ADDRESS))
    assert erase(room, one.number, sure="").status_code == 422
    assert erase(room, one.number, form_token="0" * 64).status_code == 403
    with room.portal.archive.database.read() as connection:
        found = readers.by_number(connection, one.number)
        assert found is not None
        assert found.name == NAME


@pytest.mark.parametrize("role", [UserRole.READER, UserRole.DESK, UserRole.AUDITOR])
def test_only_by_archivists(room: Lesesaal, role: UserRole) -> None:
    one = known(room, room.reader(ADDRESS))
    somebody = room.portal.signed_in(role)
    assert somebody.get(f"/desk/readers/{one.number}/erase").status_code == 403
    assert erase(room, one.number, somebody).status_code == 403
    if role is UserRole.DESK:
        page = somebody.get(f"/desk/counter?code=R{one.number}").text
        assert "/erase" not in page


@pytest.mark.parametrize("number", [999_999, -1, 0, 1 << 70])
def test_numbers_of_nobody(room: Lesesaal, number: int) -> None:
    assert room.archivist.get(f"/desk/readers/{number}/erase").status_code == 404
    assert erase(room, number).status_code == 404


def test_staff_that_reads_here_keeps_its_account(room: Lesesaal) -> None:
    archive = room.portal.archive
    with archive.database.write() as connection:
        staff = accounts.by_name(connection, UserRole.ARCHIVIST.value)
        assert staff is not None
        number = readers.register(connection, staff.id, "Archivar", "", "de", archive.clock())
    assert erase(room, number).status_code == 404
    assert room.archivist.get("/account").status_code == 200
    with archive.database.write() as connection:
        connection.execute(reader_table.delete().where(reader_table.c.number == number))
