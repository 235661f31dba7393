"""Reading no faster than it may be: by a clock of our own, and once by the real one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from model.aip import Placement
from model.verdict import Intact
from storage.copies import Copy
from storage.limit import Limit
from tests.storage.given import KEY, Holdings, plan

CHUNK = 1 << 20


@dataclass
class Watch:
    """A clock that goes on while somebody sleeps, and a bit too long."""

    time: float = 0.0
    late: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.time += seconds + self.late

    def now(self) -> float:
        return self.time

    def limit(self, bytes_per_second: float, requests_per_second: float = 0) -> Limit:
        return Limit(bytes_per_second, requests_per_second, self.sleep, self.now)


@pytest.mark.parametrize("megabytes", [1, 10, 100])
@pytest.mark.parametrize("busy", [0.0, 0.004])  # seconds that each chunk takes by itself
def test_bytes_within_five_per_cent(megabytes: int, busy: float) -> None:
    watch = Watch(late=0.0005)
    limit = watch.limit(megabytes * CHUNK)
    chunks = 5 * megabytes
    for _ in range(chunks):
        watch.time += busy
        limit.read(CHUNK)
    assert watch.time == pytest.approx(5.0, rel=0.05)


@pytest.mark.parametrize("rate", [2.0, 50.0])
def test_requests_within_five_per_cent(rate: float) -> None:
    watch = Watch(late=0.0005)
    limit = watch.limit(0, rate)
    for _ in range(int(10 * rate)):
        limit.request()
    assert watch.time == pytest.approx(10.0, rel=0.05)


def test_a_pause_allows_no_burst() -> None:
    watch = Watch()
    limit = watch.limit(CHUNK)
    watch.time = 3600.0
    for _ in range(10):
        limit.read(CHUNK)
    assert watch.time >= 3609.0


def test_no_limit_is_none() -> None:
    watch = Watch()
    limit = watch.limit(0)
    limit.read(10**15)
    limit.request()
    assert watch.time == 0.0


def test_several_readers_share_it() -> None:
    limit = Limit(bytes_per_second=20 * CHUNK)
    begun = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: limit.read(CHUNK), range(60)))
    assert 60 / (time.monotonic() - begun) == pytest.approx(20, rel=0.05)


def test_both_in_a_real_check(tmp_path: Path) -> None:
    holdings = Holdings(tmp_path)
    files = {f"{number}.bin": bytes(CHUNK) for number in range(8)}
    placed = holdings.vault.place(KEY, holdings.sealing(plan(tmp_path, files)))
    size, sha256 = placed.sealed.object_size, placed.sealed.object_sha256
    limit, begun = Limit(bytes_per_second=size), time.monotonic()
    for _ in range(3):
        assert holdings.vault.check(placed.placements[0], sha256, limit) == Intact()
    assert 3 / (time.monotonic() - begun) == pytest.approx(1.0, rel=0.05)
    limit, begun = Limit(requests_per_second=10), time.monotonic()
    for _ in range(30):
        copy = Copy(holdings.stores[0], Placement("north", KEY, "", 0, size), limit)
        assert len(b"".join(copy.read(0, 10))) == 10
    assert 30 / (time.monotonic() - begun) == pytest.approx(10.0, rel=0.05)
