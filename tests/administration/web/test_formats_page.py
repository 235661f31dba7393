"""Staff see what the holdings are made of; nobody else does."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from administration.founding import found
from administration.home import Home
from administration.web.app import create_app
from administration.wiring import open_archive
from catalogue import census
from model.policy import UserRole
from tests.access.portal import Portal, client_of, portal, portal_with_jobs
from tests.administration.jobs_here import jobs_here


def test_formats_with_their_risk(tmp_path: Path) -> None:
    with portal(tmp_path) as opened:
        staff = opened.signed_in(UserRole.AUDITOR)
        page = staff.get("/formats", headers={"accept-language": "en"}).text
        for said in ("Files by risk", "Plain Text File", "x-fmt/111", "Text that any program"):
            assert said in page
        assert 'href="/search?format=x-fmt/111"' in page
        assert '<svg class="low"' in page
        assert "style=" not in page
        assert 'href="/formats" aria-current="page"' in page
        german = staff.get("/formats", headers={"accept-language": "de"}).text
        assert "Dateien nach Risiko" in german
        assert "Text, den jedes Programm zeigen kann" in german


def test_an_empty_archive(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    found(home, title="Stadtarchiv Musterfurt", naan="99999")
    with open_archive(home) as archive:
        jobs_here(archive)
        app = create_app(archive)
        staff = Portal(archive, app, client_of(app)).signed_in(UserRole.ARCHIVIST)
        page = staff.get("/formats", headers={"accept-language": "en"})
        assert page.status_code == 200
        assert "There are no files yet." in page.text
        assert "<table" not in page.text


@pytest.mark.parametrize(
    ("role", "status"),
    [(UserRole.READER, 403), (UserRole.ARCHIVIST, 200), (UserRole.AUDITOR, 200)],
)
def test_who_sees_it(tmp_path: Path, role: UserRole, status: int) -> None:
    with portal(tmp_path) as opened:
        assert opened.public.get("/formats").status_code in (302, 303, 401, 403)
        client = opened.signed_in(role)
        assert client.get("/formats").status_code == status
        assert ('href="/formats"' in client.get("/").text) == (status == 200)


def test_many_files_are_counted_by_a_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "AT_ONCE", 0)
    english = {"accept-language": "en"}
    with portal_with_jobs(tmp_path) as opened:
        staff = opened.signed_in(UserRole.ARCHIVIST)
        page = staff.get("/formats", headers=english).text
        assert "nobody has counted them yet" in page
        assert "Plain Text File" not in page
        token = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
        assert token
        assert staff.post("/formats/count").status_code == 403
        auditor = opened.signed_in(UserRole.AUDITOR)
        assert "Count now" not in auditor.get("/formats", headers=english).text
        done = staff.post("/formats/count", data={"form_token": token[1]})
        assert done.headers["location"] == "/formats"
        patience = time.monotonic() + 20
        while "As of " not in (page := staff.get("/formats", headers=english).text):
            assert time.monotonic() < patience
            time.sleep(0.05)
        assert "Plain Text File" in page
