"""Descriptions: nothing is lost in a row, and no child shows before its parent."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from catalogue import aips, descriptions
from catalogue.database import Database
from catalogue.tables import index_outbox
from model.description import Carrier, Description, Further, Level
from model.period import Period
from model.rights import RightsInputs, Secrecy, beneath, handed_down, opening, rule_set_for
from model.rights.opening import ALWAYS, NEVER
from tests.catalogue import samples

RULES = rule_set_for(date(2026, 11, 24))

# no NUL: neither PostgreSQL nor XML knows it, and `test_nul_is_one_sentence` is about it
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
some_texts = st.lists(texts, max_size=3).map(tuple)
years = st.one_of(st.none(), st.integers(1, 9999))
days = st.one_of(st.none(), st.dates())
periods = st.one_of(
    st.builds(Period, start=days, text=texts),
    st.builds(Period, end=days, text=texts),
    st.tuples(st.dates(), st.dates()).map(lambda both: Period(min(both), max(both))),
)
inputs = st.builds(
    RightsInputs,
    end_year=years,
    person_related=st.booleans(),
    persons=st.lists(st.tuples(years, years), max_size=3).map(tuple),
    secrecy=st.sampled_from([None, *Secrecy]),
    deposit_until=days,
    register=texts,
    lengthened_years=st.integers(0, 40),
    lock_reason=texts,
    lock_review=days,
    published=st.booleans(),
    described=st.booleans(),
    aggregate=st.booleans(),
)
further = st.builds(
    Further,
    kind=texts,
    head=texts,
    text=texts,
    attributes=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)
nouns = st.builds(
    Description,
    id=st.builds(samples.new_id),
    refcode=st.builds(lambda text: f"{text} {samples.new_id()}", texts),
    level=st.sampled_from(Level),
    title=texts,
    parent=st.none(),
    period=periods,
    scope=texts,
    extent=texts,
    creator=texts,
    language=texts,
    subjects=some_texts,
    places=some_texts,
    old_refcode=texts,
    note=texts,
    genre=texts,
    rights_statement=texts,
    location=texts,
    container=texts,
    carrier=st.none() | st.sampled_from(Carrier),
    further=st.lists(further, max_size=2).map(tuple),
    rights=inputs,
)


def unit(refcode: str, **stated: object) -> Description:
    usual: dict[str, object] = {
        "id": samples.new_id(),
        "refcode": refcode,
        "level": Level.FILE,
        "title": f"Title of {refcode}",
        "rights": RightsInputs(end_year=1900),
    }
    return Description(**usual | stated)  # type: ignore[arg-type]


def test_the_strategies_name_every_field() -> None:
    """Whoever adds a field must say here that it survives."""
    assert {field.name for field in fields(Description)} == {
        *("id", "refcode", "level", "title", "parent", "period", "scope", "extent", "creator"),
        *("language", "subjects", "places", "old_refcode", "note", "genre", "rights_statement"),
        *("location", "container", "carrier", "further", "rights"),
    }
    assert len(fields(RightsInputs)) == 12


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(noun=nouns)
def test_nothing_is_lost(database: Database, noun: Description) -> None:
    with database.write() as connection:
        key = descriptions.create(connection, noun, RULES, samples.AT)
    with database.read() as connection:
        found = descriptions.by_id(connection, noun.id)
        assert found is not None
        assert found.description == noun
        assert found.opening == opening(noun.rights, RULES)
        assert (found.key, found.revision, found.changed_at) == (key, 1, samples.AT)
        assert descriptions.by_key(connection, key) == found
        assert descriptions.by_refcode(connection, noun.refcode) == found
        assert descriptions.key_of(connection, noun.refcode) == (key, noun.id)
        assert descriptions.exists(connection, noun.refcode)
        last = connection.execute(select(index_outbox).order_by(index_outbox.c.seq.desc())).first()
        assert last is not None
        assert last.description == noun.id


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(parent=nouns, child=nouns)
def test_a_child_is_seen_no_earlier_than_its_parent(
    database: Database, parent: Description, child: Description
) -> None:
    child = replace(child, parent=parent.id)
    with database.write() as connection:
        descriptions.create(connection, parent, RULES, samples.AT)
        descriptions.create(connection, child, RULES, samples.AT)
        found = descriptions.by_id(connection, child.id)
    assert found is not None
    assert found.description == child
    own, above = opening(child.rights, RULES), opening(parent.rights, RULES)
    assert found.opening == beneath(own, handed_down(parent.rights, above))
    assert found.opening.metadata_public_from >= above.metadata_public_from
    assert found.opening.content_from >= own.content_from
    if parent.rights.lock_reason:
        assert found.opening.content_from == NEVER


def test_a_lock_reaches_grandchildren(database: Database) -> None:
    top = unit("A", rights=RightsInputs(aggregate=True, lock_reason="legal dispute"))
    middle = unit("A 1", parent=top.id, rights=RightsInputs(aggregate=True))
    leaf = unit("A 1/1", parent=middle.id)
    with database.write() as connection:
        for noun in (top, middle, leaf):
            descriptions.create(connection, noun, RULES, samples.AT)
        found = descriptions.by_id(connection, leaf.id)
    assert found is not None
    assert found.opening.content_from == NEVER
    assert found.opening.metadata_public_from == ALWAYS


def test_there_is_no_child_without_its_parent(database: Database) -> None:
    with pytest.raises(ValueError, match="parent"), database.write() as connection:
        descriptions.create(connection, unit("A", parent=samples.new_id()), RULES, samples.AT)
    with database.read() as connection:
        assert not descriptions.exists(connection, "A")
        assert connection.execute(select(index_outbox)).all() == []


def test_a_reference_code_is_given_once(database: Database) -> None:
    with database.write() as connection:
        descriptions.create(connection, unit("A"), RULES, samples.AT)
    with pytest.raises(IntegrityError), database.write() as connection:
        descriptions.create(connection, unit("A"), RULES, samples.AT)
    with database.read() as connection:
        assert descriptions.by_refcode(connection, "a") is None
        assert descriptions.by_id(connection, samples.new_id()) is None
        assert descriptions.key_of(connection, "B") is None


def test_descriptions_and_aips_point_to_one_another(database: Database) -> None:
    with database.write() as connection:
        whole, part, other = (
            descriptions.create(connection, unit(code), RULES, samples.AT) for code in "ABC"
        )
        aip, _ = aips.record(connection, samples.sealed(), samples.submission(connection))
        identifier = samples.new_id()
        second, _ = aips.record(
            connection, samples.sealed(aip=identifier), samples.submission(connection)
        )
        aips.link(connection, part, aip, "b/c", samples.AT)
        aips.link(connection, part, aip, "a", samples.AT)
        aips.link(connection, whole, aip, "", samples.AT)
        aips.link(connection, whole, second, "", samples.AT)
        assert len(aips.of_description(connection, whole)) == 2
        assert [path for _, path in aips.of_description(connection, part)] == ["a", "b/c"]
        assert aips.of_description(connection, other) == []
        (first, _), _ = aips.of_description(connection, part)
        covering = descriptions.of_aip(connection, first)
        assert [(one.key, path) for one, path in covering] == [
            (whole, ""),
            (part, "a"),
            (part, "b/c"),
        ]
        assert [one.key for one, _ in descriptions.of_aip(connection, identifier)] == [whole]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", date(2031, 1, 1)),
        ("a/x", date(2031, 1, 1)),
        ("a/b/x", NEVER),
        ("a/b", NEVER),
        ("a/b.txt", date(2031, 1, 1)),  # a neighbour, not below
        ("ab", date(2026, 1, 1)),
        ("", date(2026, 1, 1)),
    ],
)
def test_a_file_is_as_closed_as_the_strictest_that_covers_it(
    database: Database, path: str, expected: date
) -> None:
    with database.write() as connection:
        identifier = samples.new_id()
        aip, _ = aips.record(
            connection, samples.sealed(aip=identifier), samples.submission(connection)
        )
        for code, part, rights in (
            ("A", "", RightsInputs(end_year=1995)),
            ("B", "a", RightsInputs(end_year=2000)),
            ("C", "a/b", RightsInputs()),
        ):
            noun = unit(code, rights=rights)
            key = descriptions.create(connection, noun, RULES, samples.AT)
            aips.link(connection, key, aip, part, samples.AT)
        found = descriptions.strictest_of_aip(connection, identifier, path)
        assert found is not None
        assert found.content_from == expected
        assert descriptions.strictest_of_aip(connection, samples.new_id(), path) is None
