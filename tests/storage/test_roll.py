"""Rolls: lists that may be longer than memory."""

from __future__ import annotations

import errno
import gc
import os
import random
from pathlib import Path

import pytest

from model.aip import Identification, Member, Role
from model.errors import MunimentError
from storage.packing.roll import Roll, in_order

TEXT = Identification("x-fmt/111", "Plain Text File", mime="text/plain")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def member(number: int) -> Member:
    return Member(f"data/{number:06d}.txt", number, b"\1" * 64, 7, number * 9, Role.ORIGINAL, TEXT)


@pytest.mark.parametrize("count", [0, 1, 249, 250, 251, 500, 501])
def test_read_as_often_as_one_likes(tmp_path: Path, count: int) -> None:
    roll = Roll(tmp_path, map(member, range(count)))
    assert len(roll) == count
    assert list(roll) == list(roll) == [member(number) for number in range(count)]
    roll.append(member(count))
    assert roll == [member(number) for number in range(count + 1)]
    assert roll != [member(number) for number in range(count)]
    assert member(count) in roll
    assert member(count + 1) not in roll


def test_several_read_at_once(tmp_path: Path) -> None:
    roll = Roll(tmp_path, range(3000))
    assert all(one == two for one, two in zip(roll, roll, strict=True))


def test_in_another_order(tmp_path: Path) -> None:
    numbers = random.Random(1).sample(range(100_000), 50_000)
    assert in_order(numbers, lambda n: n, tmp_path) == sorted(numbers)
    assert in_order(Roll(tmp_path, numbers), lambda n: -n, tmp_path) == sorted(numbers)[::-1]
    assert in_order(range(50_000), lambda n: n) == range(50_000)
    assert in_order([], lambda n: n) == []


def test_what_is_equal_stays_as_it_came(tmp_path: Path) -> None:
    pairs = [(number // 10_000, number) for number in reversed(range(60_000))]
    assert in_order(pairs, lambda p: p[0], tmp_path) == sorted(pairs, key=lambda p: p[0])


def test_leaves_nothing_behind(tmp_path: Path) -> None:
    gc.collect()  # what other tests left is no business of this one
    before = open_files()
    roll = in_order(range(100_000), lambda n: -n, tmp_path)
    assert list(tmp_path.iterdir()) == []
    del roll
    gc.collect()
    assert open_files() == before


def test_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(MunimentError) as caught:
        Roll(tmp_path, range(1000))
    assert caught.value.code == "home.full"
