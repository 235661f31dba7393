"""The nightly round reads what lies beside the AIPs: one bit is enough to be seen and healed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from administration.home import Home
from administration.wiring import open_archive
from catalogue import object_incidents, shelf_checks
from catalogue.object_incidents import Ending, ObjectIncident
from tests.administration.conftest import Muniment, notes


def flip(path: Path, at: int = -20) -> bytes:
    """Damage a file; what it was."""
    good = path.read_bytes()
    path.chmod(0o600)
    bad = bytearray(good)
    bad[at] ^= 1
    path.write_bytes(bad)
    return good


def one_of(muniment: Muniment, store: str, pattern: str) -> Path:
    found = sorted(path for path in (muniment.home / "stores" / store).glob(pattern))
    assert found, pattern
    return next(path for path in found if path.is_file())


def told(muniment: Muniment, *, are_open: bool) -> list[ObjectIncident]:
    with open_archive(Home(muniment.home)) as archive, archive.database.read() as connection:
        return object_incidents.newest(connection, are_open=are_open, most=10)


def kinds(muniment: Muniment, part: str) -> list[str]:
    import json  # noqa: PLC0415

    from sqlalchemy import select  # noqa: PLC0415

    from catalogue.tables import event  # noqa: PLC0415

    with open_archive(Home(muniment.home)) as archive, archive.database.read() as connection:
        bodies = connection.scalars(select(event.c.body).order_by(event.c.id))
        found = [json.loads(body) for body in bodies]
    return [one["kind"] for one in found if one.get("part") == part and one["kind"] != "checked"]


@pytest.mark.parametrize(
    ("part", "pattern", "source"),
    [
        ("journal", "journal/**/*", "north"),
        ("log", "log/tile/entries/**/*", "catalogue"),
        ("log", "log/checkpoint/*", "catalogue"),
        ("state", "state/*", "north"),
    ],
)
def test_a_bit_is_seen_healed_and_told(
    stocked: Muniment, part: str, pattern: str, source: str
) -> None:
    damaged = one_of(stocked, "south", pattern)
    good = flip(damaged)
    done = stocked.json("verify", "--round")
    assert (done["files_damaged"], done["files_healed"], done["damaged"]) == (1, 1, 0)
    assert done["files"] > 6
    if "/tile/" in pattern:  # the round's own events widened it; the ledger is compared below
        assert not damaged.exists()
    else:
        assert damaged.read_bytes() == good
        assert list((stocked.home / "stores/south/quarantine").rglob(f"{damaged.name}.*"))
    assert told(stocked, are_open=True) == []
    (closed,) = told(stocked, are_open=False)
    assert (closed.store, closed.verdict, closed.ending) == ("south", "altered", Ending.HEALED)
    assert closed.source == source
    assert closed.key == str(damaged.relative_to(stocked.home / "stores/south"))
    assert kinds(stocked, part) == ["damaged", "incident-opened", "repaired", "incident-closed"]
    assert stocked.json("ledger", "verify")["intact"]
    # each file once in the round's period
    assert stocked.json("verify", "--round")["files"] == 0


def test_what_is_missing_comes_back(stocked: Muniment) -> None:
    lost = one_of(stocked, "south", "journal/**/*")
    good = lost.read_bytes()
    lost.unlink()
    done = stocked.json("verify", "--round")
    assert (done["files_damaged"], done["files_healed"]) == (1, 1)
    assert lost.read_bytes() == good


def test_what_nothing_can_heal_stays_and_is_said(stocked: Muniment) -> None:
    name = one_of(stocked, "south", "journal/**/*").relative_to(stocked.home / "stores/south")
    for store in ("north", "south"):
        flip(stocked.home / "stores" / store / name)
    said = stocked("verify", "--round", "--json")
    assert said.code == 1
    assert (said.document["files_damaged"], said.document["files_healed"]) == (2, 0)
    assert len(told(stocked, are_open=True)) == 2
    assert notes(stocked)["incidents.objects"] == "warn"


def test_a_medium_that_comes_back_closes_its_incident(stocked: Muniment) -> None:
    name = one_of(stocked, "south", "journal/**/*").relative_to(stocked.home / "stores/south")
    good = [flip(stocked.home / "stores" / store / name) for store in ("north", "south")]
    stocked("verify", "--round")
    for store in ("north", "south"):
        (stocked.home / "stores" / store / name).write_bytes(good[0])
    with open_archive(Home(stocked.home)) as archive, archive.database.write() as connection:
        long_ago = archive.clock() - timedelta(days=400)
        for store in ("north", "south"):
            shelf_checks.checked(connection, store, "journal", long_ago)
    assert stocked.json("verify", "--round")["files_damaged"] == 0
    assert told(stocked, are_open=True) == []
    assert {one.ending for one in told(stocked, are_open=False)} == {Ending.BACK}
