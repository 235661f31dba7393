"""Setting a damaged object of a plain bucket aside, before another takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import answering, no_object, status_of

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CompletedPartTypeDef, CopySourceTypeDef

_LARGEST_COPY = 5 << 30  # bytes: above it S3 copies in parts
_PART = 1 << 30


def set_aside(bucket: Bucket, key: str, target: str) -> None:
    """Copy the object inside the server. What is missing, or cannot be read, is not kept."""
    source: CopySourceTypeDef = {"Bucket": bucket.name, "Key": bucket.full(key)}
    with answering(bucket.store):
        try:
            size = bucket.client.head_object(**source)["ContentLength"]
            if size <= _LARGEST_COPY:
                bucket.client.copy_object(
                    Bucket=bucket.name, Key=bucket.full(target), CopySource=source
                )
            else:
                _in_parts(bucket, source, bucket.full(target), size)
        except ClientError as error:
            # The bytes cannot be had, so there is nothing to keep: the copy heals all the same.
            if not (no_object(error) or status_of(error) == 500):
                raise


def _in_parts(bucket: Bucket, source: CopySourceTypeDef, target: str, size: int) -> None:
    upload = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=target)["UploadId"]
    try:
        parts: list[CompletedPartTypeDef] = []
        for start in range(0, size, _PART):
            copied = bucket.client.upload_part_copy(
                Bucket=bucket.name,
                Key=target,
                UploadId=upload,
                PartNumber=len(parts) + 1,
                CopySource=source,
                CopySourceRange=f"bytes={start}-{min(size, start + _PART) - 1}",
            )
            tag = copied["CopyPartResult"].get("ETag", "")
            parts.append({"PartNumber": len(parts) + 1, "ETag": tag})
        bucket.client.complete_multipart_upload(
            Bucket=bucket.name, Key=target, UploadId=upload, MultipartUpload={"Parts": parts}
        )
    except ClientError:
        bucket.client.abort_multipart_upload(Bucket=bucket.name, Key=target, UploadId=upload)
        raise
