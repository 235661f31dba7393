"""State bundles in the stores: newest found, thinned out, deleted after 35 days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import BinaryIO

from model.errors import MunimentError
from preservation.state import FOLDER
from storage.stores import KeyTaken, NoSuchObject, ObjectUnreadable, Store

KEPT_FOR = timedelta(days=35)
_ALL_OF_A = timedelta(days=1)  # after it one an hour is enough
_KEY = re.compile(rf"{FOLDER}(\d{{8}}T\d{{12}}Z)-([0-9a-f]{{16}})\.zip\.age")
_STAMP = "%Y%m%dT%H%M%S%fZ"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Lying:
    """A bundle in a store. ``digest``: the first 16 digits of its SHA-256, which its key names."""

    store: Store
    key: str
    made_at: datetime
    digest: str


def put(store: Store, sealed: BinaryIO, made_at: datetime) -> None:
    """Write a sealed bundle and read it back. Raises `storage.read-back-failed`, `storage.full`."""
    sealed.seek(0)
    digest = sha256()
    while chunk := sealed.read(_CHUNK):
        digest.update(chunk)
    key = f"{FOLDER}{made_at.astimezone(UTC):{_STAMP}}-{digest.hexdigest()[:16]}.zip.age"
    sealed.seek(0)
    with store.receive(key) as incoming:
        while chunk := sealed.read(_CHUNK):
            incoming.write(chunk)
        with suppress(KeyTaken):  # the same bundle: its digest is in the key
            incoming.commit()
    there = sha256()
    try:
        for chunk in store.read(key, from_medium=True):
            there.update(chunk)
    except (NoSuchObject, ObjectUnreadable) as error:
        raise MunimentError("storage.read-back-failed", store=store.name, key=key) from error
    if there.digest() != digest.digest():
        raise MunimentError("storage.read-back-failed", store=store.name, key=key)


def lying(stores: Sequence[Store]) -> list[Lying]:
    """All bundles, the newest first. Raises `storage.away`."""
    found = []
    for store in stores:
        for stat in store.list(FOLDER):
            if match := _KEY.fullmatch(stat.key):
                made_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                found.append(Lying(store, stat.key, made_at, match[2]))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def clear(store: Store, now: datetime) -> int:
    """Delete what is too old, and thin out what is older than a day; how many went.

    The newest stays however old it is.
    """
    gone, hours = 0, set()
    for number, one in enumerate(lying([store])):
        age, hour = now - one.made_at, one.made_at.replace(minute=0, second=0)
        if number and (age > KEPT_FOR or (age > _ALL_OF_A and hour in hours)):
            store.delete(one.key)
            gone += 1
        hours.add(hour)
    return gone
