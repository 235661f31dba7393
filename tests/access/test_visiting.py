"""The page for visitors: what the settings say, worked out from today, and nothing made up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from access.visiting import opening
from administration.settings_reading_room import ReadingRoomSettings, VisitSettings
from administration.web.app import create_app
from model.reading_days import RoomRules
from model.visiting import Said, said
from tests.access.portal import Portal, client_of

ENGLISH = {"accept-language": "en"}
WEDNESDAY = date(2026, 11, 25)


def seen(client: TestClient, language: str = "en") -> str:
    page = client.get("/visit", headers={"accept-language": language}).text
    inside = re.search(r"<main.*</main>", page, re.DOTALL)
    assert inside
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inside[0])))


def with_settings(opened: Portal, room: ReadingRoomSettings, visit: VisitSettings) -> TestClient:
    """The portal of an archive whose keeper has written more into settings.toml."""
    archive = opened.archive
    settings = archive.settings.model_copy(update={"reading_room": room, "visit": visit})
    noon = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    return client_of(create_app(replace(archive, settings=settings, clock=lambda: noon)))


def test_what_is_not_set_is_not_said(open_portal: Portal) -> None:
    page = seen(open_portal.public)
    assert "Monday open" in page
    assert "The hours are not set here" in page
    for unsaid in ("Address", "Questions", "Telephone", "Closed besides", "Out of use"):
        assert unsaid not in page
    assert "Order at least 2 opening days before your visit" in page


def test_all_that_is_set_is_said(open_portal: Portal) -> None:
    room = ReadingRoomSettings(
        hours={"wed": "09:00-12:00, 13:00-17:00"}, closed_on=(date(2026, 12, 24),),
        pull_times=("11:00",), lead_days=1, keep_days=1, seats=1, approve_at_once=True,
        blocked=("S", "S-3", "nowhere"),
    )  # fmt: skip
    visit = VisitSettings(
        address=("Am Markt 1", "12345 <Musterfurt>"), mail="a@b.example", telephone="+49 (0)9 1-2",
        way={"de": "Bus 2"}, bring={"de": "Bleistift", "en": "Pencil"},
    )  # fmt: skip
    client = with_settings(open_portal, room, visit)
    english, german = seen(client), seen(client, "de")
    for there in (
        "Today, Wednesday, 25 November 2026, the reading room is open 09:00–12:00 and 13:00–17:00.",
        "24 December 2026", "12345 <Musterfurt>", "a@b.example", "+49 (0)9 1-2", "Bus 2", "Pencil",
        "at 11:00.", "Order at least a day before", "one seat", "one day after",
        "Stadt Musterfurt", "Thursday, 26 November 2026 open Wednesday, 25 November 2026",
    ):  # fmt: skip
        assert there in english, there
    assert "S-3" not in english, "a fonds that is hidden is not named as out of use"
    assert "An archivist looks at each order" not in english
    assert "Heute, Mittwoch, 25. November 2026, ist der Lesesaal 09:00–12:00 und" in german
    assert "Bleistift" in german
    page = client.get("/visit", headers=ENGLISH).text
    assert '<p class="paragraphs" lang="de">Bus 2</p>' in page
    assert 'href="tel:+49091-2"' not in page
    assert 'href="tel:+490912"' in page


def test_a_room_that_never_opens_says_so(open_portal: Portal) -> None:
    client = with_settings(open_portal, ReadingRoomSettings(open_days=()), VisitSettings())
    page = seen(client)
    assert "No opening days are set" in page
    assert "The next open days" not in page


def test_days_say_whether_they_can_be_ordered_for() -> None:
    found = opening(RoomRules(lead_days=3, ahead_days=6), WEDNESDAY)
    assert found.today == ""
    told = {one.day: (one.orderable, one.order_until) for one in found.coming}
    assert told[date(2026, 11, 26)] == (False, date(2026, 11, 23)), "too late"
    assert told[date(2026, 12, 1)] == (True, date(2026, 11, 25)), "today is the last day"
    assert told[date(2026, 12, 2)][0] is False, "too early"
    assert opening(RoomRules(), date(2026, 11, 27)).today is None


def test_a_text_comes_in_the_language_that_there_is() -> None:
    assert said({"de": "Bus"}, "en") == Said("Bus", "de")
    assert said({"de": "Bus", "en": "Coach"}, "en") == Said("Coach", "en")
    assert said({}, "en") is None
    assert said({"en": ""}, "en") is None
