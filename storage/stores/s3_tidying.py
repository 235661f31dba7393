"""Forgetting what interrupted writes left in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from storage.stores import TMP
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_claims import VOID_AFTER
from storage.stores.s3_faults import answering, server_time, status_of
from storage.stores.s3_versions import Version, remove_version, versions_below

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
        workshop = list(versions_below(bucket, bucket.full(f"{TMP}/")))
        left = [one for one in workshop if now - one.modified > max(age, VOID_AFTER)]
        removed = [_is_removed(bucket, one) for one in left]
    return len(uploads) + removed.count(True)


def _is_removed(bucket: Bucket, one: Version) -> bool:
    try:
        remove_version(bucket, one)
    except ClientError as error:
        # a bucket's own retention holds everything that is put into it, so this too
        if status_of(error) != 403:
            raise
        return False
    return True


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
