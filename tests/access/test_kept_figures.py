"""Figures of the home page: right at once in a small archive, a minute old in a large one."""

from __future__ import annotations

import threading
import time
from datetime import date
from typing import Any

import pytest

from access.kept_figures import KEPT_FOR, SHOWN_FOR, KeptFigures
from catalogue import figures
from tests.access.portal import Portal

TODAY = date(2026, 11, 25)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def described(kept: KeptFigures, day: date | None = None) -> int:
    return kept.of(day).figures.descriptions


def test_a_small_archive_is_counted_at_every_visit(open_portal: Portal) -> None:
    database = open_portal.archive.database
    kept = KeptFigures(database, Clock())
    with database.read() as connection:
        assert figures.is_small(connection)
        assert kept.of(None).figures == figures.figures(connection)
        assert kept.of(TODAY).years == figures.years(connection, TODAY)
    assert described(kept, TODAY) < described(kept), "what is hidden is not counted for the public"


def test_a_large_one_once_a_minute(open_portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[date | None] = []
    count = figures.figures

    def counting(connection: Any, day: date | None = None) -> Any:
        counted.append(day)
        return count(connection, day)

    monkeypatch.setattr(figures, "_SMALL", 0)
    monkeypatch.setattr(figures, "figures", counting)
    clock = Clock()
    kept = KeptFigures(open_portal.archive.database, clock)
    assert described(kept) == described(kept)
    described(kept, TODAY)
    assert counted == [None, TODAY], "the public and the staff each have their own"
    clock.now += KEPT_FOR - 1
    described(kept)
    assert counted == [None, TODAY]
    clock.now += SHOWN_FOR
    described(kept)
    assert counted == [None, TODAY, None], "what is too old is not told"
    described(kept, date(2026, 11, 26))
    described(kept, TODAY)
    assert counted[3:] == [date(2026, 11, 26), TODAY], "another day has figures of its own"


def test_nobody_waits_for_the_count_of_the_next_minute(
    open_portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_SMALL", 0)
    clock, goes_on = Clock(), threading.Event()
    kept = KeptFigures(open_portal.archive.database, clock)
    before = kept.of(None)
    counts = 0
    count = figures.figures

    def slow(connection: Any, day: date | None = None) -> Any:
        nonlocal counts
        counts += 1
        goes_on.wait(20)
        return count(connection, day)

    monkeypatch.setattr(figures, "figures", slow)
    clock.now += KEPT_FOR
    begun = time.monotonic()
    try:
        assert kept.of(None) is before
        assert kept.of(None) is before
        assert time.monotonic() - begun < 10
    finally:
        goes_on.set()
    while kept.of(None) is before:
        assert time.monotonic() - begun < 30
        time.sleep(0.01)
    assert counts == 1, "one count for all who came"
