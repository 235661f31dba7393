"""Where servers and folders lie is said to those who mend them, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from administration.web.app import create_app
from catalogue.database import Database
from model.policy import UserRole
from tests.access.portal import Portal, portal

CALM = "The archive cannot answer at the moment"


def test_a_broken_catalogue_is_one_calm_sentence(tmp_path: Path) -> None:
    with portal(tmp_path) as opened:
        opened.archive.database.close()  # who opens it anew finds it broken
        for left in opened.archive.home.path.glob("archive.db*"):
            left.unlink()
        (opened.archive.home.path / "archive.db").write_bytes(b"not a database" * 1_000)
        english = {"accept-language": "en"}
        client = TestClient(opened.app, raise_server_exceptions=False, headers=english)
        for cookies in ({}, {"muniment": "A" * 43 + "="}):
            client.cookies.update(cookies)
            page, problem = client.get("/holdings"), client.get("/api/v1/search?q=x")
            assert page.status_code == problem.status_code == 503
            assert CALM in page.text
            assert CALM in problem.json()["title"]
            assert "home.broken" in page.text, "the code is for whoever is asked for help"
            assert problem.json()["code"] == "home.broken"
            assert str(tmp_path) not in page.text + problem.text


def test_a_database_that_is_away_is_named_to_no_reader(tmp_path: Path) -> None:
    with portal(tmp_path) as opened:
        archive = replace(opened.archive)  # nothing of it is connected yet
        nobody = "postgresql+psycopg://muniment@127.0.0.1:9/catalogue"
        vars(archive)["database"] = Database(nobody)
        english = {"accept-language": "en"}
        client = TestClient(create_app(archive), raise_server_exceptions=False, headers=english)
        for cookies in ({}, {"muniment": "A" * 43 + "="}):
            client.cookies.update(cookies)
            for path in ("/", "/holdings", "/visit", "/search?q=x", "/api/v1/search?q=x"):
                answer = client.get(path)
                assert answer.status_code in (200, 503), path
                assert "127.0.0.1" not in answer.text, path
                assert "catalogue.away" in answer.text or answer.status_code == 200, path
        assert CALM in client.get("/holdings").text


@pytest.mark.parametrize(
    ("role", "told"),
    [(UserRole.ADMINISTRATOR, True), (UserRole.ARCHIVIST, True), (UserRole.READER, False)],
)
def test_staff_are_told_the_place(tmp_path: Path, role: UserRole, told: bool) -> None:
    with portal(tmp_path) as opened:
        client = opened.signed_in(role)
        stores = opened.archive.home.path / "stores"
        stores.rename(tmp_path / "elsewhere")
        answer = client.get(_a_file(opened))
        assert answer.status_code == 503
        assert (CALM in answer.text) is not told
        (tmp_path / "elsewhere").rename(stores)


def _a_file(opened: Portal) -> str:
    for unit in opened.public.get("/api/v1/search?digital=yes&access=open").json()["hits"]:
        found = opened.public.get(f"/api/v1/units/{unit['id']}/files").json()["aips"]
        if found and found[0]["files"]:
            return str(found[0]["files"][0]["url"])
    raise AssertionError("no file to ask for")
