"""Who we are on a store's server: a file in HOME/keys that nobody else can read.

It holds ``access_key`` and ``secret_key``, in TOML. Where there is none, AWS's own variables and
files are asked (AWS_ACCESS_KEY_ID, ~/.aws/credentials).
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from administration.home import Home
from administration.keys import open_to_others
from administration.settings import StoreSettings
from model.errors import MunimentError
from storage.stores.s3_bucket import Address


def address_of(store: StoreSettings, home: Home) -> Address:
    """The bucket of a store, with the keys to it. Raises `storage.keys-unusable`."""
    bucket, prefix = store.bucket
    access, secret = _keys(store, store.credentials_file(home))
    return Address(bucket, prefix, store.endpoint.rstrip("/"), store.region, access, secret)


def _keys(store: StoreSettings, file: Path) -> tuple[str, str]:
    try:
        if open_to_others(file):
            raise _unusable(file, f"others can read it; chmod 600 {file}")
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if store.credentials:  # a file that was named must be there
            raise _unusable(file, "it is not there") from error
        return "", ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _unusable(file, "it cannot be read, or is not TOML") from error
    access, secret = found.get("access_key"), found.get("secret_key")
    if not (isinstance(access, str) and access and isinstance(secret, str) and secret):
        raise _unusable(file, "it does not hold access_key and secret_key")
    return access, secret


def _unusable(file: Path, reason: str) -> MunimentError:
    return MunimentError("storage.keys-unusable", file=file, reason=reason)
