"""Killed at any durable step, or with a disk full at any: the next run completes, promise 5.

`make soak` tries every step of every deed; otherwise a few, spread evenly over each.
"""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalogue.database import Database
from catalogue.tables import event, file, generation
from tests.administration.conftest import Muniment, deliver
from tests.crash.child import PARTS, Ended, How, points, run
from tests.crash.conftest import BY_NAME, counted
from tests.crash.deeds import DEEDS, UNITS, Deed, copied


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("how", ["killed", "full"])
@pytest.mark.parametrize("name", [deed.name for deed in DEEDS])
def test_interrupted(
    archives: tuple[Path, Path],
    steps: dict[str, int],
    tmp_path: Path,
    name: str,
    how: How,
    part: int,
) -> None:
    deed = BY_NAME[name]
    new, stocked = archives
    ready = copied(new if deed.founded else stocked, tmp_path / "ready")
    words = deed.prepare(ready, deliver(tmp_path / "delivery"))
    for at in points(counted(steps, deed, ready, words), part):
        muniment = copied(ready.home, tmp_path / "home")
        ended = run(muniment.home, words, how, at)
        told = f"{name}, {how} at step {at}: {ended.err}"
        if how == "killed":
            assert ended.code == -signal.SIGKILL, told
        else:
            _said(deed, ended, told)
        _complete(muniment, deed, words, told)
        _whole(muniment, deed, told)
        shutil.rmtree(muniment.home)


def _said(deed: Deed, ended: Ended, told: str) -> None:
    """A full disk ends in a sentence, or was no obstacle to what had been acknowledged."""
    # A copy that stays damaged is what `repair` ends with 1 for (docs/cli.md), whatever the reason.
    assert ended.code in {deed.ends, 3, *([1] if deed.name == "repair" else [])}, told
    assert "Traceback" not in ended.err, told
    if ended.code not in {0, deed.ends}:
        assert ended.err.count("\n") <= 3, told
        # the index has its own word for it, and gives the system's reason
        there = (".full]", "unwritable]", "No space left on device")
        assert any(word in ended.err for word in there), told


def _complete(muniment: Muniment, deed: Deed, words: tuple[str, ...], told: str) -> None:
    answer = muniment(*words, "--json")
    assert answer.code == deed.ends, told + answer.err
    for result in answer.document.get("results", ()):
        assert result["status"] in {"stored", "known"}, told


def _whole(muniment: Muniment, deed: Deed, told: str) -> None:
    """Nothing lost, nothing doubled, nothing left over."""
    muniment.json("tidy")
    for name in deed.stores:
        assert not list((muniment.home / "stores" / name / "tmp").iterdir()), told
    assert not list((muniment.home / "spool").rglob("*.zip")), told
    verified = muniment.json("verify", "--deep")
    assert verified["findings"] == verified["orphans"] == [], told
    assert (verified["checked"], verified["intact"]) == (deed.copies, deed.copies), told
    assert muniment.json("ledger", "verify")["intact"], told
    for refcode in UNITS:
        assert len(muniment.json("show", refcode)["aips"]) == 1, told
    assert muniment.json("search", "Ratsprotokolle")["total"] == 1, told
    stored = Counter(
        (one["aip"], one["generation"]) for one in _events(muniment) if one["kind"] == "stored"
    )
    assert set(stored.values()) == {1}, told
    assert len(stored) == deed.copies // len(deed.stores), told
    assert _unpublished(muniment) == 0, told


def _unpublished(muniment: Muniment) -> int:
    """Files of no generation."""
    database = Database(f"sqlite:///{muniment.home / 'archive.db'}")
    try:
        with database.read() as connection:
            of_none = select(func.count()).where(file.c.generation.not_in(select(generation.c.key)))
            return int(connection.execute(of_none).scalar_one())
    finally:
        database.close()


def _events(muniment: Muniment) -> list[dict[str, object]]:
    database = Database(f"sqlite:///{muniment.home / 'archive.db'}")
    try:
        with database.read() as connection:
            return [json.loads(body) for body in connection.scalars(select(event.c.body))]
    finally:
        database.close()
