"""The metadata table: what is understood, and what is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.table import Table, read_table
from model.description import Carrier, Level
from model.errors import MunimentError
from model.rights import Secrecy


def table(tmp_path: Path, text: str | bytes) -> Table:
    path = tmp_path / "metadata.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, Limits())


def problem(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(MunimentError) as caught:
        table(tmp_path, text)
    assert caught.value.code == "ingest.metadata-malformed"
    return caught.value.message()


def test_a_row_with_everything(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "path,reference_code,parent,level,title,date_start,date_end,subjects,person_related,"
        "birth_year,secrecy,lock_reason,lock_review\n"
        'rat/1,R-1,R,file,"Rat, der",1827,1830-06,Brücke| Markt |,yes,1930|1941,social,Streit,'
        "2030-01-31\n",
    )
    row = found.rows[0]
    assert (row.line, row.path, row.level) == (2, "rat/1", Level.FILE)
    assert row.get("title") == "Rat, der"
    assert (row.period.start, row.period.end) == (date(1827, 1, 1), date(1830, 6, 30))
    assert row.several("subjects") == ("Brücke", "Markt")
    assert row.rights.persons == ((1930, None), (1941, None))
    assert row.rights.secrecy is Secrecy.SOCIAL
    assert row.rights.end_year == 1830
    assert row.rights.lock_review == date(2030, 1, 31)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_german_spreadsheets(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["Signatur", "Titel", "Laufzeit"]) + "\r\n"
    text += delimiter.join(["A 1", "Bücher", "1827-1830"]) + "\r\n"
    row = table(tmp_path, b"\xef\xbb\xbf" + text.encode()).rows[0]
    assert (row.get("reference_code"), row.get("title")) == ("A 1", "Bücher")
    assert row.period.normal == "1827-01-01/1830-12-31"


def test_where_a_unit_lies(tmp_path: Path) -> None:
    found = table(tmp_path, "title,Standort,Schachtel,material\nA,Magazin 2,17,Analogue\nB,,,\n")
    first, second = found.rows
    assert (first.get("location"), first.get("container")) == ("Magazin 2", "17")
    assert first.carrier is Carrier.ANALOGUE
    assert second.carrier is None
    assert "carrier" in problem(tmp_path, "title,carrier\nA,vellum\n")


def test_vague_dates_are_shown_and_unknown(tmp_path: Path) -> None:
    row = table(tmp_path, "title,dates\nA,um 1900\n").rows[0]
    assert str(row.period) == "um 1900"
    assert row.rights.end_year is None


def test_a_heading_that_is_not_ours_is_reported(tmp_path: Path) -> None:
    assert table(tmp_path, "title,tilte,colour\nA,B,C\n").unknown_headings == ["tilte", "colour"]


def test_line_numbers_count_as_an_editor_does(tmp_path: Path) -> None:
    text = 'title,level\n"two\nlines",file\n\nB,nonsense\n'
    assert "Line 5 of metadata.csv: level is 'nonsense'" in problem(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,level\nA,box\n", "level is 'box', not one of fonds, class, series, file, item"),
        ("title,date_start\nA,1827-13\n", "not in the calendar"),
        ("title,date_start\nA,gestern\n", "is not a year"),
        ("title,date_start,date_end\nA,1830,1827\n", "ends before it begins"),
        ("title,person_related\nA,vielleicht\n", "not yes or no"),
        ("title,birth_year\nA,neunzehn\n", "not a number"),
        ("title,lengthened_years\nA,31\n", "up to 30"),
        ("title,lock_review\nA,2030\n", "not a day"),
        ("title,secrecy\nA,top\n", "secrecy is 'top'"),
        ("title,register\nA,dogs\n", "not birth, marriage or death"),
        ("title,level\nA,file,1\n", "it has 3 cells, the heading has 2"),
        ("level,scope\nfile,x\n", "at least title or path"),
        ("title,Titel\nA,B\n", "the column title is there twice"),
        ("title,level\n,file\n", "neither a title nor a path"),
        ("title,reference_code\nA,1\nB,1\n", "Line 3 of metadata.csv: its reference_code 1"),
        ('title,level\n"A,file\n', "Line 2"),
        (b"title\nB\xfccher\n", "Line 2 of metadata.csv: it is not UTF-8"),
        (b"title\nA\nB\x00C\n", "Line 3 of metadata.csv: it holds a NUL"),
        ("title\nA\x1b[2J\n", "control characters"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    assert said in problem(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,date_start\nA,32.13.1999\n", "'32.13.1999' ist kein Jahr"),
        ("title,date_start,date_end\nA,1999,1990\n", "die Laufzeit endet vor ihrem Beginn"),
        ("title,level\nA,box\n", "level ist 'box', nicht eines von fonds"),
        ('title\n"A\n', "das ist kein CSV"),
        (b"title\nB\xfccher\n", "das ist kein UTF-8"),
    ],
)
def test_german_sentences_are_german_to_the_end(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    with pytest.raises(MunimentError) as caught:
        table(tmp_path, text)
    assert said in caught.value.message("de")
