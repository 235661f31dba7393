"""Archivists write and change descriptions: nothing typed is lost, nothing opens by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from access.describing import form as forms
from catalogue import ledger, revising
from model.policy import UserRole
from model.rights import Reason
from model.rights.opening import NEVER
from tests.access.describers import fields, one, save
from tests.access.portal import Portal, portal
from tests.forms import token_of


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Portal]:
    with portal(tmp_path) as opened:
        yield opened


@pytest.fixture
def archivist(house: Portal) -> TestClient:
    return house.signed_in(UserRole.ARCHIVIST)


def test_a_new_analogue_unit(house: Portal, archivist: TestClient) -> None:
    said = {
        "form_token": token_of(archivist), "action": "save", "refcode": "S-9", "parent": "S",
        "level": "file", "title": "Stadtplan", "date_start": "1880", "date_end": "1885",
        "subjects": "Plan\nStraße\nPlan", "location": "Regal 7", "carrier": "analogue",
        "described": "yes",
    }  # fmt: skip
    answer = archivist.post("/describe", data=said)
    assert answer.status_code == 303, answer.text
    made = one(house, "S-9")
    assert (made.description.title, made.description.location) == ("Stadtplan", "Regal 7")
    assert made.description.subjects == ("Plan", "Straße")
    assert made.opening.content_from == date(1916, 1, 1)
    assert made.revision == 1
    with house.archive.database.read() as connection:
        (event,) = ledger.events_about(connection, made.description.id)
    assert event.fields["kind"] == "description-created"
    assert b"Stadtplan" not in event.body
    assert archivist.post("/describe", data=said).status_code == 422  # sent twice


def test_the_opening_is_shown_before_anything_is_saved(
    house: Portal, archivist: TestClient
) -> None:
    answer = save(archivist, house, "S-1", action="preview", person_related="yes",
                  persons="1990–", date_end="2001")  # fmt: skip
    text = answer.text
    assert "R2b" in text
    assert "1 January 2091" in text
    assert one(house, "S-1").revision == 1


def test_an_untouched_form_changes_nothing(house: Portal, archivist: TestClient) -> None:
    for refcode in ("S", "S-1", "S-3", "S-4", "S-5", "S-6"):
        before = one(house, refcode)
        assert save(archivist, house, refcode).status_code == 303, refcode
        assert one(house, refcode) == before


def test_a_change_is_kept_with_what_was_before(house: Portal, archivist: TestClient) -> None:
    save(archivist, house, "S-1", title="Brücke über die Au", scope="Enthält: <i>nichts</i>")
    now = one(house, "S-1")
    assert (now.description.title, now.revision) == ("Brücke über die Au", 2)
    page = archivist.get(f"/unit/{now.description.id}/history").text
    assert "<del>Müller-</del>" in page.replace("</del><del>", "")
    assert "<i>" not in page
    assert "archivist" in page
    with house.archive.database.read() as connection:
        first, second = revising.history(connection, now)
        events = [e.fields["kind"] for e in ledger.events_about(connection, now.description.id)]
    assert second.said.title == "Brücke über die Müller-Au"
    assert first.by is not None
    assert "description-changed" in events


def test_two_at_once_see_both_wordings(house: Portal, archivist: TestClient) -> None:
    old = fields(house, "S-1")
    save(archivist, house, "S-1", title="Zuerst gespeichert")
    identifier = one(house, "S-1").description.id
    mine = old | {"title": "Meine Fassung", "note": "wichtig", "form_token": token_of(archivist)}
    answer = archivist.post(f"/unit/{identifier}/edit", data=mine)
    assert answer.status_code == 409
    assert "Zuerst gespeichert" in answer.text
    assert "Meine Fassung" in answer.text
    assert "wichtig" in answer.text
    assert one(house, "S-1").description.title == "Zuerst gespeichert"
    revision = re.search(r'name="revision" value="(\d+)"', answer.text)
    assert revision is not None
    again = archivist.post(f"/unit/{identifier}/edit", data=mine | {"revision": revision[1]})
    assert again.status_code == 303
    assert one(house, "S-1").description.title == "Meine Fassung"
    assert one(house, "S-1").revision == 3


def test_a_lock_on_the_fonds_closes_everything_below_at_once(
    house: Portal, archivist: TestClient
) -> None:
    assert one(house, "S-1-1").opening.reason is not Reason.LOCKED
    save(archivist, house, "S", lock_reason="Streit um das Eigentum")
    assert one(house, "S-1-1").opening.reason is Reason.LOCKED
    assert one(house, "S-1-1").opening.content_from == NEVER
    path = house.file("S-1", "plan.txt")
    assert house.public.get(path).status_code == 403
    save(archivist, house, "S", lock_reason="")
    assert house.public.get(path).status_code == 200


def test_moving_a_unit(house: Portal, archivist: TestClient) -> None:
    save(archivist, house, "S-5", parent="S-1")
    assert one(house, "S-5").description.parent == one(house, "S-1").description.id
    inside = save(archivist, house, "S", parent="S-1")
    assert inside.status_code == 422
    assert "cannot stand below itself" in inside.text
    itself = save(archivist, house, "S-1", parent="S-1")
    assert itself.status_code == 422
    # what is hidden hides what is moved below it
    save(archivist, house, "S-5", parent="S-3")
    assert house.public.get(f"/unit/{house.id('S-5')}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "x\x07y"), ("title", "x" * 3_000), ("level", "shelf"),
        ("parent", "nirgends"), ("date_start", "1830-02-30"), ("date_start", "gestern"),
        ("date_end", "1700"), ("carrier", "pergament"), ("end_year", "zwei"), ("end_year", "0"),
        ("persons", "Maier"), ("persons", "2001–1930"), ("secrecy", "ultra"),
        ("deposit_until", "morgen"), ("register", "dog"), ("lengthened_years", "31"),
        ("lengthened_years", "-1"), ("lock_review", "2031-13-01"),
    ],
)  # fmt: skip
def test_wrong_input_is_told_beside_its_field(open_portal: Portal, field: str, value: str) -> None:
    client = open_portal.signed_in(UserRole.ARCHIVIST)
    before = one(open_portal, "S-2")
    answer = save(client, open_portal, "S-2", **{field: value})
    assert answer.status_code == 422
    text = answer.text
    assert f'id="{field}-problem"' in text
    assert 'aria-invalid="true"' in text
    assert one(open_portal, "S-2") == before


def test_only_who_may_describe(open_portal: Portal) -> None:
    identifier = open_portal.id("S-1")
    ways = ("/describe", f"/unit/{identifier}/edit", f"/unit/{identifier}/history")
    for role in (UserRole.READER, UserRole.DESK, UserRole.AUDITOR):
        client = open_portal.signed_in(role)
        for path in ways:
            assert client.get(path).status_code == 403
        assert client.post(f"/unit/{identifier}/edit", data={"title": "x"}).status_code == 403
        assert f"/unit/{identifier}/edit" not in client.get(f"/unit/{identifier}").text
    for path in ways:
        assert open_portal.public.get(path).status_code == 401


def test_forged_and_strange_forms(open_portal: Portal) -> None:
    client = open_portal.signed_in(UserRole.ARCHIVIST)
    identifier = open_portal.id("S-1")
    path = f"/unit/{identifier}/edit"
    assert client.post(path, data={"title": "x", "action": "save"}).status_code == 403
    given = {"form_token": token_of(client), "action": "save"}
    assert client.post(path, data=given | {"title": "x", "level": "file"}).status_code == 409
    assert client.post(path, data=given).status_code == 422
    assert client.post(path, content=b"x" * 3_000_000,
                       headers={"content-type": "application/x-www-form-urlencoded"}
                       ).status_code == 400  # fmt: skip
    assert client.get("/unit/01937f3a-0000-7000-8000-000000000001/edit").status_code == 404
    assert one(open_portal, "S-1").revision == 1


def test_html_in_every_field_is_escaped(house: Portal, archivist: TestClient) -> None:
    evil = '"><script>alert(1)</script>'
    texts = dict.fromkeys(("title", "date_text", *forms.TEXTS, "subjects", "places"), evil)
    assert save(archivist, house, "S-1", **texts).status_code == 303
    identifier = house.id("S-1")
    for path in (f"/unit/{identifier}", f"/unit/{identifier}/edit", f"/unit/{identifier}/history",
                 "/holdings", f"/unit/{house.id('S')}"):  # fmt: skip
        assert "<script>alert(1)" not in archivist.get(path).text, path
