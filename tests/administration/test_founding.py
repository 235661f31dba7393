"""`init`: everything from the first day, or nothing at all."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from administration import founding
from administration.home import Home
from administration.settings_template import new_settings
from model.errors import MunimentError
from tests.administration.conftest import Muniment


@pytest.mark.parametrize("without", ["", "[state]\nrecipients = []\nevery_minutes = 60\n"])
def test_prepared_settings_get_the_recipients_of_the_sheets(tmp_path: Path, without: str) -> None:
    """Our own template names none yet; an older one has no such table."""
    prepared = tmp_path / "prepared.toml"
    text = new_settings("Stadtarchiv", "a.example/log", "99999", ())
    prepared.write_text(text.replace(without, "") if without else text)
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    state = tomllib.loads((muniment.home / "settings.toml").read_text())["state"]
    assert len(state["recipients"]) == 2


def test_a_new_archive_has_all_it_needs(tmp_path: Path) -> None:
    muniment = Muniment(tmp_path / "deep" / "home")
    founded = muniment.json("init", "--title", "Stadtarchiv „L“", "--naan", "12345")
    home = Home(muniment.home)
    assert founded["home"] == str(home.path)
    assert [store["name"] for store in founded["stores"]] == ["north", "south"]
    assert all(Path(store["path"]).is_dir() for store in founded["stores"])
    assert founded["sign_in"]["account"] == "administrator"
    assert founded["sign_in"]["link"].startswith("http://127.0.0.1:8000/")
    assert founded["key_fingerprint"].startswith("sha256:")
    for there in (home.index, home.cache, home.spool, home.keys, home.ballast, home.database):
        assert there.exists(), there
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert not home.founding.exists()
    assert "Stadtarchiv „L“" in home.settings.read_text()
    report = muniment.json("ledger", "verify")
    assert report["intact"]
    assert report["events"] == 4  # initialised, account created, link issued, state kept
    assert report["published"] == 2
    assert muniment.json("doctor")["fail"] == 0


def test_the_link_is_kept_nowhere(tmp_path: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    token = muniment.json("init")["sign_in"]["link"].rpartition("/")[2].encode()
    assert len(token) >= 43  # 256 bits
    for path in muniment.home.rglob("*"):
        if path.is_file():
            assert token not in path.read_bytes(), path


def test_init_on_an_archive_changes_nothing(empty: Muniment) -> None:
    before = {p: p.read_bytes() for p in empty.home.rglob("*") if p.is_file()}
    answer = empty("init", "--json")
    assert answer.code == 2
    assert answer.error == "home.exists"
    after = {p: p.read_bytes() for p in empty.home.rglob("*") if p.is_file()}
    before.pop(empty.home / "executor.lock")
    assert {p: after[p] for p in before} == before


def test_init_refuses_what_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    answer = Muniment(tmp_path)("init", "--json")
    assert answer.error == "home.not-empty"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    (tmp_path / Home(tmp_path).founding.name).touch()  # even beside the mark of a founding
    assert Muniment(tmp_path)("init", "--json").error == "home.not-empty"
    assert (tmp_path / "thesis.txt").exists()
    file = tmp_path / "thesis.txt"
    assert Muniment(file)("init", "--json").error == "home.not-empty"


def test_init_in_an_empty_folder(tmp_path: Path) -> None:
    assert Muniment(tmp_path)("init", "--json").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_init_where_nothing_may_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    answer = Muniment(tmp_path / "home")("init", "--json")
    assert (answer.code, answer.error) == (3, "home.not-writable")


def test_init_where_nothing_can_be_written() -> None:
    answer = Muniment(Path("/proc/home"))("init", "--json")
    assert (answer.code, answer.error) == (3, "home.not-writable")


def test_wrong_numbers_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    assert muniment("init", "--naan", "vowels", "--json").error == "settings.invalid"
    assert not muniment.home.exists()


@pytest.mark.parametrize("step", ["keys.create", "create", "settle", "write_through"])
def test_an_interrupted_founding_is_no_archive_and_starts_afresh(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    muniment = Muniment(tmp_path / "home")
    with monkeypatch.context() as patched:
        patched.setattr(f"administration.founding.{step}", cut)
        answer = muniment("init", "--json")
        assert (answer.code, answer.error) == (3, "home.full")
    assert muniment("doctor", "--json").error == "home.missing"
    assert muniment("init", "--json").code == 0
    assert muniment.json("ledger", "verify")["events"] == 4


def test_a_founding_that_is_killed_starts_afresh(tmp_path: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    program = Path(sys.executable).with_name("muniment")
    for wait in (0.05, 0.1, 0.2):
        with subprocess.Popen(
            [program, "init", "--home", muniment.home, "--json"], stdout=subprocess.DEVNULL
        ) as running:
            deadline = time.monotonic() + 60  # it may be a busy machine
            while not Home(muniment.home).founding.exists() and running.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.005)
            time.sleep(wait)
            running.kill()
        if Home(muniment.home).is_archive:
            break
    answer = muniment("init", "--json")
    assert answer.code == 0 or answer.error == "home.exists"
    assert muniment.json("doctor")["fail"] == 0


def test_an_older_database_is_brought_up_to_date(
    empty: Muniment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(empty.home / "archive.db") as database:
        (newest,) = database.execute("select version_num from alembic_version").fetchone()
    database.close()
    brought: list[object] = []

    def upgrade(database: object) -> None:
        brought.append(database)

    monkeypatch.setattr("catalogue.database.Database.revision", lambda _: "0000")
    monkeypatch.setattr("catalogue.database.Database.upgrade", upgrade)
    for command in (("search", "x"), ("accounts", "list")):
        answer = empty(*command, "--json")
        assert (answer.code, answer.error) == (3, "catalogue.revision-mismatch")
    assert empty.json("init")["upgraded"] == {"from": "0000", "to": newest}
    assert len(brought) == 1


def test_who_founds_looks_again_under_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    monkeypatch.setattr(founding, "_may_be_founded", _first_time_only(home))
    with pytest.raises(MunimentError) as raised:
        founding.found(home, title="x", naan="99999")
    assert raised.value.code == "home.not-empty"


def _first_time_only(home: Home) -> object:
    """As if another process had founded between the look and the lock."""
    calls: list[Home] = []

    def look(asked: Home) -> None:
        calls.append(asked)
        if len(calls) > 1:
            raise MunimentError("home.not-empty", home=home.path)

    return look
