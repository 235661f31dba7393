"""The tree: every child once and in order, and what is hidden nowhere, not even in a count."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import insert, text

from catalogue import descriptions, tree
from catalogue.database import Connection, Database
from catalogue.description_rows import opening_values, to_values
from catalogue.tables import description
from catalogue.tree import Child
from model.description import Description, Level
from model.rights import RightsInputs, opening, rule_set_for
from tests.catalogue import samples

TODAY = date(2026, 11, 24)
RULES = rule_set_for(TODAY)
HIDDEN = RightsInputs(end_year=1900, described=False)
OPEN = RightsInputs(end_year=1900)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        yield connection


def grow(
    connection: Connection,
    refcode: str,
    parent: Description | None = None,
    position: int = 0,
    rights: RightsInputs = OPEN,
) -> Description:
    noun = Description(
        id=samples.new_id(),
        refcode=refcode,
        level=Level.FILE,
        title=refcode,
        parent=parent.id if parent else None,
        rights=rights,
    )
    descriptions.create(connection, noun, RULES, samples.AT, position)
    return noun


def key_of(connection: Connection, noun: Description) -> int:
    found = descriptions.key_of(connection, noun.refcode)
    assert found is not None
    return found[0]


def pages(
    connection: Connection, key: int | None, today: date | None, limit: int
) -> Iterator[Child]:
    after = None
    while page := tree.children(connection, key, today, after, limit):
        assert len(page) <= limit
        yield from page
        after = page[-1].place


def codes(children: Iterator[Child] | list[Child]) -> list[str]:
    return [child.described.description.refcode for child in children]


@pytest.mark.parametrize("today", [None, TODAY])
@pytest.mark.parametrize("limit", [1, 2, 7, 1_000])
def test_pages_are_complete_and_repeat_nothing(
    connection: Connection, limit: int, today: date | None
) -> None:
    top = grow(connection, "top")
    grow(connection, "elsewhere", grow(connection, "beside"))
    dice = random.Random(limit)
    places = [(dice.randint(-2, 2), f"LG {dice.randint(0, 99)} {number}") for number in range(40)]
    for number, (position, refcode) in enumerate(places):
        rights = HIDDEN if number % 3 == 0 else OPEN
        grow(connection, refcode, top, position, rights)
    expected = [
        refcode
        for _, refcode in sorted(
            place for number, place in enumerate(places) if today is None or number % 3
        )
    ]
    key = key_of(connection, top)
    assert codes(pages(connection, key, today, limit)) == expected
    assert tree.child_count(connection, key, today) == len(expected)


def test_what_is_hidden_is_in_no_answer(connection: Connection) -> None:
    top = grow(connection, "top")
    first = grow(connection, "1", top)
    hidden = grow(connection, "2", top, rights=HIDDEN)
    last = grow(connection, "3", top)
    grow(connection, "1/1", first)
    grow(connection, "1/2", first, rights=HIDDEN)
    grow(connection, "2/1", hidden)  # open by itself, hidden by its parent
    secret = grow(connection, "secret", rights=HIDDEN)

    roots = tree.children(connection, None, TODAY)
    assert [(c.described.description, c.children) for c in roots] == [(top, 2)]
    assert codes(tree.children(connection, None, None)) == ["secret", "top"]
    assert tree.child_count(connection, None, TODAY) == 1
    assert tree.child_count(connection, None, None) == 2

    key = key_of(connection, top)
    assert [
        (c.described.description, c.children) for c in tree.children(connection, key, TODAY)
    ] == [
        (first, 1),
        (last, 0),
    ]
    assert [c.children for c in tree.children(connection, key, None)] == [2, 1, 0]
    assert tree.children(connection, key_of(connection, hidden), TODAY) == []
    assert tree.child_count(connection, key_of(connection, hidden), TODAY) == 0
    assert tree.children(connection, key_of(connection, secret), TODAY) == []

    for noun, today, before, behind in (
        (first, TODAY, None, "3"),
        (last, TODAY, "1", None),
        (first, None, None, "2"),
        (hidden, None, "1", "3"),
        (top, TODAY, None, None),
        (top, None, "secret", None),
    ):
        one = descriptions.by_id(connection, noun.id)
        assert one is not None
        found = tree.neighbours(connection, one, today)
        assert tuple(n.description.refcode if n else None for n in found) == (before, behind)


def test_a_lock_that_ends_today_hides_nothing_any_more(connection: Connection) -> None:
    until = RightsInputs(end_year=1900, deposit_until=TODAY)
    grow(connection, "deposit", rights=until)
    assert codes(tree.children(connection, None, TODAY)) == ["deposit"]
    assert tree.children(connection, None, date(2026, 11, 23)) == []


def test_ancestors_come_from_the_top(connection: Connection) -> None:
    chain = [grow(connection, "0")]
    for depth in range(1, 30):
        chain.append(grow(connection, f"{depth}", chain[-1]))
        grow(connection, f"{depth} beside", chain[-2])
    for depth, noun in enumerate(chain):
        found = tree.ancestors(connection, key_of(connection, noun))
        assert [one.description for one in found] == chain[:depth]
    assert tree.ancestors(connection, 999_999) == []


def test_a_page_of_five_thousand_siblings_is_quick(connection: Connection) -> None:
    top = grow(connection, "top")
    key = key_of(connection, top)
    usual = opening_values(opening(OPEN, RULES)) | {"parent": key, "changed_at": samples.AT}
    rows = []
    for number in range(5_000):
        noun = Description(
            samples.new_id(), f"LG {number:05}", Level.FILE, f"{number}", rights=OPEN
        )
        rows.append(to_values(noun) | usual | {"position": number // 10})
    connection.execute(insert(description), rows)
    start = time.perf_counter()
    seen = sum(1 for _ in pages(connection, key, TODAY, 100))
    took = time.perf_counter() - start
    assert seen == 5_000
    assert took < 2  # fifty pages take 0.2 s on an idle machine


@pytest.mark.embedded
def test_pages_and_counts_are_read_from_the_index(connection: Connection) -> None:
    """At two million descriptions anything else is seconds."""
    order = "position, refcode, key"
    public = "metadata_public_from <= '2026-01-01'"
    page = f"order by {order} limit 100"
    index = "INDEX ix_description_parent"
    for query, expected in (
        (
            f"id from description where parent = 1 and ({order}) > (1, 'a', 2) and {public} {page}",
            f"SEARCH description USING {index} (parent=? AND",
        ),
        (
            f"title from description where parent is null {page}",
            f"SEARCH description USING {index} (parent=?)",
        ),
        (
            f"count(*) from description where parent = 1 and {public}",
            f"SEARCH description USING COVERING {index} (parent=?)",
        ),
    ):
        plan = [
            row.detail for row in connection.execute(text(f"explain query plan select {query}"))
        ]
        assert plan[0].startswith(expected), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan
