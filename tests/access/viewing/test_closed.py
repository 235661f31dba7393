"""Closed stays closed: every way to a picture, each tried, also when the cache has it already."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from administration.web.app import create_app
from catalogue import ledger
from catalogue.tables import viewing
from model.event import Kind
from model.policy import UserRole
from tests.access.portal import client_of
from tests.access.viewing.gallery import Gallery
from tests.forms import token_of

CLOSED = [("B-2", "foto.png"), ("B-3", "akte.png"), ("B-1", "privat.png")]
WAYS = (
    "",
    "/info.json",
    "/full/max/0/default.jpg",
    "/full/!400,400/0/default.jpg",
    "/0,0,512,512/512,/0/default.jpg",
    "/full/max/0/default.png",
    "/square/10,/90/gray.webp",
    # even what is no request at all must not say that there is something
    "/full/^1000000,/0/default.jpg",
    "/nonsense/max/0/default.jpg",
)


@pytest.fixture(scope="module")
def warm(open_gallery: Gallery) -> Gallery:
    """An archivist was here before: copies and tiles of everything lie in the cache."""
    archivist = open_gallery.signed_in(UserRole.ARCHIVIST)
    for refcode, path in CLOSED:
        for way in WAYS[1:4]:
            answer = archivist.get(open_gallery.image(refcode, path) + way)
            assert answer.status_code == 200, answer.text
            assert answer.headers["cache-control"] == "private, no-store"
            assert "access-control-allow-origin" not in answer.headers
        assert archivist.get(open_gallery.view(refcode, path)).status_code == 200
    return open_gallery


@pytest.mark.parametrize("role", [None, UserRole.READER, UserRole.DESK])
@pytest.mark.parametrize(("refcode", "path"), CLOSED)
def test_no_way_leads_in(warm: Gallery, refcode: str, path: str, role: UserRole | None) -> None:
    client = warm.signed_in(role) if role else warm.client()
    tag = (
        warm.signed_in(UserRole.ARCHIVIST)
        .get(warm.image(refcode, path) + "/full/max/0/default.jpg")
        .headers["etag"]
    )
    answers = [client.get(warm.image(refcode, path) + way) for way in WAYS]
    answers += [
        client.get(warm.image(refcode, path) + "/full/max/0/default.jpg", headers=headers)
        for headers in ({"if-none-match": tag}, {"if-none-match": "*"}, {"range": "bytes=0-9"})
    ]
    answers += [client.head(warm.image(refcode, path) + "/full/max/0/default.jpg")]
    answers += [client.get(warm.view(refcode, path))]
    for answer in answers:
        assert answer.status_code in (403, 404)
        assert not answer.headers["content-type"].startswith("image/")
        assert answer.headers["cache-control"].startswith("private")
        assert "etag" not in answer.headers


@pytest.mark.parametrize("refcode", ["B-2", "B-3"])
def test_no_manifest_of_a_closed_unit(warm: Gallery, refcode: str) -> None:
    answer = warm.public.get(warm.manifest(refcode))
    assert answer.status_code in (403, 404)
    assert "png" not in answer.text


def test_a_closed_file_is_not_in_an_open_manifest(warm: Gallery) -> None:
    answer = warm.public.get(warm.manifest("B-1"))
    assert answer.status_code == 200
    assert "privat" not in answer.text
    assert warm.leaf("B-1", "privat.png") not in answer.text
    archivist = warm.signed_in(UserRole.ARCHIVIST).get(warm.manifest("B-1"))
    assert warm.leaf("B-1", "privat.png") in archivist.text
    assert archivist.headers["cache-control"] == "private, no-store"


def test_what_is_not_there_and_what_is_closed_answer_alike(warm: Gallery) -> None:
    there = warm.public.get(warm.image("B-2", "foto.png") + "/info.json")
    not_there = warm.public.get(warm.image("B-2", "gibt es nicht.png") + "/info.json")
    assert there.status_code == not_there.status_code
    assert there.json() == not_there.json()


def test_what_nobody_has_described_is_closed(warm: Gallery) -> None:
    page = warm.public.get(warm.image("B-7", "nie.png") + "/info.json")
    assert page.status_code == 404


def test_metadata_and_tag_files_are_no_leaves(warm: Gallery) -> None:
    for path in ("../../../metadata/x.png", "/etc/passwd", "..", "bagit.txt", "METS.xml"):
        answer = warm.public.get(warm.image("B-1", path) + "/info.json")
        assert answer.status_code == 404


def test_open_pictures_may_be_kept_and_closed_ones_not(warm: Gallery) -> None:
    answer = warm.public.get(warm.image("B-1", "02.jpg") + "/full/!400,400/0/default.jpg")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_lock_closes_what_the_cache_holds(warm: Gallery) -> None:
    """Rights are asked with every request: the day before it opened, the tile is gone."""
    address = warm.image("B-1", "02.jpg") + "/full/!400,400/0/default.jpg"
    assert warm.public.get(address).status_code == 200

    class Before:
        def __getattr__(self, name: str) -> object:
            return getattr(warm.archive, name)

        def clock(self) -> datetime:
            return datetime(1911, 6, 1, tzinfo=UTC)

    early = client_of(create_app(Before()))  # type: ignore[arg-type]  # an archive of another day
    assert early.get(address).status_code in (403, 404)
    assert any(Path(warm.archive.home.cache).rglob("thumbnail.jpg"))


def viewed(gallery: Gallery, refcode: str) -> int:
    with gallery.archive.database.read() as connection:
        events = list(ledger.events_about(connection, UUID(gallery.aip(refcode))))
    return Counter(event.fields["kind"] for event in events)[Kind.VIEWED.value]


def test_restricted_viewing_is_told_once_for_each_unit_and_session(warm: Gallery) -> None:
    before = viewed(warm, "B-3")
    first = warm.signed_in(UserRole.ARCHIVIST)
    for _ in range(3):
        first.get(warm.view("B-3", "akte.png"))
        first.get(warm.image("B-3", "akte.png") + "/full/max/0/default.jpg")
        first.get(warm.manifest("B-3"))
    assert viewed(warm, "B-3") == before + 1
    # another portal process of the same archive knows it too
    other = client_of(create_app(warm.archive))
    other.cookies.update(first.cookies)
    other.get(warm.view("B-3", "akte.png"))
    assert viewed(warm, "B-3") == before + 1
    second = warm.signed_in(UserRole.ARCHIVIST)
    second.get(warm.image("B-3", "akte.png") + "/info.json")
    second.get(warm.view("B-3", "akte.png"))
    assert viewed(warm, "B-3") == before + 2
    second.get(warm.view("B-2"))
    assert viewed(warm, "B-3") == before + 2
    assert viewed(warm, "B-2") >= 1


def test_open_viewing_is_not_told(warm: Gallery) -> None:
    archivist = warm.signed_in(UserRole.ARCHIVIST)
    archivist.get(warm.view("B-7"))
    archivist.get(warm.image("B-7", "seite.png") + "/full/max/0/default.jpg")
    assert viewed(warm, "B-7") == 0


def test_signing_out_takes_the_record_of_the_session_along(warm: Gallery) -> None:
    def rows() -> int:
        with warm.archive.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(viewing)).scalar_one())

    client = warm.signed_in(UserRole.ARCHIVIST)
    before = rows()
    client.get(warm.view("B-2"))
    assert rows() == before + 1
    assert client.post("/sign-out", data={"form_token": token_of(client)}).status_code == 303
    assert rows() == before
