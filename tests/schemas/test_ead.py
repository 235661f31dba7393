"""EAD(DDB): what is written is valid, and read again it says the same."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.finding_aids.terms import restated, same_words
from model.description import Description, Further, Level
from model.period import Period
from schemas.ead import EadHeader, EadUnit, as_uri, as_xml_id, from_xml_id
from schemas.ead_documents import Head, ead_document
from schemas.ead_reading import read_ead
from tests.schemas.judges import faults

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: " ".join(text.split())
)
SAID = WORDS.filter(bool)
LINES = st.lists(SAID, max_size=3).map("\n".join)
PROSE = st.lists(LINES.filter(bool), max_size=2).map("\n\n".join)
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
PERIODS = st.one_of(
    st.builds(Period),
    st.tuples(DAYS, DAYS).map(lambda both: Period(min(both), max(both))),
    st.builds(Period, start=DAYS),
    st.builds(Period, end=DAYS),
    st.just(Period(text="um 1900, teils älter")),
    st.just(Period(date(1900, 1, 1), date(1900, 12, 31), "Sommer 1900")),
)
LINKS = st.one_of(
    SAID, st.just("https://example.org/a?b=c#d"), st.just("Link (kein Viewer)"), st.just("::")
).map(as_uri)


def link(kind: str, head: str, **attributes: str) -> st.SearchStrategy[Further]:
    def made(text: str, href: str) -> Further:
        name = "loc:METS" if kind == "daogrp" else "href"
        return Further(kind, head, text, tuple(sorted({**attributes, name: href}.items())))

    return st.builds(made, WORDS, LINKS)


PROSE_KINDS = st.sampled_from(["relatedmaterial", "accessrestrict", "odd"])
NAME_KINDS = st.sampled_from(["persname", "corpname"])
WORD_KINDS = st.sampled_from(["physdesc", "dimensions", "materialspec"])
FURTHER = st.one_of(
    st.builds(Further, PROSE_KINDS, SAID, PROSE),
    st.builds(Further, NAME_KINDS, WORDS, SAID),
    st.builds(Further, WORD_KINDS, st.just(""), SAID),
    st.builds(Further, st.just("origination"), st.just("pre"), SAID),
    link("otherfindaid", ""),
    link("userestrict", "CC", type="dao"),
    link("daogrp", "", genre="TEXT"),
)
UNITS = st.builds(
    Description,
    id=st.just(UUID(int=7)),
    refcode=SAID,
    level=st.sampled_from([Level.FILE, Level.ITEM]),
    title=SAID,
    period=PERIODS,
    scope=LINES,
    extent=WORDS,
    creator=WORDS,
    language=st.sampled_from(["", "ger", "lat", "Deutsch, teils Latein"]),
    subjects=st.lists(SAID, max_size=3, unique=True).map(tuple),
    places=st.lists(SAID, max_size=3, unique=True).map(tuple),
    old_refcode=WORDS,
    note=PROSE,
    genre=st.sampled_from(["", "Akten", "Karten und Pläne", "Kuriosum"]),
    further=st.lists(FURTHER, max_size=4).map(tuple),
)


def written(one: Description, *, kind: str = "Findbuch") -> bytes:
    out = io.BytesIO()
    day = date(2026, 11, 24)
    head = Head("F 1", "Titel <&>", "Archiv", day, tektonik=kind == "Tektonik")
    with ead_document(out, head) as document:
        fonds = Description(UUID(int=1), "F 1", Level.FONDS, "Bestand")
        with document.unit(fonds, "F 1", "F 1", top=True), document.unit(one, "7", one.refcode):
            pass
    return out.getvalue()


def read(document: bytes) -> list[EadUnit]:
    header, *units = read_ead(io.BytesIO(document))
    assert isinstance(header, EadHeader)
    assert header.eadid == "F 1"
    return [unit for unit in units if isinstance(unit, EadUnit)]


@pytest.mark.shared
@given(one=UNITS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_valid_and_says_the_same(shared: Path, one: Description) -> None:
    document = written(one)
    assert faults(shared / "xsd", document) == []
    _, unit = read(document)
    assert unit.unitid == one.refcode
    again = restated(replace(one, title="", scope="", note="", subjects=(), further=()), unit)
    kept = replace(again, rights=one.rights)
    assert sorted(map(repr, kept.further)) == sorted(map(repr, one.further))
    assert same_words(replace(kept, further=()), replace(one, further=()))
    # and once more: the order of what is kept has settled
    assert read(written(replace(again, rights=one.rights)))[1].further == again.further


@pytest.mark.shared
def test_a_tektonik_is_valid(shared: Path) -> None:
    fonds = Description(UUID(int=7), "B 1", Level.FONDS, "Bestand", creator="Amt")
    assert faults(shared / "xsd", written(fonds, kind="Tektonik")) == []


def test_the_place_in_the_stacks_is_never_written() -> None:
    one = Description(UUID(int=7), "A", Level.FILE, "t", location="Tresor", container="Box 3")
    document = written(one).decode()
    assert "Tresor" not in document
    assert "Box 3" in document


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_identifier_fits_into_an_xml_id(text: str) -> None:
    assert from_xml_id(as_xml_id(text)) == text
    assert not as_xml_id(text)[0].isdigit()
    assert " " not in as_xml_id(text)


@pytest.mark.parametrize(
    ("unitdate", "start", "end", "text"),
    [
        ('<unitdate normal="1900/1902">1900-1902</unitdate>', "1900-01-01", "1902-12-31", ""),
        (
            '<unitdate normal="19000301/19020405">März</unitdate>',
            "1900-03-01",
            "1902-04-05",
            "März",
        ),
        ("<unitdate>1900–1902</unitdate>", "1900-01-01", "1902-12-31", ""),
        ("<unitdate>um 1900</unitdate>", None, None, "um 1900"),
        ("<unitdate>1900–</unitdate>", "1900-01-01", None, ""),
        ("<unitdate>–1900-03</unitdate>", None, "1900-03-31", ""),
        ('<unitdate normal="1905/1900">1905-1900</unitdate>', None, None, "1905-1900"),
        ('<unitdate normal="1900-13-45">x</unitdate>', None, None, "x"),
        ('<unitdate normal="9999"/>', None, None, "9999"),
        ("<unitdate>1900</unitdate><unitdate>1950</unitdate>", "1900-01-01", "1900-12-31", ""),
    ],
)
def test_dates(unitdate: str, start: str | None, end: str | None, text: str) -> None:
    document = written(Description(UUID(int=7), "A", Level.FILE, "t")).replace(
        b"<unittitle>t</unittitle>", f"<unittitle>t</unittitle>{unitdate}".encode()
    )
    period = read(document)[1].period
    days = [str(day) if day else None for day in (period.start, period.end)]
    assert (*days, period.text) == (start, end, text)
