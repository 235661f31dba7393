"""A clock that is set back: everything goes on, in the order of the deeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from administration.aftercare import settle
from administration.checkpoints import keep_level, verify
from administration.clock import FreshIds, system_clock
from administration.home import Home
from administration.people import create
from administration.settings import load
from administration.wiring import Archive
from catalogue import ledger
from model.policy import UserRole
from tests.administration.conftest import Muniment, deliver
from tests.crash.deeds import copied


def test_set_back_by_a_year(archives: tuple[Path, Path], tmp_path: Path) -> None:
    muniment = copied(archives[1], tmp_path / "home")
    home = Home(muniment.home)

    def late() -> datetime:
        return system_clock() - timedelta(days=365)

    archive = Archive(home, load(home), late, FreshIds(late))
    before = ledger.latest_note(archive.database)
    create(archive, "neu", UserRole.DESK)
    assert settle(archive) == []
    after = ledger.latest_note(archive.database)
    assert after != before, "signed, though the last checkpoint seems to come"
    assert verify(archive).report.findings == ()
    assert len(keep_level(archive).stores) == 2
    archive.close()
    answer = muniment.json("ingest", deliver(tmp_path / "delivery"))
    assert {one["status"] for one in answer["results"]} == {"known"}
    assert muniment.json("ledger", "verify")["intact"]
    assert muniment.json("verify", "--deep")["intact"] == 6


def test_nothing_may_be_written(archives: tuple[Path, Path], tmp_path: Path) -> None:
    """A store whose folder has become somebody else's: said in a sentence, and taken up again."""
    muniment = copied(archives[0], tmp_path / "home")
    delivery = deliver(tmp_path / "delivery")
    gone = muniment.home / "stores" / "south"
    gone.rename(muniment.home / "stores" / "elsewhere")
    gone.write_text("a file where the folder was")
    answer = muniment("ingest", delivery, "--json")
    assert answer.code == 3
    assert "[storage.away]" in answer.err
    gone.unlink()
    (muniment.home / "stores" / "elsewhere").rename(gone)
    stored = Muniment(muniment.home).json("ingest", delivery)["results"]
    assert [one["status"] for one in stored] == ["stored"] * 3
    assert muniment.json("verify", "--deep")["intact"] == 6
