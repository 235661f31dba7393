"""The pages of handing in: what is wrong stands beside its field, and how far it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from catalogue import incoming, jobs
from model.ids import parse_uuid
from model.job import JobState
from model.policy import UserRole
from model.receiving import Deed
from tests.access.portal import Portal, portal
from tests.forms import token_of
from tests.ingest.test_receiving import hand_in, settled


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture(scope="module")
def archivist(opened: Portal) -> TestClient:
    return opened.signed_in(UserRole.ARCHIVIST)


def test_what_is_wrong_is_said_beside_its_field(archivist: TestClient) -> None:
    token = {"form_token": token_of(archivist)}
    english = {"accept-language": "en"}
    for data, field, said in (
        ({"title": " "}, "title", "A title is needed."),
        ({"title": "Akten", "parent": "NIE"}, "parent", "NIE"),
        ({"title": "Akten"}, "files", "No file was chosen."),
    ):
        page = archivist.post("/submissions", data=token | data, headers=english)
        assert page.status_code >= 400
        beside = re.search(rf'id="{field}-problem">([^<]+)<', page.text)
        assert beside, field
        assert said in beside[1]
        marked = re.search(rf'<input id="{field}"[^>]*>', page.text)
        assert marked
        assert f'aria-describedby="{field}-problem {field}-hint" aria-invalid="true"' in marked[0]
        assert page.text.count("aria-invalid") == 1


def test_the_page_says_how_far_the_job_is(opened: Portal, archivist: TestClient) -> None:
    page = hand_in(archivist, {"eins.txt": b"noch nicht angenommen"})
    settled(archivist, page, "checked, to be decided")
    archive, now = opened.archive, opened.archive.clock()
    identifier = parse_uuid(page.removeprefix("/submissions/"))
    assert identifier
    with archive.database.write() as connection:
        found = incoming.by_id(connection, identifier)
        assert found
        incoming.move(connection, found, Deed.ACCEPT, now)
        for job, of in (("mine", str(identifier)), ("other", str(archive.new_id()))):
            jobs.add(connection, job, "accession", {"incoming": of}, None, now)
            jobs.begin(connection, job, archive.new_id(), now)
        jobs.note(connection, "mine", now, done=43, total=100, stage="pack")
        jobs.note(connection, "other", now, done=71, total=100, stage="read")
    text = archivist.get(page + "/state", headers={"accept-language": "en"}).text
    assert 'value="43"' in text
    assert "packing, and writing to every store" in text
    assert "71" not in text
    with archive.database.write() as connection:
        jobs.end(connection, "mine", JobState.FAILED, now)
        jobs.end(connection, "other", JobState.FAILED, now)
    assert "<progress" not in archivist.get(page + "/state").text
