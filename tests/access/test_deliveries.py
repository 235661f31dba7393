"""Deliveries over the web: what is open goes out with its proof, what is closed in no way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from model.policy import UserRole
from tests.access.portal import FILES, Portal
from tests.access.takers import (
    checked,
    events,
    kinds,
    lock,
    take,
)

# --- what is open


def test_everybody_takes_home_what_is_open(opened: Portal, tmp_path: Path) -> None:
    answer = take(opened.public, opened.id("S-1"), what="all")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert int(answer.headers["content-length"]) == len(answer.content)
    found = checked(tmp_path, answer.content)
    assert found.findings == []
    assert found.files == len([name for name in FILES if name.startswith("offen/")])
    assert kinds(opened) == []  # open deliveries are not recorded


def test_some_files_only(opened: Portal, tmp_path: Path) -> None:
    aip = opened.aip("S-1")
    answer = take(opened.public, opened.id("S-1"), file=[f"{aip}/plan.txt"], what="chosen")
    assert checked(tmp_path, answer.content).files == 1
    assert b"wappen.svg" not in answer.content
    item = take(opened.public, opened.id("S-1-1"), what="all")
    assert checked(tmp_path, item.content).files == 1


def test_whoever_is_signed_in_leaves_an_event(opened: Portal, archivist: TestClient) -> None:
    assert take(archivist, opened.id("S-2"), what="all").status_code == 200
    (happened,) = events(opened)
    assert (happened["kind"], happened["files"]) == ("delivered", 1)
    assert "zu.txt" not in json.dumps(happened)


def test_the_page_shows_names_harmlessly(opened: Portal) -> None:
    page = opened.public.get(f"/unit/{opened.id('S-1')}/delivery").text
    assert "Müller &amp; Söhne.html" in page
    assert "/grant" not in page
    assert (
        f"/unit/{opened.id('S-1')}/delivery" in opened.public.get(f"/unit/{opened.id('S-1')}").text
    )


# --- closed stays closed


@pytest.mark.parametrize(
    ("refcode", "status"), [("S-2", 403), ("S-4", 403), ("S-3", 404), ("S-6", 404), ("S-5", 403)]
)
@pytest.mark.parametrize("role", [None, UserRole.READER, UserRole.DESK])
def test_closed_units(opened: Portal, refcode: str, status: int, role: UserRole | None) -> None:
    client = opened.signed_in(role) if role else opened.public
    if role is UserRole.DESK and status == 404:
        status = 403  # the desk sees descriptions, never the content
    for what in ("all", "chosen"):
        answer = take(client, opened.id(refcode), what=what, file=["x"])
        assert answer.status_code in (status, 400), answer.text
        assert b"PK" not in answer.content[:2]
    page = client.get(f"/unit/{opened.id(refcode)}/delivery")
    for name in ("zu.txt", "geheim.txt", "gesperrt.txt"):
        assert name not in page.text


def test_members_by_tricks(opened: Portal) -> None:
    own, other = opened.aip("S-1"), opened.aip("S-2")
    unit = opened.id("S-1")
    for file in (
        f"{other}/zu.txt",
        f"{own}/../zu.txt",
        f"{own}/muniment/secret.txt",
        f"{own}/data/METS.xml",
        f"{own}/data/representations/original/data/plan.txt",
        f"{own}/metadata/preservation/premis.xml",
        f"{own}/",
        f"{own}",
        f"{own}/PLAN.TXT",
        f"{own.upper()}/plan.txt",
        f"{own}/plan.txt\0",
        "x" * 5000,
        "",
    ):
        answer = take(opened.public, unit, file=[file], what="chosen")
        assert answer.status_code in (400, 404), (file, answer.status_code)
        assert b"secret" not in answer.content or b"member-not-found" in answer.content
    item = take(opened.public, opened.id("S-1-1"), file=[f"{own}/wappen.svg"], what="chosen")
    assert item.status_code == 404  # the AIP's, but not the item's


def test_a_file_that_one_unit_opens_and_another_closes(opened: Portal, tmp_path: Path) -> None:
    lock(opened, "S-1-1")
    whole = take(opened.public, opened.id("S-1"), what="all")
    found = checked(tmp_path, whole.content)
    assert found.valid
    assert found.files == len([name for name in FILES if name.startswith("offen/")]) - 1
    assert b"plan.txt" not in whole.content
    named = take(
        opened.public, opened.id("S-1"), file=[f"{opened.aip('S-1')}/plan.txt"], what="chosen"
    )
    assert named.status_code == 403
    assert "access.file-closed" in named.text
    unit = opened.id("S-1")
    for url in (f"/unit/{unit}/delivery", f"/unit/{unit}", f"/api/v1/units/{unit}/files"):
        page = opened.public.get(url).text
        assert "plan.txt" not in page
        assert "wappen.svg" in page
    assert "plan.txt" in opened.signed_in(UserRole.ARCHIVIST).get(f"/unit/{unit}").text


def test_nonsense_is_a_page_that_says_so(opened: Portal) -> None:
    for unit in ("x", "..", "%00", opened.aip("S-1"), "0" * 36):
        assert opened.public.post(f"/unit/{unit}/delivery").status_code in (403, 404)
        assert opened.public.get(f"/unit/{unit}/delivery").status_code == 404
    many = [f"{opened.aip('S-1')}/{number}" for number in range(800)]
    assert take(opened.public, opened.id("S-1"), file=many, what="chosen").status_code == 400
