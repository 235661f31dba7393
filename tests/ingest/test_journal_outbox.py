"""Every way in which a description can change leaves a note for the journal, and nothing else does.

The judge compares the tables before and after: whatever differs must have been noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from administration.accessioning import accession_of
from catalogue import aips, descriptions, erasing, revising
from catalogue.staging import own_name
from catalogue.tables import (
    aip,
    description,
    description_aip,
    description_past,
    ead_origin,
    journal_outbox,
)
from ingest.accession import Wishes
from tests.catalogue.samples import AT, stored
from tests.conftest import ROOT
from tests.ingest.finding_aids import Desk, desk, findbuch, unit
from tests.ingest.quiet import QUIET

DERIVED = {
    *("metadata_public_from", "content_from", "reason", "metadata_reason", "rule_set", "review"),
}
WRITERS = {
    "catalogue/aips.py",
    "catalogue/descriptions.py",
    "catalogue/letting_go.py",  # preservation.disposal notes what it unlinks
    "catalogue/erasing.py",
    "catalogue/journal/restoring.py",  # brings back what the journal says
    "catalogue/openings.py",
    "catalogue/publishing.py",
    "catalogue/revising.py",
}
"""Who may write to these tables. A new file here needs a way below."""

_WRITES = re.compile(
    r"\b(insert|update|delete|insert_row|insert_rows)\(\s*(connection,\s*)?"
    r"(description|description_aip|description_past|description_erased|ead_origin)\b"
)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.take(findbuch(unit(1, unit(2)) + unit(3)))
        yield opened


def said(at: Desk) -> dict[UUID, list[object]]:
    """What the journal is to know of each description."""
    with at.archive.database.read() as connection:
        columns = [c for c in description.c if c.name not in DERIVED | {"key"}]
        known: dict[int, UUID] = {}
        found: dict[UUID, list[object]] = {}
        for row in connection.execute(select(description.c.key, *columns)):
            known[row.key] = row.id
            found[row.id] = [tuple(row)]
        for table in (description_aip, description_past, ead_origin):
            for link in connection.execute(select(table).order_by(*table.primary_key)):
                found[known[link.description]].append((table.name, tuple(link)))
    return found


def refcode(at: Desk, identifier: UUID) -> str:
    with at.archive.database.read() as connection:
        found = descriptions.by_id(connection, identifier)
    return found.description.refcode if found else "gone"


def noted(at: Desk) -> dict[UUID, int]:
    """Which descriptions wait, each with the smallest revision that was noted."""
    with at.archive.database.read() as connection:
        rows = connection.execute(select(journal_outbox).order_by(journal_outbox.c.seq)).all()
    smallest: dict[UUID, int] = {}
    for row in rows:
        smallest[row.description] = min(row.revision, smallest.get(row.description, row.revision))
    return smallest


def revise(at: Desk, refcode: str, **changes: Any) -> None:
    archive, one = at.archive, at.find(refcode)
    noun = replace(one.description, **changes)
    with archive.database.write() as connection:
        revising.change(
            connection, noun, one.revision, archive.rules, archive.clock(), archive.agent.id
        )


def lock(at: Desk) -> None:
    rights = replace(at.find("F1").description.rights, lock_reason="mould")
    revise(at, "F1", rights=rights)


def erase(at: Desk) -> None:
    archive, one = at.archive, at.find("F1-1a")
    noun = replace(one.description, title="[…]")
    with archive.database.write() as connection:
        erasing.erase(connection, one, noun, archive.rules, archive.clock(), archive.agent.id)


def link(at: Desk) -> None:
    key = at.find("F1-3a").key
    with at.archive.database.write() as connection:
        identifier, _ = stored(connection, ("north", "south"))
        row = connection.execute(select(aip.c.key).where(aip.c.id == identifier)).scalar_one()
        aips.link(connection, key, row, "teil", AT)


def ingest(at: Desk) -> None:
    folder = at.place / "delivery"
    folder.mkdir()
    (folder / "metadata.csv").write_text(
        "path,reference_code,parent,level,title\n,S-1,F1,series,Serie\na.txt,S-2,S-1,file,Akte\n"
    )
    (folder / "a.txt").write_text("eins")
    with at.archive.identifier() as identifier:
        accession = accession_of(at.archive, identifier, at.archive.agent, QUIET)
        assert [one.status for one in accession.take(folder, Wishes())] == ["stored"]


def forget(at: Desk) -> None:
    """As if all of it were in the journal."""
    with at.archive.database.write() as connection:
        connection.execute(delete(journal_outbox))


Way = tuple[Callable[[Desk], object], set[str]]
WAYS: dict[str, Way] = {
    "a title": (lambda at: revise(at, "F1-1a", title="Neu"), {"F1-1a"}),
    "a parent": (
        lambda at: revise(at, "F1-2a", parent=at.find("F1-3a").description.id),
        {"F1-2a"},
    ),
    "a lock above": (lock, {"F1", "F1-1a", "F1-2a", "F1-3a"}),
    "an erasure": (erase, {"F1-1a"}),
    "a link to an AIP": (link, {"F1-3a"}),
    "a unit more": (
        lambda at: at.take(findbuch(unit(1, unit(2)) + unit(3) + unit(4))),
        {"F1-4a"},
    ),
    "another order": (
        lambda at: at.take(findbuch(unit(3) + unit(1, unit(2)))),
        {"F1-1a", "F1-3a"},
    ),
    "other words": (
        lambda at: at.take(findbuch(unit(1, unit(2), did="<physdesc>rot</physdesc>") + unit(3))),
        {"F1-1a"},
    ),
    "another document": (
        lambda at: at.take(
            findbuch(unit(1), eadid="F2").replace("c1", own_name(at.find("F1-1a").description.id))
        ),
        {"F1-1a", "F2"},
    ),
    "a delivery": (ingest, {"S-1", "S-2"}),
    "the same again": (lambda at: at.take(findbuch(unit(1, unit(2)) + unit(3))), set()),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_changes_is_noted_and_nothing_else(at: Desk, way: str) -> None:
    deed, expected = WAYS[way]
    forget(at)
    before = said(at)
    deed(at)
    after = said(at)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {refcode(at, one) for one in changed} == expected, "the test tries what it says"
    assert noted(at).keys() == changed


def test_what_was_said_from_the_noted_revision_on_is_not_in_the_journal_yet(at: Desk) -> None:
    identifier = at.find("F1-1a").description.id
    revise(at, "F1-1a", title="Neu")
    assert noted(at)[identifier] == 1, "not even the first one was written down"
    forget(at)
    revise(at, "F1-1a", title="Neuer")
    revise(at, "F1-1a", title="Am neuesten")
    assert noted(at)[identifier] == 3


def test_a_transaction_that_fails_leaves_no_note(at: Desk) -> None:
    forget(at)
    one = at.find("F1-1a").description
    taken = replace(one, title="Neu", refcode="F1-3a")

    def change() -> None:
        with at.archive.database.write() as connection:
            revising.change(connection, replace(one, title="Neu"), 1, at.archive.rules, AT, one.id)
            revising.change(connection, taken, 2, at.archive.rules, AT, one.id)

    with pytest.raises(IntegrityError):
        change()
    assert noted(at) == {}


def test_nobody_else_writes_to_these_tables() -> None:
    rooms = ("access", "administration", "catalogue", "ingest", "preservation")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    found = {
        path.relative_to(ROOT).as_posix() for path in files if _WRITES.search(path.read_text())
    }
    assert found == WRITERS
