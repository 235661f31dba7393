"""A whole archive on real servers, by settings alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from administration.settings_template import new_settings
from tests.administration.conftest import Muniment, deliver, notes
from tests.engines import own_database

pytestmark = pytest.mark.engines

GOOD = new_settings("Stadtarchiv Lindenfurt", "lindenfurt.example/log", "99999")


@pytest.fixture
def database_url() -> Iterator[str]:
    with own_database() as url:
        yield url


@pytest.fixture
def prepared(tmp_path: Path, database_url: str) -> Path:
    path = tmp_path / "servers.toml"
    path.write_text(GOOD.replace("sqlite:///archive.db", database_url))
    return path


def test_an_archive_on_servers_does_what_any_does(tmp_path: Path, prepared: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    assert (muniment.home / "settings.toml").read_text() == prepared.read_text()
    assert not (muniment.home / "archive.db").exists()
    results = muniment.json("ingest", deliver(tmp_path / "delivery"))["results"]
    assert [one["status"] for one in results] == ["stored"] * 3
    assert all(one["indexed"] for one in results)
    assert muniment.json("search", "Ratsprotokolle")["total"] == 1
    shown = muniment.json("show", "LF-RAT-1")
    assert [copy["status"] for copy in shown["aips"][0]["copies"]] == ["intact", "intact"]
    assert muniment.json("verify")["intact"] == 6
    assert muniment.json("ledger", "verify")["intact"]
    assert muniment.json("reindex")
    again = muniment.json("ingest", tmp_path / "delivery")["results"]
    assert {one["status"] for one in again} == {"known"}
    assert notes(muniment)["database"] == "ok"
    muniment.home.chmod(0o755)
    assert notes(muniment, ends=1)["database"] == "fail"  # its password can be read by others
    (muniment.home / "settings.toml").chmod(0o600)
    assert notes(muniment)["database"] == "ok"


def test_another_archive_on_the_same_database_is_refused(tmp_path: Path, prepared: Path) -> None:
    first, second = Muniment(tmp_path / "first"), Muniment(tmp_path / "second")
    first.json("init", "--settings", prepared)
    answer = second("init", "--settings", prepared, "--json")
    assert (answer.code, answer.error) == (2, "catalogue.not-empty")
    assert first.json("ledger", "verify")["intact"]


def test_settings_that_are_wrong_are_named_by_their_own_file(
    tmp_path: Path, prepared: Path
) -> None:
    muniment = Muniment(tmp_path / "home")
    prepared.write_text(prepared.read_text().replace("[web]", "[wbe]"))
    answer = muniment("init", "--settings", prepared, "--json")
    assert (answer.code, answer.error) == (2, "settings.invalid")
    assert str(prepared) in answer.err
    answer = muniment("init", "--settings", tmp_path / "nothing", "--json")
    assert (answer.code, answer.error) == (2, "settings.invalid")
    assert not muniment.home.exists()


def test_without_its_database_every_command_says_so(
    tmp_path: Path, prepared: Path, database_url: str
) -> None:
    muniment = Muniment(tmp_path / "home")
    muniment.json("init", "--settings", prepared)
    settings = muniment.home / "settings.toml"
    gone = database_url.replace("/t_", "/gone_")
    settings.write_text(settings.read_text().replace(database_url, gone))
    for words in ("show LF", "verify", "stores status", "ledger verify", "repair"):
        answer = muniment(*words.split(), "--json")
        assert (answer.code, answer.error) == (3, "catalogue.away"), words
    settings.chmod(0o600)
    assert notes(muniment, ends=1)["catalogue"] == "fail"
