"""Writing once where the bucket cannot promise it (Ceph 16 ignores ``If-None-Match``).

Whoever wants to write a key first puts a claim beside it, which names his bytes by their digest,
then looks: who sees another's claim for other bytes withdraws and tries again a little later; who
sees none looks for the object, writes it if it is absent, and takes his claim away when it is
there. Two who claim at once see each other, because listings show what was put before (S3 is
strongly consistent, and so are Ceph and the others), so never do two write different bytes. A claim
whose owner died, or never learnt whether his object arrived, is void after a while, by the server's
own clock; the same bytes may be written again at once, for it does not matter which of them stay.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from model.errors import MunimentError
from storage.stores import TMP, KeyTaken
from storage.stores.s3_bucket import PAUSE, Bucket
from storage.stores.s3_faults import answering

# Longer than all tries of one request together, so that no writing outlives its claim.
VOID_AFTER = timedelta(minutes=60)
_PATIENCE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class _Claim:
    key: str
    version: str


@contextmanager
def claimed(bucket: Bucket, key: str, content: str) -> Iterator[None]:
    """Be the only one who writes ``key`` with other bytes than these.

    ``content``: the name of the bytes. Raises `KeyTaken`, `storage.away`.
    """
    # the key itself might be too long with anything before it
    folder = bucket.full(f"{TMP}/claims/{sha256(key.encode()).hexdigest()}/")
    until = time.monotonic() + _PATIENCE
    while (mine := _alone(bucket, folder, content)) is None:
        if _is_there(bucket, key):
            raise KeyTaken(key)
        if time.monotonic() > until:
            raise MunimentError(
                "storage.away", store=bucket.store, reason="others are writing the same object"
            )
        time.sleep(random.uniform(PAUSE, 8 * PAUSE))  # noqa: S311 - only not in step with others
    # After an error nobody knows whether the object will still arrive, so the claim stays.
    if _is_there(bucket, key):
        _withdraw(bucket, mine)
        raise KeyTaken(key)
    yield
    _withdraw(bucket, mine)


def _alone(bucket: Bucket, folder: str, content: str) -> _Claim | None:
    """Our claim, if none for other bytes stands; else none is left of ours."""
    ours = f"{folder}{content}-"
    mine = f"{ours}{uuid4().hex}"
    with answering(bucket.store):
        put = bucket.client.put_object(Bucket=bucket.name, Key=mine, Body=b"")
        found = bucket.client.list_objects_v2(Bucket=bucket.name, Prefix=folder)
    claim = _Claim(mine, put.get("VersionId", ""))
    claims = {one["Key"]: one["LastModified"] for one in found.get("Contents", [])}
    if mine not in claims:
        raise MunimentError(
            "storage.away", store=bucket.store, reason="its listings are not up to date"
        )
    standing = [at for other, at in claims.items() if not other.startswith(ours)]
    if all(claims[mine] - at > VOID_AFTER for at in standing):
        return claim
    _withdraw(bucket, claim)
    return None


def _withdraw(bucket: Bucket, claim: _Claim) -> None:
    # with its version: else a versioned bucket would keep every claim there ever was
    version: Any = {"VersionId": claim.version} if claim.version else {}
    with answering(bucket.store):
        bucket.client.delete_object(Bucket=bucket.name, Key=claim.key, **version)


def _is_there(bucket: Bucket, key: str) -> bool:
    full = bucket.full(key)
    with answering(bucket.store):
        # a listing, because its "no" is an answer and no error
        found = bucket.client.list_objects_v2(Bucket=bucket.name, Prefix=full, MaxKeys=1)
    return any(there["Key"] == full for there in found.get("Contents", []))
