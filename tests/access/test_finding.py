"""Finding as portal, API and command line share it: over a real catalogue and a real index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from access.asking import Ask
from access.finding import as_json, find
from catalogue.database import Database
from catalogue.search.embedded import EmbeddedEngine
from catalogue.search.indexer import catch_up
from catalogue.search.protocol import Access
from model.policy import PUBLIC, User, UserRole
from model.rights.opening import NEVER
from tests.catalogue.search.rows import change, describe, hidden_until, hold, remove

TODAY = date(2026, 11, 24)
ARCHIVIST = User(UserRole.ARCHIVIST, UUID(int=1))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'archive.db'}")
    made.upgrade()
    with made.write() as connection:
        describe(connection, 1, refcode="LG", level="fonds", title="Stadt Lindgart")
        describe(connection, 2, refcode="LG 1", level="series", title="Bauamt", parent=1)
        describe(
            connection,
            3,
            refcode="LG 1/1",
            title="Bau der Brücke",
            parent=2,
            date_start=date(1827, 1, 1),
            date_end=date(1830, 12, 31),
            fields={"scope": "Die <Brücke> aus Stein", "genre": "Akte"},
        )
        describe(
            connection,
            4,
            refcode="LG 1/2",
            title="Abbruch der Brücke",
            parent=2,
            date_start=date(2010, 1, 1),
            date_end=date(2010, 12, 31),
            content_from=date(2041, 1, 1),
            reason="R1",
        )
        describe(connection, 5, refcode="LG 1/3", title="Brücke geheim", **hidden_until())
        hold(connection, 9, {"plan.tif": ("fmt/353", "image/tiff")}, {3: ""})
    yield made
    made.close()


@pytest.fixture
def engine(db: Database, tmp_path: Path) -> EmbeddedEngine:
    made = EmbeddedEngine(tmp_path / "index")
    catch_up(db, made)
    return made


def test_hits_have_their_place_in_the_tree(db: Database, engine: EmbeddedEngine) -> None:
    found = find(db, engine, Ask(text="Stein"), PUBLIC, TODAY)
    (one,) = found.hits
    assert [(crumb.refcode, crumb.title) for crumb in one.path] == [
        ("LG", "Stadt Lindgart"),
        ("LG 1", "Bauamt"),
    ]


def test_the_public_does_not_see_what_staff_sees(db: Database, engine: EmbeddedEngine) -> None:
    assert find(db, engine, Ask(text="Brücke"), PUBLIC, TODAY).total == 2
    assert find(db, engine, Ask(text="Brücke"), ARCHIVIST, TODAY).total == 3
    reader = User(UserRole.READER, UUID(int=2))
    assert find(db, engine, Ask(text="geheim"), reader, TODAY).total == 0


def test_the_catalogue_has_the_last_word(db: Database, engine: EmbeddedEngine) -> None:
    # nothing is indexed from here on
    with db.write() as connection:
        change(connection, 3, **hidden_until())
        change(connection, 4, content_from=date(2020, 1, 1))
        remove(connection, 5)
    found = find(db, engine, Ask(text="Brücke"), PUBLIC, TODAY)
    assert [(one.hit.refcode, one.hit.access) for one in found.hits] == [("LG 1/2", Access.OPEN)]
    assert found.total == 1
    assert find(db, engine, Ask(text="geheim"), ARCHIVIST, TODAY).hits == ()


def test_a_hidden_unit_above_is_no_crumb(db: Database, engine: EmbeddedEngine) -> None:
    with db.write() as connection:
        change(connection, 2, metadata_public_from=NEVER)
    (one,) = find(db, engine, Ask(text="Stein"), PUBLIC, TODAY).hits
    assert [crumb.refcode for crumb in one.path] == ["LG"]
    (one,) = find(db, engine, Ask(text="Stein"), ARCHIVIST, TODAY).hits
    assert [crumb.refcode for crumb in one.path] == ["LG", "LG 1"]


def test_facets_lead_to_the_next_search(db: Database, engine: EmbeddedEngine) -> None:
    found = find(db, engine, Ask(text="Brücke"), PUBLIC, TODAY)
    access = {value.value: value for value in found.facet("access").values}
    assert {value: one.count for value, one in access.items()} == {"open": 1, "closed": 1}
    narrowed = find(db, engine, access["closed"].then, PUBLIC, TODAY)
    assert [one.hit.refcode for one in narrowed.hits] == ["LG 1/2"]
    (closed,) = narrowed.facet("access").values
    assert closed.selected
    assert closed.then == found.ask
    assert found.facet("fonds").values[0].label == "Stadt Lindgart"
    assert found.facet("format").values[0].label == "Name of fmt/353 plan.tif"
    assert found.facet("no such facet").values == ()


def test_the_histogram_has_no_gaps(db: Database, engine: EmbeddedEngine) -> None:
    found = find(db, engine, Ask(text="Brücke"), PUBLIC, TODAY)
    assert (found.histogram[0].first_year, found.histogram[-1].last_year) == (1820, 2019)
    assert len(found.histogram) == 20
    assert [bar.count for bar in found.histogram if bar.count] == [1, 1, 1]
    with db.write() as connection:
        change(connection, 3, date_start=date(999, 1, 1))
    catch_up(db, engine)
    found = find(db, engine, Ask(text="Brücke"), PUBLIC, TODAY)
    assert (found.histogram[0].first_year, found.histogram[0].last_year) == (900, 999)
    assert [bar.count for bar in found.histogram] == [1] * 10 + [0, 1]
    for bar in found.histogram:
        assert find(db, engine, bar.then, PUBLIC, TODAY).total == bar.count


def test_pages(db: Database, engine: EmbeddedEngine) -> None:
    first = find(db, engine, Ask(limit=3), PUBLIC, TODAY)
    assert (first.total, first.pages, first.previous) == (4, 2, None)
    assert first.next is not None
    second = find(db, engine, first.next, PUBLIC, TODAY)
    assert (len(second.hits), second.next, second.previous) == (1, None, first.ask)
    beyond = find(db, engine, Ask(limit=3, page=40), PUBLIC, TODAY)
    assert beyond.hits == ()
    assert beyond.previous == second.ask


def test_the_document_of_the_command_line(db: Database, engine: EmbeddedEngine) -> None:
    document = as_json(find(db, engine, Ask(text="Stein Brücke"), PUBLIC, TODAY))
    assert json.loads(json.dumps(document)) == document
    (hit,) = document["hits"]
    assert {k: hit[k] for k in ("id", "refcode", "title", "level", "dates", "access")} == {
        "id": str(UUID(int=3)),
        "refcode": "LG 1/1",
        "title": "Bau der Brücke",
        "level": "file",
        "dates": "1827–1830",
        "access": "open",
    }
    assert hit["snippet"] == "Die <Brücke> aus Stein"
    assert [hit["snippet"][start:end] for start, end in hit["snippet_marks"]] == ["Brücke", "Stein"]
    assert hit["content_from"] is None
    assert document["total"] == 1
    assert document["facets"]["level"] == [{"value": "file", "label": "file", "count": 1}]


def test_without_facets(db: Database, engine: EmbeddedEngine) -> None:
    found = find(db, engine, Ask(), PUBLIC, TODAY, facets=False)
    assert (found.facets, found.histogram, found.total) == ((), (), 4)
