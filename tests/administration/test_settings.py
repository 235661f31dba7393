"""Settings: what is wrong with them is said so that it can be found in the file."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from administration.home import Home
from administration.settings import Settings, load, parse
from administration.settings_template import new_settings
from ingest.limits import Limits
from model.errors import MunimentError
from tests.conftest import ROOT

GOOD = new_settings('Stadtarchiv „Lindenfurt“ \\ "1827"', "lindenfurt.example/log", "99999", ())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def problem_of(home: Home, text: str) -> str:
    with pytest.raises(MunimentError) as raised:
        parse(home, text)
    assert raised.value.code == "settings.invalid"
    message = raised.value.message()
    assert str(home.settings) in message
    assert "\n" not in message
    return message


def test_a_new_archive_has_settings_that_hold_every_default(home: Home) -> None:
    settings = parse(home, GOOD)
    assert settings.archive.title == 'Stadtarchiv „Lindenfurt“ \\ "1827"'
    assert [s.path(home) for s in settings.stores] == [
        home.path / "stores" / "north",
        home.path / "stores" / "south",
    ]
    assert settings.required == 2
    assert settings.ingest_limits() == Limits()
    bare = parse(home, GOOD.partition("[database]")[0])
    assert bare == settings  # what the template writes is what is meant without it


def test_limits_are_those_of_ingest(home: Home) -> None:
    names = {f.name for f in dataclasses.fields(Limits)}
    assert set(type(parse(home, GOOD).limits).model_fields) == names


def test_an_absolute_store_lies_where_it_says(home: Home) -> None:
    settings = parse(home, GOOD.replace("file:stores/south", "file:///srv/copies"))
    assert settings.stores[1].path(home) == Path("/srv/copies")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("port = 8000", "port = 80000"), "web.port is 80000"),
        (("port = 8000", "prot = 8000"), "web.prot is no setting (did you mean port?)"),
        (("[web]", "[wbe]"), "wbe is no setting (did you mean web?)"),
        (('url = "file:stores/south"', 'ulr = "file:x"'), "stores.2.url is missing"),
        (("file:stores/south", "ftp://x"), "stores.2.url is 'ftp://x'"),
        (('name = "south"', 'name = "Süd"'), "stores.2.name"),
        (('name = "south"', 'name = "north"'), "two stores have the same name"),
        (("file:stores/south", "file:stores/north"), "lie in the same folder"),
        (("file:stores/south", "file:stores/north/inside"), "lie in the same folder"),
        (('south"\nrequired = true', 'south"\nrequired = false'), "two stores with required"),
        (('naan = "99999"', 'naan = "aeiou"'), "archive.naan"),
        (('"de", "en"', '"fr"'), "archive.languages.1"),
        (("session_hours = 12", "session_hours = 0"), "web.session_hours"),
        (("[web]", "[web"), "this is not TOML"),
        (('engine = "embedded"', 'engine = "solr"'), "search.engine is 'solr'"),
        (('engine = "embedded"', 'url = "http://u:p@host"'), "'http://…@host'"),
        (('engine = "embedded"', 'name = "Ä"'), "search.name"),
        (("depth = 64", "depth = -1"), "limits.depth"),
        (('url = "sqlite:///archive.db"', 'url = "mysql://x"'), "database.url"),
        (("file:stores/south", "s3://B"), "stores.2.url is 's3://B'"),
        (("file:stores/south", "s3://bucket/a?b"), "stores.2.url"),
        (('file:stores/south"', 'file:s"\nendpoint = "http://x"'), "south is a folder"),
        (('file:stores/south"', 's3://bucket"\nendpoint = "http://u:p@x"'), "'http://…@x'"),
        (('file:stores/south"', 's3://bucket"\nregion = "EU"'), "stores.2.region"),
        (('file:stores/south"', 'file:s"\nlegal_hold = true'), "has no Object Lock"),
        (('file:stores/south"', 's3://bucket"\nlock = "governance"'), "lock and lock_days both"),
        (('file:stores/south"', 's3://bucket"\nlock_days = 9'), "lock and lock_days both"),
        (('file:stores/south"', 's3://bucket"\nlock = "strict"'), "stores.2.lock is 'strict'"),
        (("sqlite:///archive.db", "postgresql+psycopg://anna@db.example:0x/m"), "a port that is"),
        (("sqlite:///archive.db", "postgresql+psycopg://db.example/"), "names no database"),
        (("sqlite:///archive.db", "postgres://anna:secret@db/m"), "'postgres://…@db/m'"),
        (("hours = {}", 'hours = { fri = "09:00-12:00" }'), "fri is not among open_days"),
        (("hours = {}", 'hours = { mon = "12:00-09:00" }'), "times of mon are out of order"),
        (("hours = {}", 'hours = { mon = "9-12" }'), "reading_room.hours.mon is '9-12'"),
        (("hours = {}", 'hours = { monday = "09:00-12:00" }'), "reading_room.hours.monday"),
        (("way = {}", 'way = { fr = "Bus" }'), "visit.way.fr"),
        (("address = []", 'address = [""]'), "visit.address.1"),
    ],
)
def test_wrong_settings_name_setting_and_problem(
    home: Home, change: tuple[str, str], said: str
) -> None:
    assert change[0] in GOOD
    assert said in problem_of(home, GOOD.replace(*change))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("s3://bucket/a", "s3://bucket/b", True),
        ("s3://bucket", "s3://other", True),
        ("s3://bucket/a", "s3://bucket/a/", False),
        ("s3://bucket", "s3://bucket/a", False),
        ("s3://bucket/a", "s3://bucket/ab", True),
    ],
)
def test_two_stores_in_one_bucket(home: Home, one: str, other: str, apart: bool) -> None:
    text = GOOD.replace("file:stores/north", one).replace("file:stores/south", other)
    if apart:
        assert [store.url for store in parse(home, text).stores] == [one, other]
    else:
        assert "lie in the same folder" in problem_of(home, text)


def test_a_store_reached_over_a_link_is_the_same_folder(home: Home) -> None:
    (home.path / "stores" / "north").mkdir(parents=True)
    (home.path / "other").symlink_to(home.path / "stores" / "north")
    assert "same folder" in problem_of(home, GOOD.replace("file:stores/south", "file:other"))


def test_the_environment_overrides_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_WEB__PORT", "9000")
    monkeypatch.setenv("MUNIMENT_HOME", str(home.path))  # no setting, and not in the way
    settings = parse(home, GOOD)
    assert settings.web.port == 9000
    assert settings.web.session_hours == 12
    monkeypatch.setenv("MUNIMENT_WEB__PORT", "many")
    assert "web.port (from MUNIMENT_WEB__PORT) is 'many'" in problem_of(home, GOOD)
    monkeypatch.setenv("MUNIMENT_WEB", "neither JSON nor anything")
    assert "environment" in problem_of(home, GOOD)


def test_a_server_is_named_as_it_is(home: Home) -> None:
    url = "postgresql+psycopg://anna@db.example:5433/muniment?sslmode=verify-full"
    settings = parse(home, GOOD.replace("sqlite:///archive.db", url))
    assert settings.database_url(home) == url
    assert not settings.database.has_password
    closed = parse(home, GOOD.replace("sqlite:///archive.db", url.replace("anna", "anna:secret")))
    assert closed.database.has_password
    assert not parse(home, GOOD).database.has_password


def test_settings_that_cannot_be_read(home: Home) -> None:
    home.settings.write_bytes(b"\xff\xfe")
    with pytest.raises(MunimentError, match="cannot be read"):
        load(home)


def described(model: type[BaseModel], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        inner = field.annotation
        if name == "stores":
            inner = type(parse(Home(Path("/nowhere")), GOOD).stores[0])
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= described(inner, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = field.default
    return found


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    documented = dict(re.findall(r"(?m)^\| `([a-z_.]+)` \| ([^|]+) \|", page))
    settings = described(Settings, "")
    assert set(documented) == set(settings)
    for name, default in settings.items():
        if isinstance(default, bool):
            assert documented[name].strip() == f"`{str(default).lower()}`", name
        elif isinstance(default, int | str) and default != "":
            assert documented[name].strip() == f"`{default}`", name
