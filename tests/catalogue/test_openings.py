"""Openings follow the units above, when they are written and when those above change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select, update

from catalogue import aips, descriptions, openings, tree
from catalogue.database import Database
from catalogue.description_rows import to_values
from catalogue.tables import aip as aip_row
from catalogue.tables import description, index_outbox
from model.description import Description, Level
from model.rights import Opening, Reason, RightsInputs, rule_set_for
from model.rights.opening import ALWAYS, NEVER
from tests.catalogue.samples import AT, new_id, stored

RULES = rule_set_for(date(2026, 11, 24))
OLD_RULES = rule_set_for(date(2025, 1, 1))
TODAY = date(2026, 11, 24)
OLD = RightsInputs(end_year=1827)
HIDDEN = RightsInputs(end_year=1827, deposit_until=date(2050, 1, 1))
MOULD = RightsInputs(end_year=1827, lock_reason="mould", lock_review=date(2030, 1, 1))


def describe(
    connection: Connection,
    refcode: str,
    parent: UUID | None = None,
    rights: RightsInputs = OLD,
    level: Level = Level.FILE,
) -> tuple[int, UUID]:
    noun = Description(new_id(), refcode, level, f"Unit {refcode}", parent, rights=rights)
    return descriptions.create(connection, noun, RULES, AT), noun.id


def restate(connection: Connection, key: int, rights: RightsInputs) -> None:
    """What an archivist states now; nothing is counted anew by that."""
    one = descriptions.by_key(connection, key)
    assert one is not None
    stated = to_values(replace(one.description, rights=rights))["rights"]
    connection.execute(update(description).where(description.c.key == key).values(rights=stated))


def opening_of(connection: Connection, key: int) -> Opening:
    one = descriptions.by_key(connection, key)
    assert one is not None
    return one.opening


@pytest.fixture
def branch(database: Database) -> list[int]:
    """Fonds, series, file and item, one below the other."""
    keys: list[int] = []
    parent: UUID | None = None
    with database.write() as connection:
        for level in (Level.FONDS, Level.SERIES, Level.FILE, Level.ITEM):
            key, parent = describe(connection, level.value, parent, level=level)
            keys.append(key)
    return keys


def test_a_young_fonds_does_not_close_its_old_files(database: Database) -> None:
    with database.write() as connection:
        _, fonds = describe(connection, "LG", rights=RightsInputs(end_year=2024))
        key, _ = describe(connection, "LG 1", fonds)
        assert opening_of(connection, key).content_public(TODAY)


def test_a_hidden_fonds_hides_what_is_described_below_it(database: Database) -> None:
    with database.write() as connection:
        fonds_key, fonds = describe(connection, "LG", rights=HIDDEN)
        _, series = describe(connection, "LG 1", fonds)
        key, _ = describe(connection, "LG 1/1", series)
        found = opening_of(connection, key)
        assert (found.metadata_public_from, found.metadata_reason) == (
            date(2050, 1, 1),
            Reason.DEPOSIT,
        )
        assert tree.children(connection, fonds_key, TODAY) == []
        assert tree.child_count(connection, fonds_key, TODAY) == 0
        assert tree.child_count(connection, fonds_key, date(2050, 1, 1)) == 1


def test_a_lock_reaches_the_whole_branch_and_goes_again(
    database: Database, branch: list[int]
) -> None:
    with database.write() as connection:
        before = [opening_of(connection, key) for key in branch]
        restate(connection, branch[0], MOULD)
        assert openings.recompute(connection, branch[0], RULES, AT) == 4
        for key in branch:
            found = opening_of(connection, key)
            assert (found.content_from, found.reason) == (NEVER, Reason.LOCKED)
            assert found.review == date(2030, 1, 1)
            assert found.metadata_public_from == ALWAYS
        restate(connection, branch[0], OLD)
        assert openings.recompute(connection, branch[0], RULES, AT) == 4
        assert [opening_of(connection, key) for key in branch] == before


def test_counting_a_branch_looks_at_what_is_above_it(database: Database, branch: list[int]) -> None:
    with database.write() as connection:
        restate(connection, branch[0], MOULD)
        openings.recompute(connection, branch[0], RULES, AT)
        restate(connection, branch[2], replace(MOULD, lock_reason=""))
        assert openings.recompute(connection, branch[2], RULES, AT) == 0
        assert opening_of(connection, branch[3]).reason is Reason.LOCKED


def test_a_unit_that_changes_nothing_writes_nothing(database: Database, branch: list[int]) -> None:
    with database.write() as connection:
        waiting = select(func.count()).select_from(index_outbox)
        before = connection.execute(waiting).scalar_one()
        assert openings.recompute(connection, branch[0], RULES, AT) == 0
        assert openings.recompute(connection, 999_999, RULES, AT) == 0
        assert connection.execute(waiting).scalar_one() == before
        restate(connection, branch[2], MOULD)
        assert openings.recompute(connection, branch[0], RULES, AT) == 2
        assert connection.execute(waiting).scalar_one() == before + 2


def test_another_rule_set_is_told(database: Database, branch: list[int]) -> None:
    with database.write() as connection:
        assert openings.recompute(connection, branch[0], OLD_RULES, AT) == 4
        assert opening_of(connection, branch[3]).rule_set == OLD_RULES.id


def test_only_the_branch_is_counted(database: Database, branch: list[int]) -> None:
    with database.write() as connection:
        _, other = describe(connection, "other")
        beside, _ = describe(connection, "other 1", other)
        restate(connection, branch[0], HIDDEN)
        openings.recompute(connection, branch[0], RULES, AT)
        assert opening_of(connection, beside).metadata_public_from == ALWAYS


def test_a_wide_branch_is_walked_in_pages(
    database: Database, branch: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "BATCH", 10)
    with database.write() as connection:
        series = descriptions.by_key(connection, branch[1])
        assert series is not None
        files = [describe(connection, f"W {n}", series.description.id) for n in range(45)]
        items = [describe(connection, f"W {n}/1", file) for n, (_, file) in enumerate(files)]
        restate(connection, branch[0], MOULD)
        assert openings.recompute(connection, branch[0], RULES, AT) == 4 + 90
        keys = [key for key, _ in (*files, *items)]
        assert {opening_of(connection, key).reason for key in keys} == {Reason.LOCKED}


def test_a_file_is_as_closed_as_the_strictest_unit_that_covers_it(database: Database) -> None:
    with database.write() as connection:
        aip, _ = stored(connection)
        whole, _ = describe(connection, "whole")
        letters, _ = describe(connection, "letters", rights=RightsInputs(end_year=2000))
        secret, _ = describe(connection, "secret", rights=MOULD)
        row = connection.execute(select(aip_row.c.key).where(aip_row.c.id == aip)).scalar_one()
        for key, path in ((whole, ""), (letters, "letters"), (secret, "letters/a.pdf")):
            aips.link(connection, key, row, path, AT)

        def reason(path: str) -> Reason:
            found = descriptions.strictest_of_aip(connection, aip, path)
            assert found is not None
            return found.reason

        assert reason("plan.tif") is opening_of(connection, whole).reason
        assert reason("letters2/a.pdf") is opening_of(connection, whole).reason
        assert reason("letters/b.pdf") is opening_of(connection, letters).reason
        assert reason("letters/sub/b.pdf") is opening_of(connection, letters).reason
        assert reason("letters/a.pdf") is Reason.LOCKED
        assert descriptions.strictest_of_aip(connection, new_id(), "a") is None
