"""What lies in a bucket, with all versions and marks of deletion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import no_object

NO_VERSION = "null"  # what S3 calls the version of an object that a plain bucket keeps


@dataclass(frozen=True, slots=True)
class Version:
    """``key``: as the bucket has it. ``is_marker``: the mark that S3 puts over what is deleted."""

    key: str
    id: str
    is_marker: bool
    modified: datetime
    is_newest: bool
    size: int = 0  # of a marker too

    def named(self, bucket: Bucket) -> Any:
        """For a request about this version and no other."""
        return {"Bucket": bucket.name, "Key": self.key, "VersionId": self.id}


def versions_below(bucket: Bucket, prefix: str, after: str = "") -> Iterator[Version]:
    """Everything whose key begins with ``prefix``, by pages in the order of the keys.

    What the keys have sorts after ``after``; versions of one key come newest first.
    """
    asked: dict[str, Any] = {"Bucket": bucket.name, "Prefix": prefix}
    if after:
        asked["KeyMarker"] = after
    pages = bucket.client.get_paginator("list_object_versions")
    for page in pages.paginate(**asked):
        both = [
            *(
                Version(
                    v["Key"], v["VersionId"], False, v["LastModified"], v["IsLatest"], v["Size"]
                )
                for v in page.get("Versions", [])
            ),
            *(
                Version(m["Key"], m["VersionId"], True, m["LastModified"], m["IsLatest"])
                for m in page.get("DeleteMarkers", [])
            ),
        ]
        yield from sorted(both, key=lambda one: one.key)


def remove_version(bucket: Bucket, one: Version) -> None:
    """Remove it for good; no complaint where it is gone already. Raises ClientError."""
    try:
        bucket.client.delete_object(**one.named(bucket))
    except ClientError as error:
        if not no_object(error):
            raise
