"""The catalogue of errors: every sentence in both languages, from the same details."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from model.errors import CODES, Code, Exit, MunimentError


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


ALL = pytest.mark.parametrize("code", CODES)


@ALL
def test_every_code_is_a_code(code: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", code)
    assert CODES[code].exit in set(Exit)
    assert int(CODES[code].exit) in range(1, 4)  # an error is never "done"
    assert 400 <= CODES[code].status < 600


@ALL
def test_every_sentence_is_there_in_both_languages(code: str) -> None:
    kind = CODES[code]
    assert kind.en.strip()
    assert kind.de.strip()
    assert bool(kind.hint_en) == bool(kind.hint_de)


@ALL
def test_both_languages_need_the_same_details(code: str) -> None:
    kind = CODES[code]
    assert fields(kind.en) == fields(kind.de)
    assert fields(kind.hint_en) == fields(kind.hint_de)
    assert all(name.isidentifier() for name in fields(kind.en) | fields(kind.hint_en))


@ALL
def test_every_sentence_can_be_said(code: str) -> None:
    kind = CODES[code]
    needed = fields(kind.en) | fields(kind.hint_en)
    error = MunimentError(code, **{name: f"<{name}>" for name in needed})
    assert str(error) == error.message("en")
    for language in ("de", "en"):
        text = error.message(language) + error.hint(language)
        assert all(f"<{name}>" in text for name in needed)
        assert "{" not in text


def test_details_may_hold_braces() -> None:
    error = MunimentError("home.missing", home="/srv/{x}%s")
    assert "/srv/{x}%s" in error.message("de")


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        MunimentError("no.such-code")


def test_no_code_is_there_twice() -> None:
    said: dict[str, str] = {}
    for code, kind in CODES.items():
        assert isinstance(kind, Code)
        assert kind.en not in said, f"{code} says what {said[kind.en]} says"
        said[kind.en] = code
