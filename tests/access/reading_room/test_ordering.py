"""Readers order: registered, permitted, within limits, and nobody else's."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest

from access.reading_room import ordering
from administration.reading_room import reading_room_of
from catalogue import ledger, mails
from model.errors import MunimentError
from model.order import ItemState
from model.policy import User, UserRole
from tests.access.reading_room.lesesaal import (
    Lesesaal,
    account_of,
    application,
    order_form,
)
from tests.forms import token_of

S = ItemState


def said(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def test_a_unit_goes_from_the_basket_to_the_reader_and_back(room: Lesesaal) -> None:
    reader = room.reader("berta@example.org", "de")
    (item,) = room.order(reader, "P-4")
    assert item.state is S.SUBMITTED
    room.through(item, "approve")
    assert room.state(item) is S.QUEUED
    room.through(item, "print-slip", "pull", "make-ready")
    assert room.state(item) is S.READY
    refused = room.do(room.desk, item, "issue")
    assert refused.status_code == 409
    assert "identity" in refused.text
    room.see_identity(reader)
    room.through(item, "issue", "hold", "issue", "return", "reshelve")
    assert room.state(item) is S.RESHELVED

    page = said(reader.get(f"/orders/{item.id}").text)
    for word in ("bestellt", "genehmigt", "ausgehoben", "ausgegeben", "reponiert"):
        assert word in page
    subjects = [one["subject"] for one in room.letters("berta@example.org")]
    assert [one for one in subjects if "genehmigt" in one and str(item.number) in one]
    assert [one for one in subjects if "bereit" in one]


def test_the_ledger_has_every_move_and_no_name(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    (item,) = room.order(reader, "P-4")
    room.through(item, "approve", "print-slip")
    with room.portal.archive.database.read() as connection:
        events = list(ledger.events_about(connection, item.id))
        every = list(ledger.events_about(connection, item.account))
    moves = [(e.fields["from_state"], e.fields["state"], e.fields["role"]) for e in events]
    assert moves == [
        ("cart", "submitted", "reader"),
        ("submitted", "approved", "archivist"),
        ("approved", "queued", "system"),
        ("queued", "slipped", "desk"),
    ]
    for event in every:
        for secret in (b"anna", b"Gro", b"Lindenfurt", b"Br\xc3\xbccken"):
            assert secret not in event.body


def test_what_lies_in_one_box_is_one_thing(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    items = room.order(reader, "P-1", "P-2", "P-4")
    assert len(items) == 2
    other = room.reader("ben@example.org")
    (his,) = room.order(other, "P-3")
    for item in (*items, his):
        room.through(item, "approve")
    assert room.state(his) is S.WAITING  # another file, the same box
    refused = reader.post(
        "/basket/add", data={"unit": room.portal.id("P-3"), "form_token": token_of(reader)}
    )
    assert refused.status_code == 409
    assert "the box it lies in" in refused.text


def test_the_next_in_line_gets_what_comes_back(room: Lesesaal) -> None:
    anna, ben, cleo = (room.reader(f"{n}@example.org") for n in ("anna", "ben", "cleo"))
    (hers,), (his,), (third,) = (room.order(one, "P-4") for one in (anna, ben, cleo))
    for item in (hers, his, third):
        room.through(item, "approve")
    assert [room.state(i) for i in (hers, his, third)] == [S.QUEUED, S.WAITING, S.WAITING]
    # nobody can jump the line while she has it
    assert room.do(room.desk, his, "hand-over").status_code == 409
    room.see_identity(anna)
    room.through(hers, "print-slip", "pull", "make-ready", "issue", "return")
    assert room.do(room.desk, hers, "hand-over").status_code == 303
    assert [room.state(i) for i in (hers, his, third)] == [S.RESHELVED, S.READY, S.WAITING]
    room.through(his, "expire", "reshelve")
    assert room.state(third) is S.QUEUED
    with room.portal.archive.database.read() as connection:
        letters = mails.of_account(connection, his.account)
    assert [one for one in letters if one.kind == "order-ready"]


def test_cancelling_gives_it_to_the_next(room: Lesesaal) -> None:
    anna, ben = (room.reader(f"{n}@example.org") for n in ("anna", "ben"))
    (hers,), (his,) = room.order(anna, "P-4"), room.order(ben, "P-4")
    room.through(hers, "approve")
    room.through(his, "approve")
    data = {"seen": "queued", "form_token": token_of(anna)}
    assert anna.post(f"/orders/{hers.id}/cancel", data=data).status_code == 303
    assert room.state(his) is S.QUEUED


def test_pressing_twice_orders_once(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    room.put(reader, "P-4")
    form = order_form(reader)
    assert [reader.post("/orders", data=form).status_code for _ in range(3)] == [303] * 3
    assert len(room.items(reader)) == 1
    again = reader.post("/orders", data=form | {"token": str(uuid4())})
    assert again.status_code == 422  # the basket is empty by now


def test_approving_twice_is_out_of_turn(room: Lesesaal) -> None:
    (item,) = room.order(room.reader("anna@example.org"), "P-4")
    data = {"deed": "approve", "seen": "submitted", "form_token": token_of(room.archivist)}
    answers = [room.archivist.post(f"/desk/items/{item.id}", data=data) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 409]
    assert "somebody else was quicker" in answers[1].text


def test_somebody_elses_order_does_not_exist(room: Lesesaal) -> None:
    anna, ben = (room.reader(f"{n}@example.org") for n in ("anna", "ben"))
    (hers,) = room.order(anna, "P-4")
    assert ben.get(f"/orders/{hers.id}").status_code == 404
    never = ben.get(f"/orders/{uuid4()}")
    assert never.status_code == 404
    data = {"seen": "submitted", "form_token": token_of(ben)}
    assert ben.post(f"/orders/{hers.id}/cancel", data=data).status_code == 404
    assert room.state(hers) is S.SUBMITTED
    assert "Akte" not in said(ben.get("/orders").text)


def test_readers_cannot_do_what_the_archive_does(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    (item,) = room.order(reader, "P-4")
    token = token_of(reader)
    data = {"deed": "approve", "seen": "submitted", "form_token": token}
    assert reader.post(f"/desk/items/{item.id}", data=data).status_code == 403
    bulk = data | {"item": [str(item.id)]}
    assert reader.post("/desk/queue", data=bulk).status_code == 403
    for page in ("/desk", "/desk/queue", "/desk/counter", "/desk/applications", "/desk/slips.pdf"):
        assert reader.get(page).status_code == 403
        assert room.portal.public.get(page).status_code in (401, 403)
    assert room.state(item) is S.SUBMITTED


def test_the_desk_cannot_approve(room: Lesesaal) -> None:
    (item,) = room.order(room.reader("anna@example.org"), "P-4")
    assert room.do(room.desk, item, "approve").status_code == 403
    assert room.desk.get("/desk/applications").status_code == 403
    assert room.state(item) is S.SUBMITTED


@pytest.mark.parametrize(
    ("deed", "seen"),
    [
        ("issue", "submitted"), ("issue", "ready"), ("reshelve", "submitted"),
        ("queue", "submitted"),
        ("approve", "queued"), ("fly", "submitted"), ("approve", "nonsense"), ("", ""),
        ("hand-over", "returned"), ("wait", "approved"), ("submit", "cart"),
    ],
)  # fmt: skip
def test_forged_states_change_nothing(room: Lesesaal, deed: str, seen: str) -> None:
    (item,) = room.order(room.reader("anna@example.org"), "P-4")
    data = {"deed": deed, "seen": seen, "form_token": token_of(room.archivist)}
    answer = room.archivist.post(f"/desk/items/{item.id}", data=data)
    assert answer.status_code in (403, 409)
    assert room.state(item) is S.SUBMITTED


def test_closed_units_cannot_be_had_by_their_id(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    for refcode, status in (("S-2", 403), ("S-3", 404), ("S-4", 403), ("S-6", 404)):
        data = {"unit": room.portal.id(refcode), "form_token": token_of(reader)}
        answer = reader.post("/basket/add", data=data)
        assert answer.status_code == status, refcode
    ark = "ark:99999/m1" + "0" * 28
    for guess in (str(uuid4()), ark, "S-2", "", "' or 1=1", "../S-2"):
        data = {"unit": guess, "form_token": token_of(reader)}
        assert reader.post("/basket/add", data=data).status_code == 404, guess
    assert "Nothing lies in your basket" in reader.get("/basket").text


def test_a_unit_that_is_closed_meanwhile_is_not_ordered(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    room.put(reader, "P-4", "P-5")
    form = order_form(reader)
    from sqlalchemy import update  # noqa: PLC0415

    from catalogue.tables import description  # noqa: PLC0415
    from model.rights.opening import NEVER  # noqa: PLC0415

    with room.portal.archive.database.write() as connection:
        closing = update(description).where(description.c.refcode == "P-4")
        connection.execute(closing.values(content_from=NEVER))
    assert "is closed" in said(reader.get("/basket").text)
    assert reader.post("/orders", data=form).status_code == 303
    assert len(room.items(reader)) == 1


def test_limits_are_seen_before_they_bite(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    room.order(reader, "P-1", "P-4", "P-5", "P-6")
    room.put(reader, "P-7")
    assert "4 of 5 units ordered" in said(reader.get("/basket").text)
    room.put(reader, "P-8")
    page = reader.get("/basket").text
    first = re.search(r'<input type="radio" name="day" value="([^"]+)" required disabled', page)
    assert first is not None
    form = order_form(reader, day=0) | {"day": first[1]}
    answer = reader.post("/orders", data=form)
    assert answer.status_code == 409
    assert "6 units on this day; 5 are possible" in said(answer.text)
    assert reader.post("/orders", data=order_form(reader, day=1)).status_code == 303


@pytest.mark.parametrize("day", ["2001-01-01", "2999-12-31", "", "soon", "2026-13-01"])
def test_days_that_are_none(room: Lesesaal, day: str) -> None:
    reader = room.reader("anna@example.org")
    room.put(reader, "P-4")
    form = order_form(reader)
    assert reader.post("/orders", data=form | {"day": day}).status_code == 422
    assert reader.post("/orders", data=form | {"pull_time": "03:00"}).status_code == 422
    assert reader.post("/orders", data=form | {"token": "x"}).status_code == 400
    assert room.items(reader) == []


def test_without_a_valid_application_nothing_is_ordered(room: Lesesaal) -> None:
    reader = room.register("anna@example.org")
    data = {"unit": room.portal.id("P-4"), "form_token": token_of(reader)}
    assert reader.post("/basket/add", data=data).status_code == 403
    page = said(reader.get(f"/unit/{room.portal.id('P-4')}").text)
    assert "you need a valid application" in page
    assert reader.post("/application", data=application(reader)).status_code == 303
    assert "not been decided yet" in said(reader.get(f"/unit/{room.portal.id('P-4')}").text)
    assert reader.post("/basket/add", data=data).status_code == 403


def test_the_page_of_a_unit_offers_or_says_why(room: Lesesaal) -> None:
    public = room.portal.public
    assert "sign in or register" in said(public.get(f"/unit/{room.portal.id('P-4')}").text)
    reader = room.reader("anna@example.org")
    assert "Put into the basket" in reader.get(f"/unit/{room.portal.id('P-4')}").text
    assert "basket/add" not in reader.get(f"/unit/{room.portal.id('S-1')}").text
    assert "basket/add" not in reader.get(f"/unit/{room.portal.id('S-2')}").text
    assert "basket/add" not in room.desk.get(f"/unit/{room.portal.id('P-4')}").text


def test_staff_without_a_readers_account_cannot_order(room: Lesesaal) -> None:
    data = {"unit": room.portal.id("P-4"), "form_token": token_of(room.desk)}
    assert room.desk.post("/basket/add", data=data).status_code == 403
    assert room.desk.get("/application").status_code == 403


def test_a_rule_can_approve_at_once(room: Lesesaal) -> None:
    from dataclasses import replace  # noqa: PLC0415

    reader = room.reader("anna@example.org")
    room.put(reader, "P-4")
    user = User(UserRole.READER, account_of(room.portal, reader))
    rules = replace(reading_room_of(room.portal.archive).rules, approve_at_once=True)
    by_rule = replace(reading_room_of(room.portal.archive), rules=rules)
    day = ordering.look(by_rule, user).days[0].day
    ordering.order(by_rule, user, day, "10:00", uuid4())
    assert [one.state for one in room.items(reader)] == [S.QUEUED]
    full = replace(by_rule, rules=replace(rules, seats=1))
    other = room.reader("ben@example.org")
    room.put(other, "P-5")
    his = User(UserRole.READER, account_of(room.portal, other))
    with pytest.raises(MunimentError) as refused:
        ordering.order(full, his, day, "10:00", uuid4())
    assert refused.value.code == "reading.day-full"


def test_a_refusal_needs_a_reason_and_reaches_the_reader(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    (item,) = room.order(reader, "P-4")
    assert room.do(room.archivist, item, "reject", reason="  ").status_code == 422
    why = "Zu schadhaft: <script>alert(1)</script>"
    assert room.do(room.archivist, item, "reject", reason=why).status_code == 303
    page = reader.get(f"/orders/{item.id}").text
    assert "<script>alert(1)" not in page
    assert "Zu schadhaft" in page
    letter = room.letters("anna@example.org")[-1]
    assert why in letter.get_content()
