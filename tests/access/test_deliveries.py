"""Deliveries over the web: what is open goes out with its proof, what is closed in no way."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from access.dip.checking import check_delivery
from access.dip.findings import Checked
from administration.housekeeping import tidy_up
from administration.web.app import create_app
from catalogue import accounts
from catalogue.tables import description, event
from model.policy import UserRole
from tests.access.portal import FILES, PASSWORD, Portal, client_of, portal

DAY = timedelta(days=1)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Portal]:
    with portal(tmp_path) as made:
        yield made


@pytest.fixture
def archivist(opened: Portal) -> TestClient:
    return opened.signed_in(UserRole.ARCHIVIST)


def token_of(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    assert found, page
    return found[1]


def checked(place: Path, content: bytes) -> Checked:
    (place / "d.zip").write_bytes(content)
    return check_delivery(place / "d.zip")


def take(client: TestClient, unit: str, **form: Any) -> Any:
    page = client.get(f"/unit/{unit}/delivery")
    token = token_of(client.get("/sign-in").text) if page.status_code != 200 else ""
    if 'name="form_token"' in page.text:
        token = token_of(page.text)
    return client.post(f"/unit/{unit}/delivery", data={"form_token": token, **form})


def give(client: TestClient, opened: Portal, refcode: str, **form: Any) -> Any:
    unit = opened.id(refcode)
    until = (opened.archive.today + DAY).isoformat()
    usual = {"until": until, "purpose": "research", "form_token": form_token(client)}
    return client.post(f"/unit/{unit}/grant", data={**usual, **form})


def form_token(client: TestClient) -> str:
    return token_of(client.get("/account").text)


def link(answer: Any) -> str:
    found = re.search(r'value="http://testserver(/delivery/[\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def kinds(opened: Portal) -> list[str]:
    return [one["kind"] for one in events(opened)]


def events(opened: Portal) -> list[dict[str, Any]]:
    wanted = {"delivered", "granted", "grant-used", "grant-revoked"}
    with opened.archive.database.read() as connection:
        bodies = connection.execute(select(event.c.body).order_by(event.c.id)).scalars()
        found = [json.loads(body) for body in bodies]
    return [one for one in found if one["kind"] in wanted]


def lock(opened: Portal, refcode: str) -> None:
    """As an archivist's lock leaves it."""
    with opened.archive.database.write() as connection:
        closed = {"content_from": opened.archive.today.replace(year=9999), "reason": "R7"}
        where = description.c.refcode == refcode
        connection.execute(update(description).where(where).values(closed))


def later(opened: Portal, by: timedelta) -> Iterator[TestClient]:
    """The same archive, some time on."""
    then = replace(opened.archive, clock=lambda: opened.archive.clock() + by)
    yield client_of(create_app(then))
    then.close()


# --- what is open ---------------------------------------------------------------------------------


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


# --- closed stays closed --------------------------------------------------------------------------


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
    page = opened.public.get(f"/unit/{opened.id('S-1')}/delivery").text
    assert "plan.txt" not in page


def test_nonsense_is_a_page_that_says_so(opened: Portal) -> None:
    for unit in ("x", "..", "%00", opened.aip("S-1"), "0" * 36):
        assert opened.public.post(f"/unit/{unit}/delivery").status_code in (403, 404)
        assert opened.public.get(f"/unit/{unit}/delivery").status_code == 404
    many = [f"{opened.aip('S-1')}/{number}" for number in range(800)]
    assert take(opened.public, opened.id("S-1"), file=many, what="chosen").status_code == 400


# --- grants ---------------------------------------------------------------------------------------


def test_a_link_from_grant_to_proof(opened: Portal, archivist: TestClient, tmp_path: Path) -> None:
    there = link(give(archivist, opened, "S-2"))
    stranger = opened.client()
    page = stranger.get(there)
    assert page.status_code == 200
    assert "zu.txt" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in page.headers["cache-control"]
    answer = stranger.get(f"{there}/file")
    assert checked(tmp_path, answer.content).valid
    assert FILES["zu.txt"] in answer.content
    digest = hashlib.sha512(answer.content).digest()
    assert answer.headers["repr-digest"] == f"sha-512=:{base64.b64encode(digest).decode()}:"
    assert kinds(opened) == ["granted", "delivered", "grant-used"]
    given = events(opened)
    assert {one.get("grant") for one in given} == {given[0]["grant"]}
    # the unit itself is as closed as before
    assert stranger.get(opened.file("S-2", "zu.txt")).status_code == 403
    assert take(stranger, opened.id("S-2"), what="all").status_code == 403


