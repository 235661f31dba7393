"""`muniment verify --round`: the nightly round by hand, and what a SIGKILL leaves of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.administration.conftest import Muniment, flip_a_bit, notes

MUNIMENT = Path(sys.executable).parent / "muniment"


def test_a_round_by_hand(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "south", aip)
    done = stocked.json("verify", "--round")
    assert (done["checked"], done["damaged"], done["healed"]) == (6, 1, 1)
    assert stocked.json("verify")["findings"] == []
    assert stocked.json("verify", "--round")["checked"] == 0  # nothing is due so soon
    assert stocked.json("ledger", "verify")["intact"]


def test_what_cannot_be_healed_ends_with_one(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    for store in ("north", "south"):
        flip_a_bit(stocked, store, aip)
    said = stocked("verify", "--round")
    assert said.code == 1
    assert "incidents stay open" in said.err


def test_a_round_takes_no_names(stocked: Muniment) -> None:
    for words in (("LF-RAT-1",), ("--store", "north")):
        assert stocked("verify", "--round", *words, "--json").error == "fixity.round-takes-no-names"


def test_killed_in_the_middle_it_goes_on(stocked: Muniment) -> None:
    aip = stocked.json("show", "LF-RAT-1")["aips"][0]["aip"]
    flip_a_bit(stocked, "south", aip)
    # so slow that it is caught between two partitions
    slow = {**os.environ, "MUNIMENT_FIXITY__BYTES_PER_SECOND": "9000"}
    command = [str(MUNIMENT), "verify", "--round", "--home", str(stocked.home)]
    with subprocess.Popen(
        command, env=slow, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while _partitions(stocked) == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    before = _partitions(stocked)
    assert 1 <= before < 6
    done = stocked.json("verify", "--round")
    # one round, nothing lost: what was checked before the kill is in its sums
    assert done["partitions"] in (6, 7)
    assert (done["damaged"], done["healed"]) == (1, 1)
    assert stocked.json("verify")["findings"] == []
    assert stocked.json("ledger", "verify")["intact"]


def _partitions(stocked: Muniment) -> int:
    from sqlalchemy import create_engine, text  # noqa: PLC0415

    engine = create_engine(f"sqlite:///{stocked.home}/archive.db")
    with engine.connect() as connection:
        found = connection.execute(
            text("select count(*) from partition where checked_at > 0")
        ).scalar_one()
    engine.dispose()
    return int(found)


def test_a_store_away_is_said_and_waited_for_by_nobody(stocked: Muniment) -> None:
    south, hidden = stocked.home / "stores/south", stocked.home / "stores/unmounted"
    south.rename(hidden)
    said = stocked("verify", "--round", "--json")
    assert said.code == 3
    assert (said.document["away"], said.document["checked"]) == (["south"], 3)
    assert "south did not answer" in said.err
    assert notes(stocked, ends=1)["round.south"] == "warn"
    hidden.rename(south)
    done = stocked.json("verify", "--round")
    assert (done["away"], done["checked"]) == ([], 3)
    assert "round.south" not in notes(stocked)


def test_a_round_looks_for_what_nobody_recorded(stocked: Muniment) -> None:
    strange = stocked.home / "stores/south/aip/12/34/strange.zip"
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"nobody knows me")
    done = stocked.json("verify", "--round")
    assert (done["strays"], done["checked"]) == (1, 6)
    assert notes(stocked)["incidents.objects"] == "warn"
    strange.unlink()
    assert stocked.json("verify", "--round")["strays"] == 0
    assert "incidents.objects" not in notes(stocked)
