"""What a store tells its bucket to hold, and for how long (S3 Object Lock)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from model.errors import MunimentError, Phrase
from storage.stores.s3_faults import answering

if TYPE_CHECKING:
    from storage.stores.s3_bucket import Bucket

Mode = Literal["governance", "compliance"]


@dataclass(frozen=True, slots=True)
class Locking:
    """``mode``: who may lift the retention: somebody with the right to (governance), or nobody.

    ``days``: of retention, from the day an object is put. ``legal_hold``: besides, without an end.
    """

    mode: Mode | None = None
    days: int = 0
    legal_hold: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether the bucket must be able to lock."""
        return self.mode is not None or self.legal_hold

    def of(self, key: str) -> dict[str, Any]:
        """What S3 is told when an object is put under ``key``; nothing where it may have to go."""
        if not _is_for_ever(key):
            return {}
        told: dict[str, Any] = {}
        if self.mode is not None:
            told["ObjectLockMode"] = self.mode.upper()
            told["ObjectLockRetainUntilDate"] = datetime.now(UTC) + timedelta(days=self.days)
        if self.legal_hold:
            told["ObjectLockLegalHoldStatus"] = "ON"
        return told


UNLOCKED = Locking()


def see_locked(bucket: Bucket, key: str, version: str, told: Mapping[str, Any]) -> None:
    """Look whether an object is held as its bucket was told, and tell it once more where not.

    Ceph 16 forgets it for objects that came in parts. Raises `storage.away` where it stays so.
    """
    where: dict[str, Any] = {"Bucket": bucket.name, "Key": bucket.full(key), "VersionId": version}
    with answering(bucket.store):
        if _is_held(bucket, where, told):
            return
        if mode := told.get("ObjectLockMode"):
            until = told["ObjectLockRetainUntilDate"]
            retention: Any = {"Mode": mode, "RetainUntilDate": until}
            bucket.client.put_object_retention(**where, Retention=retention)
        if "ObjectLockLegalHoldStatus" in told:
            bucket.client.put_object_legal_hold(**where, LegalHold={"Status": "ON"})
        if not _is_held(bucket, where, told):
            raise not_locking(bucket.store)


def set_hold(bucket: Bucket, key: str, version: str, *, on: bool) -> None:
    """Set the legal hold of an object, or lift it, and look. Raises `storage.away`."""
    where: dict[str, Any] = {"Bucket": bucket.name, "Key": bucket.full(key)}
    if version:
        where["VersionId"] = version
    with answering(bucket.store):
        there = bucket.client.head_object(**where)
        # what a damaged copy was replaced by has a version of its own: name the one that was seen
        where["VersionId"] = there["VersionId"]
        wanted: Literal["ON", "OFF"] = "ON" if on else "OFF"
        if there.get("ObjectLockLegalHoldStatus", "OFF") == wanted:
            return
        bucket.client.put_object_legal_hold(**where, LegalHold={"Status": wanted})
        there = bucket.client.head_object(**where)
        if there.get("ObjectLockLegalHoldStatus", "OFF") != wanted:
            raise not_locking(bucket.store)


def not_locking(store: str) -> MunimentError:
    """The error where a lock was asked for and is not to be had."""
    reason = Phrase(
        "its bucket does not lock objects, as the settings ask it to",
        "sein Bucket sperrt Objekte nicht, wie es die Einstellungen verlangen",
    )
    return MunimentError("storage.away", store=store, reason=reason)


def _is_held(bucket: Bucket, where: dict[str, Any], told: Mapping[str, Any]) -> bool:
    there = bucket.client.head_object(**where)
    names = ("ObjectLockMode", "ObjectLockLegalHoldStatus")
    return all(there.get(name) == told[name] for name in names if name in told)


def _is_for_ever(key: str) -> bool:
    """AIPs and the ledger's full tiles.

    Descriptions (``journal/``) and readers (``state/``) may have to be erased by law, and a partial
    tile (C2SP tlog-tiles: ``….p/12``) goes when it is full.
    """
    return key.startswith("aip/") or (key.startswith("log/tile/") and ".p/" not in key)
