"""Registering and applying: by mail, without telling who is known, and with any text."""

from __future__ import annotations

import re

import pytest

from access.reading_room.applying import expire
from administration.reading_room import reading_room_of
from catalogue import accounts, mails, permits, readers
from model.permit import PermitState
from tests.access.reading_room.lesesaal import Lesesaal, account_of, application
from tests.forms import token_of

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}%s\u202e"


def register(room: Lesesaal, mail: str, name: str = "Anna") -> int:
    return room.portal.client().post("/register", data={"name": name, "mail": mail}).status_code


@pytest.mark.parametrize(
    "mail",
    [
        "", "anna", "@example.org", "anna@", "anna@example", "a b@example.org", "a,b@example.org",
        "anna@example.org\r\nBcc: all@example.org", "anna@example.org\nx", "<anna@example.org>",
        '"a@b"@example.org', "anna@exa mple.org", "ä@example.org", "a" * 65 + "@example.org",
        "anna@" + "x." * 130 + "org", "anna@example.org,ben@example.org", "anna@-x.org",
    ],
)  # fmt: skip
def test_addresses_that_are_none(room: Lesesaal, mail: str) -> None:
    assert register(room, mail) == 422
    with room.portal.archive.database.read() as connection:
        assert mails.waiting(connection).count == 0


def test_nobody_learns_who_is_registered(room: Lesesaal) -> None:
    room.register("anna@example.org")
    client = room.portal.client()
    known, unknown, staff = (
        client.post("/register", data={"name": "X", "mail": mail})
        for mail in ("anna@example.org", "new@example.org", "ANNA@example.org ")
    )
    assert known.status_code == unknown.status_code == staff.status_code == 200
    assert known.text == unknown.text == staff.text


def test_a_letter_box_is_not_filled(room: Lesesaal) -> None:
    assert [register(room, "anna@example.org") for _ in range(8)] == [200] * 8
    assert len(room.letters("anna@example.org")) == 3


def test_a_link_is_kept_nowhere_once_it_is_sent(room: Lesesaal) -> None:
    room.register("anna@example.org")
    with room.portal.archive.database.read() as connection:
        known = accounts.by_name(connection, "anna@example.org")
        assert known is not None
        letters = mails.of_account(connection, known.id)
    assert [one.body for one in letters] == [""]


def test_an_account_that_was_disabled_gets_no_link(room: Lesesaal) -> None:
    room.register("gone@example.org")
    with room.portal.archive.database.write() as connection:
        known = accounts.by_name(connection, "gone@example.org")
        assert known is not None
        accounts.erase(connection, known.id)
    with room.portal.archive.database.read() as connection:
        gone = readers.of_account(connection, known.id)
        assert gone is not None
        assert (gone.name, gone.mail, gone.address) == ("", "", "")
        assert mails.of_account(connection, known.id) == []
    assert register(room, "gone@example.org") == 200  # a new account: the old one names nobody


def test_any_text_is_shown_and_none_is_run(room: Lesesaal) -> None:
    reader = room.register("anna@example.org")
    nasty = application(reader, name=NASTY, address=NASTY, topic=NASTY, principal=NASTY)
    assert reader.post("/application", data=nasty).status_code == 303
    for page in (reader.get("/application"), room.archivist.get("/desk/applications")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "{{7*7}}" in page.text
    page = room.archivist.get("/desk/applications")
    found = re.search(r'action="(/desk/applications/[^"]+)"', page.text)
    assert found is not None
    data = {"deed": "refuse", "reason": NASTY, "form_token": token_of(room.archivist)}
    assert room.archivist.post(found[1], data=data).status_code == 303
    assert "<script>alert" not in reader.get("/application").text
    letter = room.letters("anna@example.org")[-1]
    assert "refused" in letter["subject"]
    assert list(letter.keys()).count("To") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "}, {"address": ""}, {"topic": ""}, {"purpose": ""}, {"purpose": "fun"},
        {"promise": ""}, {"promise": "no"},
    ],
)  # fmt: skip
def test_an_application_lacks_something(room: Lesesaal, changes: dict[str, str]) -> None:
    reader = room.register("anna@example.org")
    answer = reader.post("/application", data=application(reader, **changes))
    assert answer.status_code == 422
    assert "lacks" in answer.text


def test_an_application_is_decided_once_and_refused_with_a_reason(room: Lesesaal) -> None:
    reader = room.register("anna@example.org")
    assert reader.post("/application", data=application(reader)).status_code == 303
    # handed in: it cannot be changed behind the archivist's back
    assert reader.post("/application", data=application(reader, topic="X")).status_code == 409
    page = room.archivist.get("/desk/applications").text
    one = re.search(r'action="(/desk/applications/[^"]+)"', page)
    assert one is not None
    token = token_of(room.archivist)
    for deed, reason, status in (
        ("refuse", "", 422), ("expire", "x", 404), ("grant", "", 303), ("grant", "", 409),
        ("refuse", "late", 409), ("revoke", "misuse", 303), ("grant", "", 409),
    ):  # fmt: skip
        data = {"deed": deed, "reason": reason, "form_token": token}
        assert room.archivist.post(one[1], data=data).status_code == status, deed
    assert "revoked" in reader.get("/application").text


def test_forms_of_other_sites_are_refused(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    for path in ("/basket/add", "/basket/remove", "/orders", "/application"):
        assert reader.post(path, data={"form_token": "0" * 64}).status_code == 403, path
    for path in ("/desk/queue", "/desk/readers/1/identity"):
        assert room.desk.post(path, data={}).status_code == 403, path


def test_applications_end_with_the_year(room: Lesesaal) -> None:
    from dataclasses import replace  # noqa: PLC0415

    reader = room.reader("anna@example.org")
    account, here = account_of(room.portal, reader), reading_room_of(room.portal.archive)
    assert expire(here) == 0
    year = here.today.year
    later = replace(here, clock=lambda: here.clock().replace(year=year + 1, month=1, day=2))
    assert expire(later) == 1
    assert expire(later) == 0
    with room.portal.archive.database.read() as connection:
        found = permits.of_year(connection, account, year)
    assert found is not None
    assert found.state is PermitState.EXPIRED
