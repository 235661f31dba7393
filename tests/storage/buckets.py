"""Buckets of one's own on the servers that run, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from storage.stores import Abilities
from storage.stores.s3 import S3Store
from tests.engines import bucket_for

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

Kind = Literal["plain", "versioned", "locked"]
UNABLE = Abilities(conditional=False, versioning=False, object_lock=False, checksums=False)
SERVERS = ("s3", "ceph")


def made(kind: Kind, prefix: str = "north/one", service: str = "s3") -> Iterator[S3Store]:
    """An empty store in a new bucket."""
    with bucket_for(kind, prefix, service=service) as address:
        yield S3Store.create("north", address)


def keys_in(store: S3Store) -> list[str]:
    """All keys below the store's prefix, its workshop too."""
    found = client_of(store).list_objects_v2(Bucket=store.bucket.name, Prefix=store.bucket.prefix)
    return [one["Key"].removeprefix(store.bucket.prefix) for one in found.get("Contents", [])]


def uploads(store: S3Store) -> int:
    """How many objects are on their way in parts."""
    found = client_of(store).list_multipart_uploads(Bucket=store.bucket.name)
    return len(found.get("Uploads", []))


def versions(store: S3Store, prefix: str = "") -> int:
    """How many versions and marks of deletion lie below a prefix."""
    found = client_of(store).list_object_versions(
        Bucket=store.bucket.name, Prefix=store.bucket.full(prefix)
    )
    return len(found.get("Versions", [])) + len(found.get("DeleteMarkers", []))


def client_of(store: S3Store) -> S3Client:
    """For what a store would not do."""
    return store.bucket.client
