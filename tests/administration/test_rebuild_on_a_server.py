"""`muniment rebuild` where the catalogue lies on PostgreSQL, and a bucket keeps versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from administration.home import Home
from administration.settings_template import new_settings
from administration.wiring import open_archive
from catalogue.tables import account, disposal, disposal_unit
from preservation.state.sealing import new_pair
from storage.stores.s3_bucket import bucket_of
from tests.administration.conftest import Muniment, deliver
from tests.administration.four_eyes import decided
from tests.administration.rebuilt import CATALOGUE, GROWN, rebuild_without_sheet, tables, wipe
from tests.administration.test_on_servers import store_on
from tests.administration.test_update_command import later
from tests.engines import bucket_for, own_database
from tests.ingest.finding_aids import findbuch, unit

pytestmark = pytest.mark.engines

# the reason was text that no store keeps, and who drafted it is told by the ledger alone
TOMBSTONE = select(disposal.c.id, disposal.c.aip, disposal.c.state).subquery()


@dataclass(frozen=True)
class OnAServer:
    """An archive in which something happened, and what opens its sealed state."""

    muniment: Muniment
    url: str
    sheet: Path
    gone: str  # the AIP that was disposed of

    def lose(self) -> None:
        """The database is dropped; an empty one takes its place."""
        server, _, name = self.url.replace("+psycopg", "").rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")
            connection.execute(f"create database {name}")
        wipe(self.muniment)

    def rows(self, *wanted: Any) -> list[set[Any]]:
        """Rows that come back from events or from the sealed state."""
        with (
            open_archive(Home(self.muniment.home)) as archive,
            archive.database.read() as connection,
        ):
            return [set(connection.execute(select(one)).all()) for one in wanted]


@pytest.fixture(params=[10_000, 2], ids=["from-ends", "from-segments"])
def archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[OnAServer]:
    """Ingested, described, updated, disposed of; one store is a bucket with versions."""
    """Ingested, described, updated, disposed of; one store is a bucket with versions."""
    monkeypatch.setenv("MUNIMENT_JOURNAL__SEGMENT_GENERATIONS", str(request.param))
    pairs = [new_pair(), new_pair()]
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(f"{pairs[0].identity}\n")
    text = new_settings(
        "Stadtarchiv Lindenfurt",
        "lindenfurt.example/log",
        "99999",
        [pair.recipient for pair in pairs],
    )
    with own_database() as url, bucket_for("versioned") as south:
        text = text.replace("sqlite:///archive.db", url)
        text = text.replace('"file:stores/south"', store_on(south, tmp_path / "south.toml"))
        prepared = tmp_path / "servers.toml"
        prepared.write_text(text)
        muniment = Muniment(tmp_path / "home")
        muniment.json("init", "--settings", prepared)
        results = muniment.json("ingest", deliver(tmp_path / "delivery"))["results"]
        assert [one["status"] for one in results] == ["stored"] * 3
        (updated,) = muniment.json("ingest", later(tmp_path), "--update", "LF-RAT-1")["results"]
        table = tmp_path / "titel.csv"
        table.write_text("reference_code;title\nLF-RAT-1;Ratsprotokolle, berichtigt\n")
        muniment.json("ingest", table, "--update", updated["aip"])
        aid = tmp_path / "findbuch.xml"
        for title in ("Bauamt", "Stadtbauamt"):
            aid.write_text(findbuch(unit(1) + unit(2), title=title))
            muniment.json("import-ead", aid)
        gone = muniment.json("show", "LF-PER-1")["aips"][0]["aip"]
        muniment.json("dispose", "carry-out", decided(muniment, gone))
        muniment.json("state", "write")
        muniment.json("ledger", "checkpoint")
        yield OnAServer(muniment, url, sheet, gone)


def told(rows: list[Any], gone: str) -> list[Any]:
    """Rows to compare: when a disposed AIP was sealed, and its secret, went with its bytes."""
    return [(*row[:6], row[-1]) if UUID(gone) in row and len(row) == 9 else row for row in rows]


def test_everything_comes_back(archive: OnAServer) -> None:
    """Without a recovery sheet all but the accounts, with one these too."""
    muniment = archive.muniment
    before = tables(muniment)
    tombstones = archive.rows(disposal_unit, TOMBSTONE)
    (people,) = archive.rows(account)
    assert all(row[3] for row in before["copy"] if row[2] == "south")  # the version
    for words in ((), ("--identity", archive.sheet)):
        archive.lose()
        if words:
            report = muniment.json("rebuild", *words)
            assert report["missing"] == report["mismatched"] == []
        else:
            report = rebuild_without_sheet(muniment, ends=1)
            assert report["mismatched"] == []
            assert [one["code"] for one in report["missing"]] == ["rebuild.reasons-lost"]
        assert (report["aips"], report["generations"]) == (2, 4)
        after = tables(muniment)
        for name in CATALOGUE:
            assert told(after[name], archive.gone) == told(before[name], archive.gone), name
        for name in GROWN:
            assert set(before[name]) <= set(after[name]), name
        assert muniment.json("verify", "--deep")["intact"] == 8
        assert muniment.json("ledger", "verify")["intact"]
        assert muniment.json("search", '"Ratsprotokolle, berichtigt"')["total"] == 1
        assert archive.rows(disposal_unit, TOMBSTONE) == tombstones
        if words:
            assert people <= archive.rows(account)[0]


def test_it_goes_on_as_before(archive: OnAServer, tmp_path: Path) -> None:
    """Keys that the rebuild gave out are not given out again."""
    archive.lose()
    archive.muniment.json("rebuild", "--identity", archive.sheet)
    again = archive.muniment.json("ingest", tmp_path / "delivery" / "rat")["results"]
    new = tmp_path / "neu"
    new.mkdir()
    (new / "neu.txt").write_text("Noch etwas.\n")
    (stored,) = archive.muniment.json("ingest", new)["results"]
    assert stored["status"] == "stored"
    assert again
    assert archive.muniment.json("verify", "--deep")["findings"] == []


def test_something_newer_over_what_was_stored(archive: OnAServer) -> None:
    """The version that was stored is pinned, and staff hear of what lies over it."""
    muniment = archive.muniment
    before = tables(muniment)
    with open_archive(Home(muniment.home)) as opened:
        south = next(store for store in opened.stores if store.name == "south")
        key = next(one.key for one in south.list("aip/"))
        bucket = bucket_of("tests", south.address)  # type: ignore[attr-defined]
        good = b"".join(south.read(key))
        bad = good[:200] + bytes([good[200] ^ 1]) + good[201:]
        bucket.client.put_object(Bucket=bucket.name, Key=bucket.full(key), Body=bad)
    archive.lose()
    report = muniment.json("rebuild", ends=1)
    (found,) = report["mismatched"]
    assert (found["code"], found["store"]) == ("rebuild.version-covered", "south")
    assert tables(muniment)["copy"] == before["copy"]
    assert muniment.json("verify", "--deep")["findings"] == []
