"""Files of a large generation are written ahead of it: unseen, in batches, and once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from catalogue import aips, recording
from catalogue.database import Database
from catalogue.tables import file, file_ahead
from model.aip import Member, Sealed
from tests.catalogue import samples
from tests.catalogue.samples import AT, member

NAMES = [f"{number:02d}.txt" for number in range(10)]


class Interruption(Exception):
    """What stands for `kill -9` here: nothing of ours runs after it."""


class Watched(Collection[Member]):
    """Members; when one of them is asked for, something happens."""

    def __init__(self, members: list[Member], at: int, deed: Callable[[], None]) -> None:
        self._members, self._at, self._deed = members, at, deed
        self._awake = False

    def wake(self) -> Watched:
        self._awake = True
        return self

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, one: object) -> bool:
        return one in self._members

    def __iter__(self) -> Iterator[Member]:
        for number, one in enumerate(self._members):
            if number == self._at and self._awake:
                self._awake = False
                self._deed()
            yield one


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "BATCH", 3)


def large() -> Sealed:
    return samples.sealed([member(name) for name in NAMES])


def record(database: Database, sealed: Sealed) -> int:
    with database.write() as connection:
        return aips.record(connection, sealed, samples.submission(connection))[1]


def named(database: Database, key: int) -> list[str]:
    with database.read() as connection:
        return [one.name for one in aips.all_files(connection, key)]


def rows(database: Database) -> tuple[int, int]:
    """How many files there are, and how many deeds are writing some ahead."""
    with database.read() as connection:
        files = connection.execute(select(func.count()).select_from(file)).scalar_one()
        deeds = connection.execute(select(func.count()).select_from(file_ahead)).scalar_one()
    return files, deeds


def interrupted(sealed: Sealed, at: int) -> Sealed:
    def deed() -> None:
        raise Interruption

    watched = Watched(list(sealed.members), at, deed)
    found = replace(sealed, members=watched)
    watched.wake()
    return found


def test_unseen_until_the_generation_is_there(database: Database) -> None:
    sealed = large()
    recording.ahead(database, sealed, AT)
    assert rows(database) == (10, 1)
    with database.read() as connection:
        assert not aips.exists(connection, sealed.aip)
        assert aips.generations(connection, sealed.aip) == []
    between = record(database, samples.sealed([member("a")]))
    key = record(database, sealed)
    assert (named(database, between), named(database, key)) == (["a"], NAMES)
    assert rows(database) == (11, 0)


def test_a_small_one_is_written_at_once(database: Database) -> None:
    sealed = samples.sealed([member(name) for name in NAMES[:3]])
    recording.ahead(database, sealed, AT)
    assert rows(database) == (0, 0)
    assert named(database, record(database, sealed)) == NAMES[:3]


@pytest.mark.parametrize("at", [0, 4, 9])
def test_what_was_interrupted_is_replaced(database: Database, at: int) -> None:
    sealed = large()
    with pytest.raises(Interruption):
        recording.ahead(database, interrupted(sealed, at), AT)
    other = record(database, samples.sealed([member("a")]))
    recording.ahead(database, sealed, AT)
    assert named(database, record(database, sealed)) == NAMES
    assert named(database, other) == ["a"]
    assert rows(database) == (11, 0)


def test_again_after_all_of_it(database: Database) -> None:
    sealed = large()
    recording.ahead(database, sealed, AT)
    recording.ahead(database, sealed, AT)
    assert named(database, record(database, sealed)) == NAMES
    recording.ahead(database, sealed, AT)  # by one who does not know that it is stored
    assert rows(database) == (10, 0)


def test_what_is_not_complete_is_not_taken(database: Database) -> None:
    sealed = large()
    with pytest.raises(Interruption):
        recording.ahead(database, interrupted(sealed, 8), AT)
    assert named(database, record(database, sealed)) == NAMES
    assert recording.tidy(database) == 1
    assert rows(database) == (10, 0)


@pytest.mark.parametrize("at", [0, 4, 9])
def test_another_takes_over(database: Database, at: int) -> None:
    sealed, keys = large(), []

    def deed() -> None:
        recording.ahead(database, sealed, AT)
        keys.append(record(database, sealed))

    watched = Watched(list(sealed.members), at, deed)
    slow = replace(sealed, members=watched)
    watched.wake()
    recording.ahead(database, slow, AT)
    assert named(database, keys[0]) == NAMES
    assert rows(database) == (10, 0)


def test_tidied_away(database: Database) -> None:
    kept = large()
    recording.ahead(database, kept, AT)
    key = record(database, kept)
    with pytest.raises(Interruption):
        recording.ahead(database, interrupted(large(), 7), AT)
    assert recording.tidy(database) == 1
    assert recording.tidy(database) == 0
    assert named(database, key) == NAMES
    assert rows(database) == (10, 0)
