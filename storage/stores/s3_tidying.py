"""Forgetting what interrupted writes left in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from storage.stores import TMP
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_claims import VOID_AFTER
from storage.stores.s3_faults import answering, server_time

# Nobody can see from afar whether a writer lives. One that has sent no part for so long does not;
# if it does after all, its commit fails and is tried again.
_SILENT = timedelta(hours=6)


def tidy_bucket(bucket: Bucket, older_than: float) -> int:
    """Remove uploads without a part of late, and what lies in ``tmp/``; return how many."""
    age = timedelta(seconds=older_than)
    with answering(bucket.store):
        now = server_time(bucket.client.head_bucket(Bucket=bucket.name))
        uploads = [u for u in _uploads(bucket) if now - _last_sign(bucket, u) > max(age, _SILENT)]
        for upload in uploads:
            bucket.client.abort_multipart_upload(
                Bucket=bucket.name, Key=upload["Key"], UploadId=upload["UploadId"]
            )
        left = [k for k, at in _workshop(bucket) if now - at > max(age, VOID_AFTER)]
        for key in left:
            bucket.client.delete_object(Bucket=bucket.name, Key=key)
    return len(uploads) + len(left)


def _uploads(bucket: Bucket) -> Iterator[Any]:
    pages = bucket.client.get_paginator("list_multipart_uploads")
    for page in pages.paginate(Bucket=bucket.name, Prefix=bucket.prefix):
        yield from page.get("Uploads", [])


def _last_sign(bucket: Bucket, upload: Any) -> datetime:
    """When its last part came."""
    pages = bucket.client.get_paginator("list_parts").paginate(
        Bucket=bucket.name, Key=upload["Key"], UploadId=upload["UploadId"]
    )
    parts = [part["LastModified"] for page in pages for part in page.get("Parts", [])]
    return max([upload["Initiated"], *parts])  # type: ignore[no-any-return]


def _workshop(bucket: Bucket) -> Iterator[tuple[str, datetime]]:
    pages = bucket.client.get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=bucket.name, Prefix=bucket.full(f"{TMP}/")):
        for there in page.get("Contents", []):
            yield there["Key"], there["LastModified"]
