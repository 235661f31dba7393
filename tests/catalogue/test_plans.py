"""What is asked for on every page is found by index and in a fixed number of questions.

The catalogue is meant for two million descriptions and thirty million copies; a test's few rows
would hide a question that reads all of them, so SQLite is asked how it would go about it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, event, select

from catalogue import accounts, aips, copies, descriptions, figures, ledger, sessions, tree
from catalogue.copies import CopyStatus
from catalogue.database import Database
from catalogue.tables import aip as aip_row
from model.description import Description, Level
from model.rights import RightsInputs, rule_set_for
from tests.catalogue.samples import AT, member, new_id, stored
from tests.catalogue.samples import event as happened

pytestmark = pytest.mark.embedded

TODAY = date(2026, 11, 24)
RULES = rule_set_for(TODAY)
AIP = UUID("01937f3a-0000-7000-8000-0000000012ab")
UNIT = UUID("01937f3a-0000-7000-8000-0000000034cd")
BRANCHES = 3

Asked = list[tuple[str, Any]]


@pytest.fixture
def archive(database: Database) -> Database:
    """A fonds with series of files each, one AIP with copies, and an event about it."""
    with database.write() as connection:
        fonds = _describe(connection, "LG", None, new_id())
        for branch in range(BRANCHES):
            series = _describe(connection, f"LG {branch}", fonds, new_id())
            for number in range(BRANCHES):
                first = branch == number == 0
                identifier = UNIT if first else new_id()
                _describe(connection, f"LG {branch}/{number}", series, identifier)
        stored(connection, aip=AIP, members=[member("a"), member("b/c")])
        found = descriptions.key_of(connection, "LG 0/0")
        assert found is not None
        key = connection.execute(select(aip_row.c.key)).scalar_one()
        aips.link(connection, found[0], key, "", AT)
        ledger.append(connection, happened(aip=str(AIP), files=2))
    ledger.sequence(database)
    return database


def _describe(connection: Connection, refcode: str, parent: UUID | None, identifier: UUID) -> UUID:
    rights = RightsInputs(end_year=1827)
    noun = Description(identifier, refcode, Level.FILE, refcode, parent, rights=rights)
    descriptions.create(connection, noun, RULES, AT)
    return noun.id


def _key(connection: Connection, refcode: str) -> int:
    found = descriptions.key_of(connection, refcode)
    assert found is not None
    return found[0]


def _generation(connection: Connection) -> int:
    return aips.generations(connection, AIP)[0].key


def _unit(connection: Connection) -> descriptions.Described:
    found = descriptions.by_id(connection, UNIT)
    assert found is not None
    return found


# What a page, a delivery or a round asks, and in how many questions at most.
QUESTIONS: dict[str, tuple[int, Callable[[Connection], object]]] = {
    "by_id": (1, lambda c: descriptions.by_id(c, UNIT)),
    "by_refcode": (1, lambda c: descriptions.by_refcode(c, "LG 0")),
    "of_aip": (1, lambda c: descriptions.of_aip(c, AIP)),
    "strictest_of_aip": (1, lambda c: descriptions.strictest_of_aip(c, AIP, "b/c")),
    "ancestors": (1 + 1, lambda c: tree.ancestors(c, _key(c, "LG 0/0"))),
    "top": (1, lambda c: tree.children(c, None, TODAY)),
    "children": (1 + 1, lambda c: tree.children(c, _key(c, "LG"), TODAY)),
    "next page": (1 + 1, lambda c: tree.children(c, _key(c, "LG"), TODAY, (0, "LG 0", 2))),
    "child_count": (1 + 1, lambda c: tree.child_count(c, _key(c, "LG"), TODAY)),
    "neighbours": (1 + 3, lambda c: tree.neighbours(c, _unit(c), TODAY)),
    "generations": (1, lambda c: aips.generations(c, AIP)),
    "files": (1 + 1, lambda c: aips.files(c, _generation(c), below="data", after="data/a")),
    "file_of": (1 + 2, lambda c: aips.file_of(c, _generation(c), "a")),
    "copies of an AIP": (1, lambda c: copies.of_aip(c, AIP)),
    "copies of a partition": (1, lambda c: copies.in_partition(c, 0x12AB, "one")),
    "damaged copies": (1, copies.damaged),
    "a copy's state": (1, lambda c: copies.set_status(c, 1, CopyStatus.INTACT, AT)),
    "copies by status": (2, figures.copies_by_status),
    "latest": (1, lambda c: figures.latest(c, TODAY)),
    "events_about": (1, lambda c: list(ledger.events_about(c, AIP))),
    "session": (2, lambda c: sessions.find(c, b"cookie", AT)),
    "password": (1, lambda c: accounts.check_password(c, "anna", "")),
}

# Tables that stay small, and one that is walked from its newest row. There are 65,536 partitions
# of a store at most, however much it holds.
FEW = {"store", "format", "account", "partition"}
WALKED = {"latest": "description", "copies by status": "copy"}


def questions(database: Database, ask: Callable[[Connection], object]) -> Asked:
    """The statements that ``ask`` sends."""
    asked: Asked = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with database.write() as connection:
            ask(connection)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return [one for one in asked if not one[0].startswith("BEGIN")]


def plan(database: Database, statement: str, parameters: Any) -> list[str]:
    """How SQLite would answer."""
    with database.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows]


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_are_few_and_answered_by_index(archive: Database, name: str) -> None:
    at_most, ask = QUESTIONS[name]
    asked = questions(archive, ask)
    assert 0 < len(asked) <= at_most
    for statement, parameters in asked:
        for step in plan(archive, statement, parameters):
            words = step.split()
            if words[0] == "SCAN" and words[1] not in {*FEW, WALKED.get(name), "above"}:
                assert "CONSTANT" in words, (step, statement)


def test_a_page_of_children_needs_no_sorting(archive: Database) -> None:
    statement, parameters = questions(archive, QUESTIONS["next page"][1])[-1]
    assert not [step for step in plan(archive, statement, parameters) if "TEMP B-TREE" in step]


def test_counting_children_reads_no_description(archive: Database) -> None:
    statement, parameters = questions(archive, QUESTIONS["child_count"][1])[-1]
    assert all("COVERING INDEX" in step for step in plan(archive, statement, parameters))
