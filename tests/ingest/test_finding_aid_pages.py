"""Finding aids through the browser: read first, decided then; only archivists; nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from catalogue import descriptions
from ingest.finding_aids import pages
from model.policy import UserRole
from tests.access.portal import Portal, portal_with_jobs
from tests.forms import token_of
from tests.ingest.finding_aids import findbuch, unit


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Portal]:
    with portal_with_jobs(tmp_path) as opened:
        yield opened


@pytest.fixture
def archivist(house: Portal) -> TestClient:
    return house.signed_in(UserRole.ARCHIVIST)


def hand_in(client: TestClient, text: str, name: str = "aid.xml") -> Any:
    files = {"file": (name, text.encode(), "text/xml")}
    return client.post("/finding-aids", files=files, data={"form_token": token_of(client)})


def ended(client: TestClient, path: str) -> str:
    """The page of a job when it has ended."""
    for _ in range(300):
        page = client.get(path)
        assert page.status_code == 200
        if "aria-busy" not in page.text:
            return str(page.text)
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def exists(house: Portal, refcode: str) -> bool:
    with house.archive.database.read() as connection:
        return descriptions.exists(connection, refcode)


def test_read_first_then_imported(house: Portal, archivist: TestClient) -> None:
    answer = hand_in(archivist, findbuch(unit(1) + unit(1)), "<b>Bauamt.xml")
    assert answer.status_code == 303
    path = answer.headers["location"]
    page = ended(archivist, path)
    assert "&lt;b&gt;Bauamt" in page
    assert "<b>Bauamt" not in page
    assert "was read, nothing changed yet" in page
    assert "is that of another unit" in page
    assert not exists(house, "F1-1a")
    started = archivist.post(f"{path}/import", data={"form_token": token_of(archivist)})
    assert started.status_code == 303
    page = ended(archivist, started.headers["location"])
    assert "imported" in page
    assert exists(house, "F1-1a")
    assert house.public.get("/api/v1/search?q=Bauamt").json()["total"] >= 1
    assert list((house.archive.home.spool / "finding-aids").iterdir()) == []
    again = archivist.post(f"{path}/import", data={"form_token": token_of(archivist)})
    assert again.status_code == 400
    assert "imported" in archivist.get("/finding-aids").text


def test_what_is_refused_is_said(house: Portal, archivist: TestClient) -> None:
    answer = hand_in(archivist, findbuch(unit(1))[:-30])
    page = ended(archivist, answer.headers["location"])
    assert "refused as a whole" in page
    assert "is not a finding aid in EAD 2002" in page
    assert "Import it now" not in page


def test_wrong_forms(house: Portal, archivist: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"form_token": token_of(archivist)}
    assert archivist.post("/finding-aids", data=given).status_code == 422
    files = {"file": ("a.xml", b"<ead/>", "text/xml")}
    assert archivist.post("/finding-aids", files=files).status_code == 403
    monkeypatch.setattr(pages, "LARGEST", 10)
    assert hand_in(archivist, findbuch(unit(1))).status_code == 422
    assert list((house.archive.home.spool / "finding-aids").iterdir()) == []
    assert archivist.get("/finding-aids/nothing").status_code == 404
    assert archivist.post("/finding-aids/nothing/import", data=given).status_code == 404
    for role in (UserRole.READER, UserRole.DESK, UserRole.AUDITOR):
        assert house.signed_in(role).get("/finding-aids").status_code == 403
    assert house.public.get("/finding-aids").status_code == 401
