"""A new store in a place of its own: made where nothing is, refused where something lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from model.errors import MunimentError
from storage.stores import MARKER, RESERVED
from storage.stores.file import FileStore
from storage.stores.file_incoming import refusal
from storage.stores.s3 import S3Store
from storage.stores.s3_address import Address
from storage.stores.s3_bucket import Bucket, bucket_of
from storage.stores.s3_faults import answering, no_object, status_of

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CreateBucketRequestTypeDef

_A_FEW = 100  # keys are enough to see that a bucket is not empty


def found_folder(name: str, root: Path) -> FileStore:
    """Make a store of a folder. Raises `stores.not-empty`, `storage.away`, `storage.full`.

    A store without any object is what an interrupted founding left, and is taken.
    """
    try:
        if root.exists() and any(_lies_in(root)):
            raise MunimentError("stores.not-empty", store=name, place=root)
    except OSError as error:
        raise refusal(name, error) from error
    return FileStore.create(name, root)


def _lies_in(root: Path) -> list[Path]:
    strange = [path for path in root.iterdir() if path.name not in RESERVED]
    workshops = [root / name for name in RESERVED if (root / name).is_dir()]
    return strange + [path for workshop in workshops for path in workshop.iterdir()]


def found_bucket(name: str, address: Address) -> S3Store:
    """Make a store of a bucket, and the bucket. Raises `stores.not-empty`, `storage.away`."""
    bucket = bucket_of(name, address)
    with answering(name):
        _make(bucket)
        page = bucket.client.list_objects_v2(
            Bucket=bucket.name, Prefix=bucket.prefix, MaxKeys=_A_FEW
        )
        keys = [there["Key"].removeprefix(bucket.prefix) for there in page.get("Contents", [])]
    if [key for key in keys if key != MARKER]:
        raise MunimentError("stores.not-empty", store=name, place=address.place)
    return S3Store.create(name, address)


def _make(bucket: Bucket) -> None:
    try:
        bucket.client.head_bucket(Bucket=bucket.name)
    except ClientError as error:
        if not no_object(error) and status_of(error) != 404:
            raise
        asked: CreateBucketRequestTypeDef = {"Bucket": bucket.name}
        region = bucket.client.meta.region_name
        if region != "us-east-1":
            # Amazon wants to be told, except there (CreateBucket, LocationConstraint).
            asked["CreateBucketConfiguration"] = {"LocationConstraint": region}  # type: ignore[typeddict-item]  # any region
        bucket.client.create_bucket(**asked)
