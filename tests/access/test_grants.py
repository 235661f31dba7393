"""Grants: what a link or an account lets out, and nothing beyond, and not for longer."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from administration.housekeeping import tidy_up
from catalogue import accounts
from model.policy import UserRole
from tests.access.portal import FILES, PASSWORD, Portal
from tests.access.takers import (
    DAY,
    checked,
    events,
    give,
    kinds,
    later,
    link,
    lock,
    take,
)
from tests.forms import token_in, token_of


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
        assert archivist.post(revoke, data={"form_token": token_in(page)}).status_code == 303
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
            ({"form_token": token_of(archivist)}, {"origin": "http://elsewhere.example"}),
            ({"form_token": token_of(archivist)}, {"sec-fetch-site": "cross-site"}),
        ):
            answer = archivist.post(path, data={"what": "all", **data}, headers=headers)
            assert answer.status_code == 403, (path, data, headers)
    assert kinds(opened) == []