def test_a_download_is_taken_up_again(opened: Portal, archivist: TestClient) -> None:
    there = f"{link(give(archivist, opened, 'S-2'))}/file"
    whole = opened.public.get(there)
    etag, content = whole.headers["etag"], whole.content
    rest = opened.public.get(there, headers={"range": "bytes=1000-", "if-range": etag})
    assert (rest.status_code, rest.content) == (206, content[1000:])
    assert opened.public.get(there, headers={"if-none-match": etag}).status_code == 304
    head = opened.public.head(there)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(content)))
    other = opened.public.get(there, headers={"range": "bytes=5-9", "if-range": '"other"'})
    assert other.status_code == 200
    assert opened.public.get(there, headers={"range": "bytes=99999999-"}).status_code == 416
    assert kinds(opened).count("grant-used") == 1  # the same use within ten minutes
    for client in later(opened, timedelta(minutes=20)):
        assert client.get(there).content == content
    assert kinds(opened).count("grant-used") == 2


def test_the_token_is_kept_nowhere(opened: Portal, archivist: TestClient, tmp_path: Path) -> None:
    there = link(give(archivist, opened, "S-2"))
    token = there.rpartition("/")[2]
    opened.public.get(f"{there}/file")
    raw = base64.urlsafe_b64decode(token + "=")
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file() and path.name != "ballast":
            kept = path.read_bytes()
            assert token.encode() not in kept, path
            assert raw not in kept, path


@pytest.mark.parametrize("change", ["x", "", "A" * 43, "%2e%2e", "a" * 5000, "é", "%00"])
def test_guessed_tokens(opened: Portal, archivist: TestClient, change: str) -> None:
    there = link(give(archivist, opened, "S-2"))
    assert opened.public.get(there + "=").status_code == 404  # one spelling only
    for url in (f"/delivery/{change}", f"/delivery/{change}/file", f"{there}{change or 'x'}"):
        answer = opened.public.get(url)
        assert answer.status_code in (303, 307, 404), url
        assert b"zu.txt" not in answer.content


def test_who_may_grant(opened: Portal) -> None:
    for role, refcode, status in (
        (UserRole.READER, "S-1", 403),
        (UserRole.AUDITOR, "S-1", 403),
        (UserRole.DESK, "S-1", 200),
        (UserRole.DESK, "S-2", 403),  # nobody gives what they may not see
        (UserRole.DESK, "S-3", 403),
        (UserRole.ADMINISTRATOR, "S-3", 200),
    ):
        answer = give(opened.signed_in(role), opened, refcode)
        assert answer.status_code == status, (role, refcode, answer.text)
    assert opened.public.post(f"/unit/{opened.id('S-1')}/grant").status_code == 401
    assert kinds(opened) == ["granted", "granted"]


def test_somebody_else_s_grant(opened: Portal, archivist: TestClient, tmp_path: Path) -> None:
    reader = opened.signed_in(UserRole.READER)
    assert give(archivist, opened, "S-2", to="reader").status_code == 200
    page = reader.get("/deliveries").text
    found = re.search(r'href="(/deliveries/[0-9a-f-]+/file)"', page)
    assert found
    assert checked(tmp_path, reader.get(found[1]).content).valid
    for other in (archivist, opened.signed_in(UserRole.DESK)):
        assert other.get(found[1]).status_code == 404
        assert found[1] not in other.get("/deliveries").text
    assert opened.public.get(found[1]).status_code == 401
    assert opened.public.get("/deliveries").status_code == 401
    # the grant's id is no token, and a link's grant is nobody's own
    identifier = found[1].split("/")[2]
    assert opened.public.get(f"/delivery/{identifier}").status_code == 404
    with opened.archive.database.write() as connection:
        account = accounts.by_name(connection, "reader")
        assert account is not None
        accounts.erase(connection, account.id)
    assert reader.get(found[1]).status_code == 401


def test_a_grant_runs_out(opened: Portal, archivist: TestClient) -> None:
    reader = opened.signed_in(UserRole.READER)
    there = link(give(archivist, opened, "S-2"))
    give(archivist, opened, "S-2", to="reader")
    own = re.findall(r'href="(/deliveries/[0-9a-f-]+/file)"', reader.get("/deliveries").text)[0]
    assert opened.public.get(f"{there}/file").status_code == 200
    assert reader.get(own).status_code == 200
    for client in later(opened, 3 * DAY):
        client.post("/sign-in", data={"name": "reader", "password": PASSWORD})
        for url in (there, f"{there}/file", own):
            answer = client.get(url)
            assert answer.status_code == 404
            assert b"zu.txt" not in answer.content
        assert "over" in client.get("/deliveries").text


