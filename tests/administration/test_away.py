"""Servers that stop while readers read: the portal says so, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from administration.home import Home
from administration.web.app import create_app
from administration.wiring import Archive, open_archive
from services import SERVICES, Place
from tests.administration.conftest import Muniment, deliver
from tests.administration.test_on_servers import GOOD, store_on
from tests.engines import address_of, bucket_for

pytestmark = pytest.mark.engines


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Place]:
    """A database and a bucket's server of the test's own, to be stopped at will."""
    place = Place.usual().apart(tmp_path / "services")
    for name in ("postgresql", "s3"):
        address_of(name)
        SERVICES[name].start(place)
    yield place
    for name in ("postgresql", "s3"):
        SERVICES[name].stop(place)


@pytest.fixture
def archive(tmp_path: Path, private: Place) -> Iterator[Archive]:
    """Its near store is a bucket, its other one a folder."""
    database = private.address("postgresql")
    assert database is not None
    muniment = Muniment(tmp_path / "home")
    prepared = tmp_path / "servers.toml"
    with bucket_for("versioned", "", private) as bucket:
        north = store_on(bucket, tmp_path / "north.toml")
        text = GOOD.replace("sqlite:///archive.db", database["url"])
        prepared.write_text(text.replace('"file:stores/north"', north))
        muniment.json("init", "--settings", prepared)
        results = muniment.json("ingest", deliver(tmp_path / "delivery"))["results"]
        assert [one["status"] for one in results] == ["stored"] * 3
        with open_archive(Home(muniment.home)) as opened:
            yield opened


@pytest.fixture
def portal(archive: Archive) -> TestClient:
    return TestClient(create_app(archive), raise_server_exceptions=False)


def hits(portal: TestClient) -> int:
    found = portal.get("/api/v1/search", params={"q": "Ratsprotokolle"})
    assert found.status_code == 200, found.text
    return int(found.json()["total"])


def test_the_database_stops_and_comes_back(portal: TestClient, private: Place) -> None:
    assert hits(portal) == 1
    unit = portal.get("/api/v1/search", params={"q": "Ratsprotokolle"}).json()["hits"][0]["id"]
    shown = f"/api/v1/units/{unit}"
    SERVICES["postgresql"].stop(private)
    problem = portal.get(shown)
    assert problem.status_code == 503
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "catalogue.away"
    assert "muniment:" not in problem.text.replace("urn:muniment:", "")  # neither name nor password
    page = portal.get("/")
    assert page.status_code == 503
    assert "catalogue.away" in page.text
    SERVICES["postgresql"].start(private)
    assert portal.get(shown).status_code != 503


def test_a_store_stops_and_the_other_is_read(
    archive: Archive, portal: TestClient, private: Place, tmp_path: Path
) -> None:
    muniment = Muniment(archive.home.path)
    aip = muniment.json("show", "LF-RAT-1")["aips"][0]["aip"]
    SERVICES["s3"].stop(private)
    assert muniment("get", aip, "-o", tmp_path / "bag.zip").code == 0
    assert hits(portal) == 1
    states = {one["name"]: one["answers"] for one in _stores(muniment)}
    assert states == {"north": False, "south": True}
    SERVICES["s3"].start(private)
    assert muniment.json("verify")["intact"] == 6


def _stores(muniment: Muniment) -> list[dict[str, object]]:
    answer = muniment("stores", "status", "--json")
    assert answer.code == 3
    assert "stores" in answer.document, answer.err
    found: list[dict[str, object]] = answer.document["stores"]
    return found
