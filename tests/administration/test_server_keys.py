"""Who we are on a server: never in the settings, never readable by others."""

from __future__ import annotations

from pathlib import Path

import pytest

from administration.home import Home
from administration.server_keys import address_of, search_login
from administration.settings_engines import SearchSettings
from administration.settings_stores import StoreSettings
from model.errors import MunimentError
from storage.stores.s3_address import Address

KEYS = 'access_key = "anna"\nsecret_key = "secret"\n'
STORE = StoreSettings(name="south", url="s3://bucket/a/b/", endpoint="http://127.0.0.1:1/")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "keys").mkdir()
    return Home(tmp_path)


def keep(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text)
    path.chmod(mode)


def test_they_lie_beside_the_other_keys(home: Home) -> None:
    assert address_of(STORE, home) == Address("bucket", "a/b", "http://127.0.0.1:1")
    keep(home.keys / "south.toml", KEYS)
    found = address_of(STORE, home)
    assert (found.access_key, found.secret_key) == ("anna", "secret")
    assert "secret" not in found.place


def test_or_where_the_settings_say(home: Home, tmp_path: Path) -> None:
    elsewhere = STORE.model_copy(update={"credentials": str(tmp_path / "there.toml")})
    with pytest.raises(MunimentError, match="it is not there"):
        address_of(elsewhere, home)
    keep(tmp_path / "there.toml", KEYS)
    assert address_of(elsewhere, home).access_key == "anna"


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (KEYS, 0o640, "others can read it"),
        ("access_key", 0o600, "not TOML"),
        ('access_key = "anna"\n', 0o600, "does not hold"),
        ('access_key = "anna"\nsecret_key = 7\n', 0o600, "does not hold"),
        ('access_key = ""\nsecret_key = "x"\n', 0o600, "does not hold"),
    ],
)
def test_a_file_that_is_wrong_is_named_and_not_quoted(
    home: Home, text: str, mode: int, said: str
) -> None:
    keep(home.keys / "south.toml", text, mode)
    with pytest.raises(MunimentError, match=said) as raised:
        address_of(STORE, home)
    assert raised.value.code == "storage.keys-unusable"
    assert "anna" not in raised.value.message()


def test_the_search_engine_has_a_file_of_its_own(home: Home) -> None:
    assert search_login(SearchSettings(), home) == ("", "")
    keep(home.keys / "search.toml", 'user = "anna"\npassword = "secret"\n')
    assert search_login(SearchSettings(), home) == ("anna", "secret")
    keep(home.keys / "search.toml", KEYS)
    with pytest.raises(MunimentError, match="user and password"):
        search_login(SearchSettings(), home)
