"""Who we are on a server: a file in HOME/keys that nobody else can read.

For a store it holds ``access_key`` and ``secret_key``, in TOML; where there is none, AWS's own
variables and files are asked (AWS_ACCESS_KEY_ID, ~/.aws/credentials). For the search engine it
holds ``user`` and ``password``; where there is none, the server asks for nothing.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from administration.home import Home
from administration.keys import open_to_others
from administration.settings_engines import SearchSettings
from administration.settings_stores import StoreSettings
from model.errors import MunimentError
from storage.stores.s3_address import Address


def address_of(store: StoreSettings, home: Home) -> Address:
    """The bucket of a store, with the keys to it. Raises `storage.keys-unusable`."""
    bucket, prefix = store.bucket
    file, named = store.credentials_file(home), bool(store.credentials)
    access, secret = _pair(file, ("access_key", "secret_key"), named=named)
    return Address(bucket, prefix, store.endpoint.rstrip("/"), store.region, access, secret)


def search_login(search: SearchSettings, home: Home) -> tuple[str, str]:
    """User and password of the search engine. Raises `storage.keys-unusable`."""
    file, named = search.credentials_file(home), bool(search.credentials)
    return _pair(file, ("user", "password"), named=named)


def _pair(file: Path, names: tuple[str, str], *, named: bool) -> tuple[str, str]:
    try:
        if open_to_others(file):
            raise _unusable(file, f"others can read it; chmod 600 {file}")
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named:  # then it must be there
            raise _unusable(file, "it is not there") from error
        return "", ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(file, "it cannot be read, or is not TOML") from error
    who, secret = (found.get(name) for name in names)
    if not (isinstance(who, str) and who and isinstance(secret, str) and secret):
        raise _unusable(file, f"it does not hold {' and '.join(names)}")
    return who, secret


def _unusable(file: Path, reason: str) -> MunimentError:
    return MunimentError("storage.keys-unusable", file=file, reason=reason)
