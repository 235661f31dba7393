"""A search in a URL: read back as it was written, and never an error."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.asking import Ask, read_ask
from catalogue.search.protocol import Access, Sort

FULL = Ask(
    text='"alte Brücke" & Tor',
    levels=("file", "item"),
    digital=True,
    access=Access.OPEN,
    fonds=("LG-A 1/2",),
    within=UUID(int=5),
    from_year=1827,
    to_year=1830,
    genres=("Karte & Plan",),
    media=("image",),
    formats=("fmt/353",),
    languages=("ger",),
    places=("Lindgart",),
    subjects=("Brücken", "Zoll"),
    sort=Sort.DATE,
    page=3,
    limit=50,
)


@pytest.mark.parametrize("ask", [FULL, Ask(), Ask(text="a", digital=False)])
def test_a_url_holds_the_whole_search(ask: Ask) -> None:
    assert read_ask(parse_qsl(ask.url())) == ask


def test_an_empty_search_has_an_empty_url() -> None:
    assert Ask().url() == ""
    assert not Ask(text="a", page=2).narrowed
    assert Ask(digital=False).narrowed


@pytest.mark.parametrize(
    "url",
    [
        "level=cabinet&digital=maybe&access=ajar&sort=loud&page=-1&limit=x&from=0&to=abc&within=7",
        "page=999999999999999999999999&limit=0&from=99999",
        "q=%20&unknown=1&from=%C2%B2",
    ],
)
def test_what_is_not_understood_is_left_out(url: str) -> None:
    ask = read_ask(parse_qsl(url))
    assert not ask.narrowed
    assert ask.text == ""
    assert 1 <= ask.page <= 100_000
    assert 1 <= ask.limit <= 100


def test_years_the_wrong_way_round_are_a_span() -> None:
    ask = read_ask([("from", "1830"), ("to", "1827")])
    assert (ask.from_year, ask.to_year) == (1827, 1830)


@given(st.lists(st.tuples(st.sampled_from(["q", "level", "from", "page", "fonds"]), st.text())))
def test_no_url_is_an_error(pairs: list[tuple[str, str]]) -> None:
    read_ask(pairs)


@pytest.mark.parametrize(
    ("name", "value", "then"),
    [
        ("level", "file", Ask(text="a", levels=("file",))),
        ("digital", "no", Ask(text="a", digital=False)),
        ("access", "closed", Ask(text="a", access=Access.CLOSED)),
        ("century", "1800", Ask(text="a", from_year=1800, to_year=1899)),
        ("subject", "Zoll", Ask(text="a", subjects=("Zoll",))),
    ],
)
def test_a_click_on_and_off(name: str, value: str, then: Ask) -> None:
    ask = Ask(text="a", page=4)
    assert not ask.has(name, value)
    assert ask.toggled(name, value) == then
    assert then.has(name, value)
    assert then.toggled(name, value) == Ask(text="a")


def test_one_of_two_values_can_be_taken_off() -> None:
    assert FULL.toggled("level", "file").levels == ("item",)
    assert FULL.cleared() == Ask(text=FULL.text, sort=Sort.DATE, limit=50)
