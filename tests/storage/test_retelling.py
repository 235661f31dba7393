"""An object must say what follows from its members, to the byte."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from model.aip import Member, Role
from storage.packing import layout
from storage.packing.retelling import own, says_the_same
from tests.storage.given import plan, ranges, sealed_bytes
from tests.storage.test_generations import both


def agrees(data: bytes, members: Collection[Member], spool: Path) -> bool:
    return says_the_same(ranges(data), len(data), members, spool)


def test_every_generation_says_it(tmp_path: Path) -> None:
    first, one, later, two = both(tmp_path)
    assert agrees(one, first.members, tmp_path)
    assert agrees(two, later.members, tmp_path)
    assert any(member.held_in for member in later.members)
    assert not agrees(one, later.members, tmp_path)
    assert not agrees(two, first.members, tmp_path)
    # without what it carries over its manifest would be another, and it would have no fetch.txt
    assert not agrees(two, list(own(later.members)), tmp_path)


def changed(members: Sequence[Member], role: Role, **values: object) -> list[Member]:
    """With other values for the first one of a role."""
    at = next(at for at, member in enumerate(members) if member.role is role)
    other = replace(members[at], **values)  # type: ignore[arg-type]  # of any field
    assert other != members[at]
    return [*members[:at], other, *members[at + 1 :]]


@pytest.mark.parametrize(
    "values",
    [{"path": "data/x"}, {"size": 3}, {"sha512": bytes(64)}, {"crc32": 1}, {"offset": 3}],
)
@pytest.mark.parametrize("role", [Role.ORIGINAL, Role.METADATA, Role.TAG])
def test_another_member_shows(tmp_path: Path, values: dict[str, object], role: Role) -> None:
    sealed, data = sealed_bytes(plan(tmp_path), tmp_path)
    assert not agrees(data, changed(list(sealed.members), role, **values), tmp_path)


def test_one_more_and_one_less_show(tmp_path: Path) -> None:
    sealed, data = sealed_bytes(plan(tmp_path), tmp_path)
    members = list(sealed.members)
    for at in range(len(members)):
        assert not agrees(data, members[:at] + members[at + 1 :], tmp_path)
    more = replace(members[0], path="data/representations/original/data/more")
    assert not agrees(data, [more, *members], tmp_path)
    assert not agrees(data, [], tmp_path)


def test_another_end_shows(tmp_path: Path) -> None:
    sealed, data = sealed_bytes(plan(tmp_path), tmp_path)
    assert not agrees(data + b"\0", sealed.members, tmp_path)
    assert not agrees(data[:-1], sealed.members, tmp_path)
    *_, last = sealed.members
    assert last.path == layout.TAG_MANIFEST
    for at in range(last.offset + last.size, len(data), 7):
        spoiled = bytearray(data)
        spoiled[at] ^= 1
        assert not agrees(bytes(spoiled), sealed.members, tmp_path), at
