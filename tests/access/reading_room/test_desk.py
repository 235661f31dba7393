"""The desk: slips that scan and sort, one field, bulk deeds, and mail that does not go out."""

from __future__ import annotations

import io
import socket
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp

from access.reading_room import registering
from access.reading_room.slips import barcode, number_of
from administration.reading_room import reading_room_of
from administration.settings_reading_room import MailSettings
from administration.workflows import mail as sending
from administration.workflows.inline import InlineSteps
from catalogue import mails
from model.order import ItemState
from tests.access.reading_room.lesesaal import Lesesaal
from tests.forms import token_of
from tests.ingest.quiet import QUIET

S = ItemState


@pytest.mark.parametrize("code", ["M0000012", "m12", "12", " 12 ", "0012"])
def test_a_barcode_means_its_item(code: str) -> None:
    assert number_of(code) == 12
    assert number_of(barcode(12)) == 12


@pytest.mark.parametrize("code", ["", "M", "R5", "-1", "1.5", "²", "٣", "9" * 30, "<b>", "12;13"])
def test_what_is_no_barcode_means_nothing(room: Lesesaal, code: str) -> None:
    assert number_of(code) is None
    assert room.desk.get("/desk/counter", params={"code": code}).status_code in (200, 404)


def test_slips_are_printed_once_sorted_by_shelf(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    items = room.order(reader, "P-4", "P-5", "P-6")
    token = token_of(room.archivist)
    data = {"item": [str(i.id) for i in items], "seen": "submitted", "form_token": token}
    done = room.archivist.post("/desk/queue", data=data | {"deed": "approve"})
    assert done.status_code == 303
    assert {room.state(i) for i in items} == {S.QUEUED}
    data |= {"seen": "queued", "deed": "print-slip", "form_token": token_of(room.desk)}
    printed = room.desk.post("/desk/queue", data=data)
    assert printed.status_code == 303
    assert room.desk.post("/desk/queue", data=data).status_code == 409  # pressed twice
    answer = room.desk.get(printed.headers["location"])
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    scanned = [
        [one.text for one in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
        for page in document
    ]
    document.close()
    # a scanner reads each part of each sheet, and what it reads means the order at the counter
    by_shelf = [barcode(one.number) for one in reversed(items)]
    assert scanned == [[code] * len(codes) for code, codes in zip(by_shelf, scanned, strict=True)]
    assert all(scanned)
    # P-4 lies on shelf M 6, P-5 on M 5, P-6 on M 4
    assert [next(p for p in ("P-4", "P-5", "P-6") if p in text) for text in pages] == [
        "P-6",
        "P-5",
        "P-4",
    ]
    for text in pages:
        assert text.count("Söhne") == 3  # a title with an umlaut, on each part
        assert "Groß" not in text  # the reader's name stays at the desk
        assert text.count("R") >= 3
    assert b"/FontFile2" in answer.content


def test_bulk_deeds_are_all_or_none(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    first, second = room.order(reader, "P-4", "P-5")
    room.through(second, "approve")
    data = {
        "item": [str(first.id), str(second.id)], "seen": "submitted", "deed": "approve",
        "form_token": token_of(room.archivist),
    }  # fmt: skip
    assert room.archivist.post("/desk/queue", data=data).status_code == 409
    assert room.state(first) is S.SUBMITTED
    data |= {"item": ["nonsense"]}
    assert room.archivist.post("/desk/queue", data=data).status_code == 404


def test_the_counter_knows_orders_and_readers(room: Lesesaal) -> None:
    reader = room.reader("anna@example.org")
    (item,) = room.order(reader, "P-4")
    room.through(item, "approve")
    page = room.desk.get("/desk/counter", params={"code": barcode(item.number)}).text
    assert "Print slips" in page
    assert "Nobody has seen an identity card yet" in page
    assert "&lt;b&gt;Söhne" in page
    room.see_identity(reader)
    room.see_identity(reader)  # twice is once
    assert "Identity seen" in room.desk.get(f"/desk/counter?code={item.number}").text
    for path in ("/desk", "/desk/queue?state=queued", "/desk/queue?state=nonsense"):
        page = room.desk.get(path).text
        assert "<b>Söhne" not in page
    assert room.desk.post(
        "/desk/readers/999999/identity", data={"form_token": token_of(room.desk)}
    ).status_code in (404, 422)
    assert room.desk.get("/desk/slips.pdf").status_code == 404
    assert room.desk.get("/desk/slips.pdf?n=x&n=-1&n=99999999").status_code == 404


def test_a_mail_server_that_is_down_stops_nothing_and_is_shown(room: Lesesaal) -> None:
    archive = room.portal.archive
    by_hand = replace(reading_room_of(archive), start=lambda _kind, _arguments: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        server = MailSettings(host="127.0.0.1", port=taken.getsockname()[1], seconds=2)
        settings = archive.settings.model_copy(update={"mail": server})
        registering.register(by_hand, "Dora", "dora@example.org", "en")  # the deed is done
        told = sending.run(InlineSteps(QUIET), replace(archive, settings=settings), {})
    assert told == {"sent": 0, "failed": 1}
    with archive.database.read() as connection:
        waits = mails.waiting(connection)
    assert (waits.count, waits.given_up) == (1, 0)
    assert "does not take mail" in waits.problem
    assert "Letters waiting to be sent: 1." in room.desk.get("/desk").text
    # at once it is not due; a little later it is, and the server is back
    assert sending.run(InlineSteps(QUIET), archive, {}) == {"sent": 0, "failed": 0}
    later = replace(archive, clock=lambda: archive.clock() + timedelta(minutes=2))
    assert sending.run(InlineSteps(QUIET), later, {}) == {"sent": 1, "failed": 0}
    assert room.letters("dora@example.org")
