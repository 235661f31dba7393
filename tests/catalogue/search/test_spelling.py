"""Folding, words and reference codes, by value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.search.spelling import (
    clean,
    fold,
    latin,
    refcode_heads,
    refcode_key,
    refcode_order,
    words,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "muller"),
        ("MUELLER", "muller"),
        ("Goethe", "gothe"),
        ("Göthe", "gothe"),
        ("Bäuerin", "bauerin"),
        ("Baeuerin", "bauerin"),
        ("Häuser", "hauser"),
        ("Haeuser", "hauser"),
        ("Straße", "strasse"),
        ("Maſs", "mass"),
        ("Łódź", "lodz"),
        ("ﬁnden", "finden"),
    ],
)
def test_spellings_come_together(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("word", ["bauer", "neue", "quelle", "steuer", "frauen", "statue"])
def test_no_umlaut_is_seen_where_there_is_none(word: str) -> None:
    assert fold(word) == word


def test_english_keeps_its_vowels() -> None:
    assert latin("Issues") == "issues"


@given(st.text())
def test_folding_is_steady_and_total(text: str) -> None:
    assert latin(latin(text)) == latin(text)
    assert "\0" not in clean(text)
    fold(clean(text))


@given(st.text(alphabet="aäöüeoußstqnr MÄÖÜ.,-1", max_size=30))
def test_folding_keeps_the_words(text: str) -> None:
    assert len(words(fold(text))) == len(words(text))


def test_a_reference_code_has_one_key() -> None:
    spellings = ("BUR-A 1/12", "bura1/12", " BUR A  1 / 012", "Bur.A.1,12")
    assert {refcode_key(code) for code in spellings} == {"bura1 12"}
    assert refcode_key("BUR-A 11/2") != refcode_key("BUR-A 1/12")
    assert refcode_heads("BUR-A 1/12") == ["bur", "bura", "bura1", "bura1 12"]
    assert refcode_key("½ ?!") == "1 2"


def test_reference_codes_sort_as_people_count() -> None:
    codes = ["A 10", "A 2/10", "AB 1", "A 1", "A 2/1", "A 2"]
    assert sorted(codes, key=refcode_order) == ["A 1", "A 2", "A 2/1", "A 2/10", "A 10", "AB 1"]
