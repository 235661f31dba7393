"""Another store: added, filled by following the ledger, interrupted, and filled again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert

from administration.filling import to_be_filled
from administration.home import Home
from administration.wiring import open_archive
from administration.workflows import fill as fill_job
from administration.workflows.inline import InlineSteps
from catalogue.tables import disposal
from tests.administration.conftest import Muniment, flip_a_bit, notes
from tests.conftest import ROOT
from tests.engines import bucket_for
from tests.ingest.quiet import QUIET

MARKER = "muniment-store.txt"


def many(folder: Path, count: int) -> Path:
    """A delivery of so many units."""
    lines = ["path;reference_code;parent;level;title;date_range;published"]
    lines.append(";V;;fonds;Viele;1900;yes")
    for number in range(count):
        unit = folder / f"{number:03d}"
        unit.mkdir(parents=True)
        (unit / "akte.txt").write_text(f"Akte {number} beschlossen\n")
        lines.append(f"{number:03d};V-{number};V;file;Akte {number};1900;yes")
    (folder / "metadata.csv").write_text("\n".join(lines))
    return folder


def state(muniment: Muniment, name: str, ends: int = 0) -> dict[str, object]:
    found = muniment.json("stores", "status", ends=ends)["stores"]
    (one,) = [store for store in found if store["name"] == name]
    assert isinstance(one, dict)
    return one


def objects(muniment: Muniment, store: str) -> dict[str, bytes]:
    root = muniment.home / "stores" / store
    return {str(p.relative_to(root)): p.read_bytes() for p in root.glob("aip/**/*.zip")}


def test_added_and_filled(stocked: Muniment) -> None:
    settings = stocked.home / "settings.toml"
    before = settings.read_text()
    added = stocked.json("stores", "add", "east", "file:stores/east")
    assert added["required"] is False
    after = settings.read_text()
    new = '\n[[stores]]\nname = "east"\nurl = "file:stores/east"\nrequired = false\n'
    assert after.replace(new, "", 1) == before  # comments and all
    east = state(stocked, "east")
    assert (east["copies"], east["owed"]) == (0, 0)
    assert int(str(east["behind"])) > 0
    filled = stocked.json("stores", "fill", "east")
    assert (filled["copies"], filled["failures"], filled["code"]) == (3, [], None)
    assert objects(stocked, "east") == objects(stocked, "north")
    assert (stocked.home / "stores/east/log").is_dir()  # the ledger is there as well
    east = state(stocked, "east")
    assert (east["aips"], east["copies"]) == (3, 3)
    again = stocked.json("stores", "fill", "east")
    assert (again["copies"], again["bytes"]) == (0, 0)
    kinds = [event["kind"] for event in stocked.json("events", "LF-RAT-1")["events"]]
    assert kinds.count("filled") == 1
    assert stocked.json("verify", "--deep")["intact"] == 9
    assert stocked.json("ledger", "verify")["intact"]


def test_what_is_stored_afterwards_goes_there_too(stocked: Muniment, tmp_path: Path) -> None:
    stocked.json("stores", "add", "east", "file:stores/east", "--required")
    (one, *_) = stocked.json("ingest", many(tmp_path / "more", 2))["results"]
    assert one["copies"] == ["east", "north", "south"]
    assert stocked.json("stores", "fill", "east")["copies"] == 3
    assert objects(stocked, "east") == objects(stocked, "north")


@pytest.mark.parametrize(
    ("name", "url", "code", "ends"),
    [
        ("north", "file:stores/another", "stores.name-taken", 2),
        ("east", "file:stores/north", "stores.not-possible", 2),
        ("east", "file:stores/north/below", "stores.not-possible", 2),
        ("east", "file:stores", "stores.not-possible", 2),
        ("EAST", "file:stores/east", "stores.not-possible", 2),
        ("east", "ftp://nowhere", "stores.not-possible", 2),
        ("east", "file:full", "stores.not-empty", 2),
        ("east", "file:settings.toml/below", "storage.away", 3),
    ],
)
def test_refused_and_nothing_changed(
    stocked: Muniment, name: str, url: str, code: str, ends: int
) -> None:
    (stocked.home / "full").mkdir()
    (stocked.home / "full" / "something").touch()
    before = (stocked.home / "settings.toml").read_text()
    answer = stocked("stores", "add", name, url, "--json")
    assert (answer.code, answer.error) == (ends, code)
    assert (stocked.home / "settings.toml").read_text() == before
    assert stocked.json("verify")["checked"] == 6


def test_owed_copies_are_made_by_the_worker(stocked: Muniment, tmp_path: Path) -> None:
    stocked.json("stores", "add", "east", "file:stores/east")
    stocked.json("stores", "fill", "east")
    (stocked.home / "stores/east" / MARKER).unlink()
    results = stocked.json("ingest", many(tmp_path / "more", 3))["results"]
    assert all(one["owed"] == ["east"] for one in results)
    with open_archive(Home(stocked.home)) as archive:
        assert to_be_filled(archive) == ["east"]
        (still_away,) = fill_job.run(InlineSteps(QUIET), archive, {})["stores"]
        assert (still_away["copies"], still_away["code"]) == (0, "storage.away")
        (stocked.home / "stores/east" / MARKER).touch()
        (filled,) = fill_job.run(InlineSteps(QUIET), archive, {})["stores"]
        assert (filled["copies"], filled["failed"], filled["code"]) == (3, 0, "")
    assert state(stocked, "east")["owed"] == 0
    assert "copies.owed" not in notes(stocked)
    assert objects(stocked, "east") == objects(stocked, "north")


def test_damaged_sources_are_passed_over_and_reported(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "north", aip)
    stocked.json("stores", "add", "east", "file:stores/east")
    assert stocked.json("stores", "fill", "east")["copies"] == 3
    assert objects(stocked, "east") == objects(stocked, "south")
    assert state(stocked, "north", ends=1)["altered"] == 1
    kinds = {event["kind"] for event in stocked.json("events", aip)["events"]}
    assert {"damaged", "incident-opened", "filled"} <= kinds


def test_what_is_being_disposed_of_is_not_copied(stocked: Muniment) -> None:
    aip = UUID(stocked.json("show", "LF-RAT-1")["aips"][0]["aip"])
    stocked.json("stores", "add", "east", "file:stores/east")
    with open_archive(Home(stocked.home)) as archive, archive.database.write() as connection:
        now = archive.clock()
        begun = {
            "id": archive.new_id(), "aip": aip, "unnamed": False, "ground": "legal-order",
            "reason": bytes(32), "state": "at-work", "drafted_at": now, "drafted_by": aip,
        }  # fmt: skip
        connection.execute(insert(disposal).values(begun))
    assert stocked.json("stores", "fill", "east")["copies"] == 2
    assert not [key for key in objects(stocked, "east") if str(aip) in key]


def spoil_all(muniment: Muniment, aips: list[str]) -> None:
    for aip in aips:
        for store in ("north", "south"):
            flip_a_bit(muniment, store, aip)


def test_ten_bad_ones_stop_nothing_and_more_do(empty: Muniment, tmp_path: Path) -> None:
    results = empty.json("ingest", many(tmp_path / "many", 30))["results"]
    aips = [one["aip"] for one in results]
    spoil_all(empty, aips[:10])
    empty.json("stores", "add", "east", "file:stores/east")
    filled = empty.json("stores", "fill", "east", ends=1)
    assert (filled["copies"], len(filled["failures"]), filled["code"]) == (20, 10, None)
    assert {one["code"] for one in filled["failures"]} == {"storage.no-healthy-copy"}
    assert state(empty, "east", ends=1)["failures"] == 10

    empty.json("stores", "add", "west", "file:stores/west")
    spoil_all(empty, aips[10:])
    for aip in aips[10:]:
        flip_a_bit(empty, "east", aip)
    stopped = empty("stores", "fill", "west", "--json")
    assert (stopped.code, stopped.document["code"]) == (1, "stores.fill-stopped")
    assert "11 of 11 AIPs" in stopped.err
    # what failed before does not stop the next run again
    further = empty.json("stores", "fill", "west", ends=1)
    assert len(further["failures"]) > 11


def test_killed_and_filled_on(empty: Muniment, tmp_path: Path) -> None:
    empty.json("ingest", many(tmp_path / "many", 40))
    empty.json("stores", "add", "east", "file:stores/east")
    killed = 0
    for _ in range(30):
        process = subprocess.Popen(
            [sys.executable, "-m", "administration", "stores", "fill", "east",
             "--home", str(empty.home), "--json"],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        before = len(objects(empty, "east"))
        while process.poll() is None and len(objects(empty, "east")) < before + 4:
            time.sleep(0.002)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        if len(objects(empty, "east")) == 40:
            break
    assert killed >= 2
    assert empty.json("stores", "fill", "east")["failures"] == []
    assert objects(empty, "east") == objects(empty, "north")
    assert state(empty, "east")["copies"] == 40
    empty.json("tidy")
    assert not list((empty.home / "stores/east/tmp").iterdir())
    assert empty.json("verify")["intact"] == 120


@pytest.mark.engines
def test_a_bucket_is_made_and_filled(stocked: Muniment, tmp_path: Path) -> None:
    with bucket_for("versioned", "archive/") as address:
        keys = tmp_path / "east.toml"
        keys.write_text(
            f'access_key = "{address.access_key}"\nsecret_key = "{address.secret_key}"\n'
        )
        keys.chmod(0o600)
        how = ("--endpoint", address.endpoint, "--credentials", keys)
        new = f"s3://{address.bucket}-new/city"
        stocked.json("stores", "add", "east", new, *how)
        assert stocked.json("stores", "fill", "east")["copies"] == 3
        stocked.json("stores", "add", "west", f"s3://{address.bucket}/city", *how)
        assert stocked.json("stores", "fill", "west")["copies"] == 3
        taken = stocked("stores", "add", "far", f"s3://{address.bucket}-new/city/below", *how)
        assert taken.code == 2
        assert stocked.json("verify", "--deep")["intact"] == 12
        away = stocked(
            "stores", "add", "gone", "s3://bucket/x", "--endpoint", "http://127.0.0.1:9",
            "--credentials", keys, "--json",
        )  # fmt: skip
        assert (away.code, away.error) == (3, "storage.away")


@pytest.mark.parametrize("name", ["South_1", "süd", "s" * 33, ""])
def test_which_letters_a_name_may_have_is_said(name: str, stocked: Muniment) -> None:
    added = stocked("stores", "add", name, "file:stores/west", "--json")
    assert added.error == "stores.not-possible"
    assert "small letters, digits and hyphens" in added.document["error"]["message"]
    assert "pattern" not in added.err
