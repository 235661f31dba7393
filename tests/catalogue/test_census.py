"""The census of formats: counted while one waits where files are few, else kept with its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from catalogue import census
from catalogue.census import Census
from catalogue.database import Database
from catalogue.formats import Amount, Held, Unidentified
from tests.catalogue.samples import PDF, member, stored

NOW = datetime(2026, 11, 25, 5, 15, tzinfo=UTC)
KEPT = Census(
    (Held("fmt/43", "JPEG", "1.01", "image/jpeg", Amount(2_000_000, 3_000_000_000_000, 9)),),
    Unidentified(Amount(5, 50, 1), (("image/svg+xml", 5),)),
)


def test_where_there_are_few_files_they_are_counted_now(database: Database) -> None:
    with database.write() as connection:
        census.keep(connection, KEPT, NOW)
        stored(connection, members=[member("a.pdf", found=PDF), member("b")])
    with database.read() as connection:
        found = census.latest(connection)
    assert found
    assert found.at is None
    assert [(one.puid, one.amount.files) for one in found.held] == [("fmt/276", 1)]
    assert found.unidentified.amount.files == 1


def test_where_there_are_many_the_last_census_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census, "AT_ONCE", 2)
    with database.write() as connection:
        stored(connection, members=[member(name, found=PDF) for name in "abc"])
    with database.read() as connection:
        assert census.latest(connection) is None, "nobody has counted yet, and nobody waits"
    with database.write() as connection:
        census.keep(connection, replace(KEPT, held=()), datetime(2026, 11, 24, tzinfo=UTC))
        census.keep(connection, KEPT, NOW)
    with database.read() as connection:
        assert census.latest(connection) == replace(KEPT, at=NOW)
