"""Segments of the catalogue, killed while they are cut, cut anew, and read again."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogue.database import Database
from catalogue.journal import segments as cut_segments
from tests.administration.conftest import Muniment
from tests.administration.rebuilt import rebuild_without_sheet, tables, wipe
from tests.administration.test_segments import (  # noqa: F401 - fixtures
    _two_generations,
    cut,
    lines,
    lying,
    rebuilt,
)
from tests.crash.child import PARTS, points, run
from tests.crash.deeds import copied


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("deed", ["cut", "renew", "rebuild"])
def test_killed_at_any_step(
    cut: Muniment,  # noqa: F811
    tmp_path: Path,
    deed: str,
    part: int,
) -> None:
    """The same command again completes it, with the same segments in every store."""
    words = ("rebuild",) if deed == "rebuild" else ("tidy",)
    if deed == "cut":
        more = tmp_path / "mehr"
        more.mkdir()
        (more / "a.txt").write_text("Neu.\n")
        cut.json("ingest", more)
    elif deed == "renew":
        database = Database(f"sqlite:///{cut.home / 'archive.db'}")
        with database.write() as connection:
            aip = lines(lying(cut)[0])[0].aip
            cut_segments.outdate(connection, aip, datetime.now(UTC))
        database.close()
    before = tables(cut)
    if deed == "rebuild":
        wipe(cut)
    whole = copied(cut.home, tmp_path / "whole")
    steps = run(whole.home, words).steps
    assert steps
    for at in points(steps, part):
        muniment = copied(cut.home, tmp_path / f"at-{at}")
        assert run(muniment.home, words, "killed", at).code == -signal.SIGKILL
        if deed == "rebuild":
            rebuild_without_sheet(muniment)
        muniment.json("tidy")
        names = [place.name for place in lying(muniment)]
        assert names == [place.name for place in lying(whole)]
        assert names == [place.name for place in lying(muniment, "south")]
        assert rebuilt(muniment, before) == []
