"""What the law has erased is nowhere: no byte of any store and of the database holds it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from catalogue import descriptions, erasing
from catalogue.database import Database
from catalogue.journal.restoring import write_back
from model.errors import MunimentError
from preservation.journal import erasing as from_stores
from preservation.journal.keeping import Pace
from preservation.journal.reading import Reading
from storage.stores.file import FileStore
from tests.preservation.journal.chronicle import RULES, Chronicle, chronicle, grow, said

SECRET = "Adelheid Moosburger"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Chronicle]:
    with chronicle(tmp_path) as opened:
        yield opened


def hold(kept: Chronicle) -> UUID:
    """A unit that says what must go, in several revisions, segments and snapshots."""
    kept.pace = Pace(age=timedelta(hours=1))
    ids = grow(kept, 60)
    unit = ids[7]
    kept.change(unit, scope=f"Enthält: Brief der {SECRET}")
    kept.keep()
    kept.wait(hours=2)
    kept.keep()
    kept.change(unit, note=f"{SECRET}, geb. 1931")
    kept.change(ids[8], title="Nachbar")
    kept.keep()
    kept.wait(hours=2)
    kept.keep()
    kept.change(unit, creator=SECRET)
    return unit


def erase(kept: Chronicle, unit: UUID) -> None:
    with kept.database.read() as connection:
        one = descriptions.by_id(connection, unit)
    assert one is not None
    noun = replace(one.description, scope="", note="", creator="", title="[…]")
    with kept.database.write() as connection:
        erasing.erase(connection, one, noun, RULES, kept.now, UUID(int=9))


def where(kept: Chronicle) -> list[str]:
    """Every file in which it can be read."""
    files = [path for path in kept.place.rglob("*") if path.is_file()]
    return [str(path) for path in files if SECRET.encode() in path.read_bytes()]


def unfinished(kept: Chronicle) -> int:
    with kept.database.read() as connection:
        return len(erasing.unfinished(connection))


def test_no_byte_of_it_is_left_anywhere(kept: Chronicle, tmp_path: Path) -> None:
    unit = hold(kept)
    assert len(where(kept)) >= 7, "segments and snapshots in both stores, and the database"
    erase(kept, unit)
    assert from_stores.finish(kept.journal) == []
    kept.database.purge()
    assert where(kept) == []
    assert unfinished(kept) == 0
    assert from_stores.finish(kept.journal) == []
    reading = kept.reading()
    empty = Database(f"sqlite:///{tmp_path}/new.db")
    empty.upgrade()
    found = write_back(empty, reading.descriptions(), RULES)
    assert reading.findings == [], "what was dropped is no gap"
    assert found.descriptions == 60
    assert said(empty) == kept.said()
    with empty.read() as connection:
        one = descriptions.by_id(connection, unit)
        assert one is not None
        assert (one.description.title, one.description.scope) == ("[…]", "")
    empty.close()


def test_what_others_said_is_kept(kept: Chronicle) -> None:
    unit = hold(kept)
    erase(kept, unit)
    from_stores.finish(kept.journal)
    titles = {line.description.title for lines in kept.reading().descriptions() for line in lines}
    assert "Nachbar" in titles
    assert any(title.startswith("Schriftwechsel Nr. 8") for title in titles), "its history too"


def test_a_store_that_is_away_is_waited_for(kept: Chronicle) -> None:
    unit = hold(kept)
    kept.keep()
    place = kept.place / "south"
    place.rename(kept.place / "unmounted")
    erase(kept, unit)
    assert [one.code for one in from_stores.finish(kept.journal)] == ["storage.away"]
    assert unfinished(kept) == 1
    kept.keep()
    (kept.place / "unmounted").rename(place)
    assert kept.keep() == []
    kept.keep()
    kept.database.purge()
    assert unfinished(kept) == 0
    assert where(kept) == []


def test_an_optional_store_is_swept_when_it_is_back(kept: Chronicle) -> None:
    kept.required = frozenset({"north"})
    unit = hold(kept)
    kept.keep()
    place = kept.place / "south"
    place.rename(kept.place / "unmounted")
    erase(kept, unit)
    assert from_stores.finish(kept.journal)
    (kept.place / "unmounted").rename(place)
    for _ in range(2):
        kept.keep()
    kept.database.purge()
    assert where(kept) == []
    assert unfinished(kept) == 0


class Killed(BaseException):
    pass


def test_it_goes_on_wherever_it_was_killed(tmp_path: Path) -> None:
    """Killed before every seventh of its transactions in turn, until it gets through."""
    for steps in range(0, 500, 7):
        with chronicle(tmp_path / str(steps)) as kept:
            unit = hold(kept)
            erase(kept, unit)
            ended = _killed_after(kept, steps)
            for _ in range(2):
                kept.keep()
            kept.database.purge()
            assert where(kept) == [], steps
            assert unfinished(kept) == 0
            assert kept.reading().findings == []
            assert len(list(kept.reading().descriptions())) == 60
            if ended:
                assert steps > 10
                return
    raise AssertionError("it never got through")


def _killed_after(kept: Chronicle, steps: int) -> bool:
    write, left = Database.write, steps

    def killed(database: Database) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return write(database)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "write", killed)
        try:
            from_stores.finish(kept.journal)
        except Killed:
            return False
    return True


def test_an_old_store_does_not_bring_it_back(kept: Chronicle, tmp_path: Path) -> None:
    """A copy of a store from before the erasure, put beside the new ones by mistake."""
    unit = hold(kept)
    kept.keep()
    shutil.copytree(kept.place / "south", kept.place / "old")
    erase(kept, unit)
    from_stores.finish(kept.journal)
    old = FileStore("old", kept.place / "old")
    reading = Reading([old, *kept.stores], kept.place / "spool", kept.digests())
    for lines in reading.descriptions():
        for line in lines:
            assert SECRET not in str(line.document)


def test_nothing_to_erase_is_said(kept: Chronicle) -> None:
    unit = kept.describe("F", title="[…]")
    with pytest.raises(MunimentError) as error:
        erase(kept, unit)
    assert error.value.code == "describing.nothing-to-erase"
