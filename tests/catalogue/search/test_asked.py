"""What people type, and what is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.search.asked import (
    Atom,
    Clause,
    Exact,
    Phrase,
    Prefix,
    Together,
    Word,
    understand,
)


def one(*atoms: Atom) -> Clause:
    return Clause(atoms)


def no(*atoms: Atom) -> Clause:
    return Clause(atoms, excluded=True)


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("Bau Brücke", (one(Word("Bau")), one(Word("Brücke")))),
        ('"alte Brücke"', (one(Phrase(("alte", "Brücke"))),)),
        ("„alte Brücke", (one(Phrase(("alte", "Brücke"))),)),
        ('"Burg"', (one(Exact("Burg")),)),
        ("Bürg*", (one(Prefix("Bürg")),)),
        ("B*", (one(Word("B")),)),
        ("1827/28", (one(Together(("1827", "28"))),)),
        ("Tor OR Turm Bau", (one(Word("Tor"), Word("Turm")), one(Word("Bau")))),
        ("Tor ODER Turm | Mauer", (one(Word("Tor"), Word("Turm"), Word("Mauer")),)),
        ("Tor -Turm", (one(Word("Tor")), no(Word("Turm")))),
        ("Tor NOT Turm", (one(Word("Tor")), no(Word("Turm")))),
        ('Tor -"alter Turm"', (one(Word("Tor")), no(Phrase(("alter", "Turm"))))),
        ("(Tor) AND [Turm],", (one(Word("Tor")), one(Word("Turm")))),
        ("Bau der Brücke", (one(Word("Bau")), one(Word("der", False)), one(Word("Brücke")))),
        ("der", (one(Word("der")),)),
        ("OR Tor OR", (one(Word("Tor")),)),
        ("- ?! *", ()),
        ("", ()),
    ],
)
def test_understood(typed: str, clauses: tuple[Clause, ...]) -> None:
    assert understand(typed).clauses == clauses


@given(st.text(alphabet='ab "-*|(ORNT„\0\ud800', max_size=60) | st.text(max_size=60))
def test_nothing_typed_is_an_error(typed: str) -> None:
    asked = understand(typed)
    for atom in asked.wanted:
        match atom:
            case Phrase(texts) | Together(texts):
                assert len(texts) > 1
            case Word(text) | Exact(text) | Prefix(text):
                assert text


def test_only_so_many_words_are_looked_for() -> None:
    assert len(understand("wort " * 500).clauses) == 30
