"""Hints for people with a browser: no command line is named to whom has none."""

from __future__ import annotations

from collections import defaultdict
from string import Formatter

import pytest

from administration.web.hints import HINTS, hint_for
from model.errors import CODES, MunimentError
from model.policy import User, UserRole
from tests.access.portal import Portal

ENGLISH = {"accept-language": "en"}


def of(code: str) -> MunimentError:
    kind = CODES[code]
    texts = (kind.en, kind.de, kind.hint_en, kind.hint_de)
    names = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    return MunimentError(code, **defaultdict(str, dict.fromkeys(names, "x")))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("role", [UserRole.PUBLIC, UserRole.READER])
def test_readers_are_told_of_no_command(code: str, role: UserRole) -> None:
    for language in ("de", "en"):
        assert "`muniment" not in hint_for(User(role), of(code), language)


def test_every_hint_here_replaces_one_with_a_command() -> None:
    for code in HINTS:
        assert "`muniment" in CODES[code].hint_en or "command" in CODES[code].hint_en, code


@pytest.mark.parametrize("path", ["/unit/nothing", "/ref/nothing", "/api/v1/units/nothing"])
def test_what_is_not_there_says_where_to_look(opened: Portal, path: str) -> None:
    answer = opened.public.get(path, headers=ENGLISH)
    assert answer.status_code == 404
    assert "go through the holdings" in answer.text
    assert "muniment search" not in answer.text


def test_staff_keep_hints_that_name_commands() -> None:
    error = of("storage.away")
    assert "`muniment" in hint_for(User(UserRole.ARCHIVIST), error, "en")
    assert hint_for(User(), error, "en") == ""
