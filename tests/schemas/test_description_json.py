"""A description goes into the bag and comes out the same, rights and all."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.description import Carrier, Description, Further, Level
from model.period import Period
from model.rights import RightsInputs, Secrecy
from schemas.description_json import DescriptionSyntaxError, dumps, loads
from tests.schemas.samples import DESCRIPTION

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
DAY = st.none() | st.dates()
YEAR = st.none() | st.integers(1, 9998)


def period(days: tuple[date | None, date | None], text: str) -> Period:
    start, end = days
    if start and end and end < start:
        start, end = end, start
    return Period(start, end, text)


RIGHTS = st.builds(
    RightsInputs,
    end_year=YEAR,
    person_related=st.booleans(),
    persons=st.lists(st.tuples(YEAR, YEAR), max_size=3).map(tuple),
    secrecy=st.none() | st.sampled_from(Secrecy),
    deposit_until=DAY,
    register=TEXT,
    lengthened_years=st.integers(0, 30),
    lock_reason=TEXT,
    lock_review=DAY,
    published=st.booleans(),
    described=st.booleans(),
)
FURTHER = st.builds(
    Further,
    kind=TEXT,
    head=TEXT,
    text=TEXT,
    attributes=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)
DESCRIPTIONS = st.builds(
    Description,
    id=st.uuids(),
    refcode=TEXT,
    level=st.sampled_from(Level),
    title=TEXT,
    parent=st.none() | st.uuids(),
    period=st.builds(period, st.tuples(DAY, DAY), TEXT),
    scope=TEXT,
    extent=TEXT,
    creator=TEXT,
    language=TEXT,
    subjects=st.lists(TEXT, max_size=3).map(tuple),
    places=st.lists(TEXT, max_size=3).map(tuple),
    old_refcode=TEXT,
    note=TEXT,
    genre=TEXT,
    rights_statement=TEXT,
    location=TEXT,
    container=TEXT,
    carrier=st.none() | st.sampled_from(Carrier),
    further=st.lists(FURTHER, max_size=2).map(tuple),
    rights=RIGHTS,
)


@given(DESCRIPTIONS)
def test_nothing_is_lost(description: Description) -> None:
    document = dumps(description)
    assert loads(document) == description
    assert dumps(loads(document)) == document


def test_no_field_was_forgotten() -> None:
    stated = json.loads(dumps(DESCRIPTION))
    assert stated.keys() == {"format"} | {field.name for field in fields(Description)}
    assert stated["rights"].keys() == {field.name for field in fields(RightsInputs)}
    assert stated["location"] == ""
    assert stated["period"].keys() == {field.name for field in fields(Period)}


def test_a_field_that_came_later_has_its_default() -> None:
    stated = json.loads(dumps(DESCRIPTION))
    del stated["genre"]
    assert loads(json.dumps(stated).encode()) == DESCRIPTION


@pytest.mark.parametrize(
    "change",
    [
        {"format": "muniment-description-99"},
        {"id": "{0192f0c0-0000-7000-8000-000000000001}"},
        {"id": 5},
        {"level": "shelf"},
        {"title": 5},
        {"title": None},
        {"period": None},
        {"period": {"start": "2026-13-01", "end": None, "text": ""}},
        {"rights": {}},
        {"unheard-of": "x"},
    ],
)
def test_a_document_that_is_no_description_is_refused(change: dict[str, object]) -> None:
    stated = json.loads(dumps(DESCRIPTION)) | change
    with pytest.raises(DescriptionSyntaxError):
        loads(json.dumps(stated).encode())


@pytest.mark.parametrize("document", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"{}"])
def test_what_is_not_even_an_object_is_refused(document: bytes) -> None:
    with pytest.raises(DescriptionSyntaxError):
        loads(document)


def test_the_parent_is_kept_as_an_identifier() -> None:
    child = Description(UUID(int=1), "A", Level.ITEM, "t", parent=UUID(int=2))
    assert loads(dumps(child)).parent == UUID(int=2)