def test_a_grant_is_taken_back_and_tidied_away(opened: Portal, archivist: TestClient) -> None:
    there = link(give(archivist, opened, "S-2"))
    assert opened.public.get(f"{there}/file").status_code == 200
    cache = opened.archive.home.cache / "deliveries"
    assert len(list(cache.iterdir())) == 1
    page = archivist.get(f"/unit/{opened.id('S-2')}/delivery").text
    revoke = re.findall(r'action="(/deliveries/[0-9a-f-]+/revoke)"', page)[0]
    assert opened.public.post(revoke).status_code == 401
    assert opened.signed_in(UserRole.READER).post(revoke).status_code == 403
    assert archivist.post(revoke, data={"form_token": "x"}).status_code == 403
    for _ in range(2):
        assert archivist.post(revoke, data={"form_token": token_of(page)}).status_code == 303
    for url in (there, f"{there}/file"):
        assert opened.public.get(url).status_code == 404
    assert kinds(opened)[-1] == "grant-revoked"
    assert kinds(opened).count("grant-revoked") == 1
    tidy_up(opened.archive)
    assert list(cache.iterdir()) == []


def test_what_is_closed_afterwards_is_closed_to_the_grant(
    opened: Portal, archivist: TestClient
) -> None:
    there = link(give(archivist, opened, "S-2"))
    assert opened.public.get(f"{there}/file").status_code == 200  # it lies ready from here on
    lock(opened, "S-2")
    for url in (there, f"{there}/file"):
        answer = opened.public.get(url)
        assert (answer.status_code, b"zu.txt" in answer.content) == (403, False)
    # whoever grants it again knows of the lock
    again = link(give(archivist, opened, "S-2"))
    assert opened.public.get(f"{again}/file").status_code == 200


def test_part_of_a_granted_unit_is_closed_afterwards(
    opened: Portal, archivist: TestClient, tmp_path: Path
) -> None:
    there = link(give(archivist, opened, "S-1"))
    first = opened.public.get(f"{there}/file")
    lock(opened, "S-1-1")
    second = opened.public.get(f"{there}/file")
    assert second.headers["etag"] != first.headers["etag"]
    assert b"plan.txt" not in second.content
    assert checked(tmp_path, second.content).files == checked(tmp_path, first.content).files - 1


def test_a_cache_is_only_a_cache(opened: Portal, archivist: TestClient, tmp_path: Path) -> None:
    there = f"{link(give(archivist, opened, 'S-2'))}/file"
    opened.public.get(there)
    cache = opened.archive.home.cache / "deliveries"
    (file,) = cache.iterdir()
    file.unlink()
    assert checked(tmp_path, opened.public.get(there).content).valid
    (file,) = cache.iterdir()
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    assert opened.public.get(there).status_code == 503  # never a wrong byte
    assert checked(tmp_path, opened.public.get(there).content).valid
    assert len(list(cache.iterdir())) == 1


def test_grants_of_some_files(opened: Portal, archivist: TestClient, tmp_path: Path) -> None:
    chosen = {"file": [f"{opened.aip('S-1')}/plan.txt"], "grant_what": "chosen"}
    there = link(give(archivist, opened, "S-1", **chosen))
    answer = opened.public.get(f"{there}/file")
    assert checked(tmp_path, answer.content).files == 1
    assert b"wappen" not in opened.public.get(there).content
    none = give(archivist, opened, "S-1", grant_what="chosen")
    assert (none.status_code, "No file was chosen" in none.text) == (400, True)


@pytest.mark.parametrize(
    "form",
    [
        {"until": "2020-01-01"},
        {"until": "9999-12-31"},
        {"until": "<script>"},
        {"until": ""},
        {"purpose": "<b>fun</b>"},
        {"purpose": ""},
        {"to": "<script>alert(1)</script>"},
        {"to": "x" * 300},
        {"file": ["nonsense"], "grant_what": "chosen"},
    ],
)
def test_wrong_grants(opened: Portal, archivist: TestClient, form: dict[str, Any]) -> None:
    answer = give(archivist, opened, "S-1", **form)
    assert 400 <= answer.status_code < 500, answer.text
    assert "<script>" not in answer.text
    assert "<b>fun" not in answer.text
    assert kinds(opened) == []


def test_forged_forms(opened: Portal, archivist: TestClient) -> None:
    unit = opened.id("S-1")
    for path in (f"/unit/{unit}/grant", f"/unit/{unit}/delivery"):
        for data, headers in (
            ({}, {}),
            ({"form_token": "0" * 64}, {}),
            ({"form_token": form_token(archivist)}, {"origin": "http://elsewhere.example"}),
            ({"form_token": form_token(archivist)}, {"sec-fetch-site": "cross-site"}),
        ):
            answer = archivist.post(path, data={"what": "all", **data}, headers=headers)
            assert answer.status_code == 403, (path, data, headers)
    assert kinds(opened) == []
