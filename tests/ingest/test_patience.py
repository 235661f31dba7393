"""How long a store is waited for, with a clock of our own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ingest.patience import patiently
from model.errors import MunimentError


@dataclass
class Days:
    """A store that comes back after so many seconds, and the clock that it goes by."""

    back_at: float
    code: str = "storage.away"
    time: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds

    def deed(self) -> str:
        if self.time < self.back_at:
            raise MunimentError(self.code, store="north", reason="", home="")
        return "stored"

    def wait(self, seconds: float) -> str:
        return patiently(self.deed, seconds, self.sleep, lambda: self.time)


def test_no_waiting_where_none_is_set() -> None:
    days = Days(back_at=1)
    with pytest.raises(MunimentError, match="does not answer"):
        days.wait(0)
    assert days.pauses == []


@pytest.mark.parametrize("code", ["storage.away", "storage.full"])
def test_it_comes_back(code: str) -> None:
    days = Days(back_at=25, code=code)
    assert days.wait(60) == "stored"
    assert days.pauses == [1, 2, 5, 10, 10]


def test_not_longer_than_is_set() -> None:
    days = Days(back_at=100)
    with pytest.raises(MunimentError):
        days.wait(20)
    assert days.time == 20


def test_what_no_waiting_mends_is_said_at_once() -> None:
    days = Days(back_at=100, code="home.full")
    with pytest.raises(MunimentError):
        days.wait(60)
    assert days.pauses == []
