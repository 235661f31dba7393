"""A bucket of an S3 server as a store, whatever that server can do and cannot.

Where the bucket honours conditional writes, they keep "written once"; elsewhere claims do
(`s3_claims`). Where it keeps versions, every copy pins the one that was verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from os import urandom
from threading import Lock
from typing import Any

from botocore.exceptions import ClientError

from model.errors import MunimentError
from storage.stores import (
    MARKER,
    MARKER_TEXT,
    QUARANTINE,
    RESERVED,
    Abilities,
    Deleted,
    KeyTaken,
    NoSuchObject,
    NotThere,
    ObjectUnreadable,
    Stat,
    checked_key,
)
from storage.stores.s3_abilities import probe
from storage.stores.s3_address import Address
from storage.stores.s3_bucket import Bucket, bucket_of
from storage.stores.s3_deleting import delete_object
from storage.stores.s3_faults import answering, no_object
from storage.stores.s3_incoming import S3Incoming
from storage.stores.s3_locking import UNLOCKED, Locking, not_locking, set_hold
from storage.stores.s3_patience import USUAL, Patience
from storage.stores.s3_quarantine import set_aside
from storage.stores.s3_reading import read_object
from storage.stores.s3_tidying import tidy_bucket
from storage.stores.s3_versions import NO_VERSION, versions_below
from storage.stores.s3_writing import Upload


class S3Store:
    """Objects below a prefix of one bucket; ``tmp/`` and ``quarantine/`` there are its workshop."""

    def __init__(
        self,
        name: str,
        address: Address,
        abilities: Abilities | None = None,
        *,
        patience: Patience = USUAL,
        lock: Locking = UNLOCKED,
    ) -> None:
        """``abilities``: what is known of the bucket already; else it is tried when needed."""
        self._name, self.address, self._told = name, address, abilities
        self._patience, self._lock = patience, lock
        self._asking, self._marked = Lock(), False

    @classmethod
    def create(cls, name: str, address: Address) -> S3Store:
        """Make an empty store, or open the one that is there. The bucket must be there.

        Raises `storage.away`.
        """
        store = cls(name, address)
        with answering(name):
            store.bucket.client.put_object(
                Bucket=address.bucket, Key=store.bucket.full(MARKER), Body=MARKER_TEXT
            )
        return store

    @cached_property
    def bucket(self) -> Bucket:
        """Where it is. Raises `storage.away`."""
        return bucket_of(self._name, self.address, self._patience, self._lock)

    @property
    def name(self) -> str:
        """As the settings call it."""
        return self._name

    @property
    def known_abilities(self) -> Abilities:
        """What the bucket can do, tried once. Raises `storage.away`."""
        with self._asking:
            if self._told is None:
                self._told = probe(self.bucket)
            return self._told

    def abilities(self) -> Abilities:
        """See `storage.stores.Probed`."""
        self._look_for_marker()
        return probe(self.bucket)

    def receive(self, key: str) -> S3Incoming:
        """Begin a new object."""
        checked_key(key)
        if not self._marked:
            self._look_for_marker()
            self._marked = True
        self._require_lock(key)
        return S3Incoming(self.bucket, key, conditional=self.known_abilities.conditional)

    def put(self, key: str, data: bytes) -> str:
        """Write a small object. Raises `KeyTaken`."""
        with self.receive(key) as incoming:
            incoming.write(data)
            return incoming.commit()

    def read(
        self,
        key: str,
        version: str = "",
        offset: int = 0,
        length: int | None = None,
        *,
        from_medium: bool = False,
    ) -> Iterator[bytes]:
        """Chunks of the object, from that version. What lies between us and the disk is theirs."""
        checked_key(key)
        if length == 0:
            if self.stat(key, version) is None:
                raise NoSuchObject(key)
            return
        try:
            yield from read_object(self.bucket, key, version, offset, length)
        except NoSuchObject:
            self._look_for_marker()
            raise

    def stat(self, key: str, version: str = "") -> Stat | None:
        """Size and version of the object."""
        asked: dict[str, Any] = {"Bucket": self.bucket.name}
        asked["Key"] = self.bucket.full(checked_key(key))
        if version:
            asked["VersionId"] = version
        with answering(self._name):
            try:
                found = self.bucket.client.head_object(**asked)
            except ClientError as error:
                if not no_object(error, version):
                    raise
                self._look_for_marker()
                return None
        version = found.get("VersionId", "null")
        return Stat(key, found["ContentLength"], "" if version == "null" else version)

    def list(self, prefix: str = "", after: str = "") -> Iterator[Stat]:
        """Objects in the byte order of their keys; versions are `stat`'s to tell."""
        start = len(self.bucket.prefix)
        asked: dict[str, Any] = {"Bucket": self.bucket.name, "Prefix": self.bucket.full(prefix)}
        if after:
            asked["StartAfter"] = self.bucket.full(after)
        found = False
        with answering(self._name):
            for page in self.bucket.client.get_paginator("list_objects_v2").paginate(**asked):
                for there in page.get("Contents", []):
                    key = there["Key"][start:]
                    found = True
                    if key.partition("/")[0] not in RESERVED:
                        yield Stat(key, there["Size"])
        if not found:
            self._look_for_marker()

    def versions(self, prefix: str = "", after: str = "") -> Iterator[Stat]:
        """See `storage.stores.Versioned`."""
        start, found = len(self.bucket.prefix), False
        behind = self.bucket.full(after) if after else ""
        with answering(self._name):
            for one in versions_below(self.bucket, self.bucket.full(prefix), behind):
                key = one.key[start:]
                found = True
                # some servers begin with the key itself
                if one.is_marker or key <= after or key.partition("/")[0] in RESERVED:
                    continue
                plain = one.id == NO_VERSION and one.is_newest
                yield Stat(key, one.size, "" if plain else one.id)
        if not found:
            self._look_for_marker()

    def replace_damaged(self, key: str, bad_sha256: bytes | None, chunks: Iterable[bytes]) -> str:
        """A versioned bucket gets a new version; a plain one first a copy in ``quarantine/``.

        Killed in between, the damaged object is where it was, and perhaps twice.
        """
        checked_key(key)
        self._require_lock(key)
        upload = Upload(self.bucket, key)
        try:
            for chunk in chunks:
                upload.write(chunk)
            if bad_sha256 is not None and self._digest(key) not in (None, bad_sha256):
                raise KeyTaken(key)
            if not self.known_abilities.versioning:
                set_aside(self.bucket, key, f"{QUARANTINE}/{key}.{urandom(8).hex()}")
            return upload.finish(only_if_absent=False)
        finally:
            upload.abandon()

    def hold(self, key: str, version: str, *, on: bool) -> bool:
        """See `storage.stores.Holding`."""
        checked_key(key)
        if not self.known_abilities.object_lock:
            return False
        if on or not self._lock.legal_hold:
            set_hold(self.bucket, key, version, on=on)
        return True

    def delete(self, key: str, version: str = "") -> Deleted:
        """See `storage.stores.Store`."""
        deleted = delete_object(self.bucket, checked_key(key), version)
        if isinstance(deleted, NotThere):
            self._look_for_marker()
        return deleted

    def free_bytes(self) -> int | None:
        """A bucket does not know; but whether it answers is seen."""
        self._look_for_marker()
        return None

    def tidy(self, older_than: float) -> int:
        """Forget uploads that nobody goes on with, claims and probes of the dead."""
        self._look_for_marker()
        return tidy_bucket(self.bucket, older_than)

    def _require_lock(self, key: str) -> None:
        # Not all servers refuse what they cannot lock: some just forget that they were told.
        if self._lock.of(key) and not self.known_abilities.object_lock:
            raise not_locking(self._name)

    def _digest(self, key: str) -> bytes | None:
        digest = sha256()
        try:
            for chunk in self.read(key):
                digest.update(chunk)
        except (NoSuchObject, ObjectUnreadable):
            return None
        return digest.digest()

    def _look_for_marker(self) -> None:
        with answering(self._name):
            try:
                self.bucket.client.head_object(
                    Bucket=self.bucket.name, Key=self.bucket.full(MARKER)
                )
            except ClientError as error:
                if not no_object(error):
                    raise
                reason = f"{self.address.place} has no {MARKER}; is it the right place?"
                raise MunimentError("storage.away", store=self._name, reason=reason) from error
