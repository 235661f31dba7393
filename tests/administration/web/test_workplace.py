"""The staff's bar: every page that a role may work on, in groups, each of them once."""

from __future__ import annotations

import re

import pytest

from administration.web.workplace import READERS, WORKPLACE, working_at, workplace
from model.policy import User, UserRole, admitted
from tests.access.portal import Portal

STAFF = [UserRole.DESK, UserRole.ARCHIVIST, UserRole.AUDITOR, UserRole.ADMINISTRATOR]


@pytest.mark.parametrize("role", STAFF)
def test_who_may_do_it_finds_the_way(role: UserRole) -> None:
    shown = {way.href for group in workplace(User(role)) for way in group.ways}
    ways = [way for group in WORKPLACE for way in group.ways]
    assert shown == {way.href for way in ways if admitted(User(role), way.act)}
    assert all(group.ways for group in workplace(User(role)))


def test_readers_have_their_own() -> None:
    assert workplace(User(UserRole.READER)) == list(READERS)
    assert all(len(group.ways) == 1 for group in READERS)


def test_every_page_stands_once() -> None:
    ways = [way.href for group in (*WORKPLACE, *READERS) for way in group.ways]
    assert len(ways) == len(set(ways))


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/desk", "/desk"),
        ("/desk/queue", "/desk/queue"),
        ("/desk/slips.pdf", "/desk"),
        ("/submissions/new", "/submissions"),
        ("/", ""),
    ],
)
def test_the_page_that_one_is_on(path: str, here: str) -> None:
    assert working_at(User(UserRole.ARCHIVIST), path) == here


def test_the_group_that_one_works_in_is_marked(opened: Portal) -> None:
    archivist = opened.signed_in(UserRole.ARCHIVIST)
    page = archivist.get("/desk/queue", headers={"accept-language": "en"})
    marked = re.findall(r'<(\w+)[^>]* aria-current="[a-z]+">([^<]+)<', page.text)
    assert ("summary", "Reading room") in marked
    assert ("a", "Orders") in marked
    assert "Keeping" not in [word for _, word in marked]
