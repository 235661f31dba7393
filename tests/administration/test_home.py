"""HOME, its ballast, its lock, its key, and identifiers that only grow."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from administration import keys
from administration.clock import FreshIds
from administration.executor import sole_executor
from administration.home import (
    BALLAST_BYTES,
    Home,
    chosen_home,
    existing_home,
    take_on_ballast,
    throw_off_ballast,
    unwritable,
)
from model.errors import MunimentError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_home_is_named_by_option_before_environment(tmp_path: Path) -> None:
    environment = {"MUNIMENT_HOME": str(tmp_path / "b")}
    assert chosen_home(tmp_path / "a", environment).path == tmp_path / "a"
    assert chosen_home(None, environment).path == tmp_path / "b"
    assert chosen_home(Path("relative"), {}).path == Path.cwd() / "relative"


@pytest.mark.parametrize("environment", [{}, {"MUNIMENT_HOME": ""}])
def test_a_home_that_nobody_named(environment: dict[str, str]) -> None:
    with pytest.raises(MunimentError) as raised:
        chosen_home(None, environment)
    assert raised.value.code == "home.unnamed"


def test_a_folder_is_an_archive_once_it_is_founded_completely(home: Home) -> None:
    def refused() -> str:
        with pytest.raises(MunimentError) as raised:
            existing_home(home.path, {})
        return raised.value.code

    assert refused() == "home.missing"
    home.founding.touch()
    home.settings.touch()
    assert refused() == "home.missing"
    home.founding.unlink()
    assert existing_home(home.path, {}) == home


def test_ballast_is_real_and_taken_on_once(home: Home) -> None:
    assert not throw_off_ballast(home)
    take_on_ballast(home)
    status = home.ballast.stat()
    assert status.st_size == BALLAST_BYTES
    assert status.st_blocks * 512 >= BALLAST_BYTES  # no hole
    take_on_ballast(home)
    assert home.ballast.stat().st_ino == status.st_ino
    assert throw_off_ballast(home)
    assert not home.ballast.exists()


def test_no_ballast_on_a_disk_that_is_nearly_full(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = os.statvfs_result((4096, 4096, 9999, 99, 999, 100, 10, 10, 0, 255))
    monkeypatch.setattr("administration.home.os.statvfs", lambda _: full)
    take_on_ballast(home)
    assert not home.ballast.exists()


def test_a_full_disk_has_its_own_code(home: Home) -> None:
    assert unwritable(home, OSError(errno.ENOSPC, "x")).code == "home.full"
    assert unwritable(home, OSError(errno.EACCES, "no")).code == "home.not-writable"


HOLD = """
import sys, time
from pathlib import Path
from administration.executor import sole_executor
from administration.home import Home
with sole_executor(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_waits_and_gives_up_and_a_killed_one_holds_nothing(home: Home) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(MunimentError) as raised, sole_executor(home, patience=0.2):
            pytest.fail("two executors at once")
        assert raised.value.code == "home.busy"
        assert raised.value.kind.exit == 3
        assert 0.2 <= time.monotonic() - began < 2
        holder.kill()
    with sole_executor(home, patience=5):
        assert home.executor_lock.read_text() == f"{os.getpid()}\n"


def test_a_lock_where_nothing_can_be_written() -> None:
    with (
        pytest.raises(MunimentError) as raised,
        sole_executor(Home(Path("/proc/nothing-here"))),
    ):
        pytest.fail("there is no such folder")
    assert raised.value.code == "home.not-writable"


def test_the_signing_key_is_private_and_never_replaced(home: Home) -> None:
    made = keys.create(home)
    assert home.keys.stat().st_mode & 0o777 == 0o700
    assert keys.private_file(home).stat().st_mode & 0o777 == 0o600
    assert not keys.open_to_others(keys.private_file(home))
    assert keys.load(home).private_bytes_raw() == made.private_bytes_raw()
    assert keys.fingerprint(made.public_key()).startswith("sha256:")
    with pytest.raises(MunimentError) as raised:
        keys.create(home)
    assert raised.value.code == "home.not-writable"
    assert keys.load(home).private_bytes_raw() == made.private_bytes_raw()


@pytest.mark.parametrize("content", [None, b"", b"no key", "rsa"])
def test_a_key_that_is_none(home: Home, content: bytes | str | None) -> None:
    home.keys.mkdir()
    if content == "rsa":
        content = subprocess.run(
            ["openssl", "genpkey", "-algorithm", "x25519"], capture_output=True, check=True
        ).stdout
    if isinstance(content, bytes):
        keys.private_file(home).write_bytes(content)
    with pytest.raises(MunimentError) as raised:
        keys.load(home)
    assert raised.value.code == "keys.unusable"


def test_ids_only_grow_even_within_a_millisecond_and_when_the_clock_goes_back() -> None:
    times = [1_700_000_000_000, 1_700_000_000_000, 1_699_999_999_000, 1_700_000_000_001]
    ticking = iter(times * 500)
    fresh = FreshIds(lambda: datetime.fromtimestamp(next(ticking) / 1000, UTC))
    made = [fresh() for _ in range(2000)]
    assert made == sorted(set(made))
    assert {(i.version, i.variant) for i in made} == {(7, "specified in RFC 4122")}


def test_an_id_at_the_end_of_its_millisecond_moves_on_to_the_next() -> None:
    fresh = FreshIds(lambda: datetime.fromtimestamp(1_700_000_000, UTC))
    first = fresh()
    fresh._last = first.int | 0xFFF << 64 | (1 << 62) - 1  # every random bit is set
    second = fresh()
    assert second.version == 7
    assert second.int >> 80 == 1_700_000_000_001
