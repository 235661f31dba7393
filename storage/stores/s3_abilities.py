"""What a bucket can do: asked and tried, never believed."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from uuid import uuid4

from botocore.exceptions import ClientError

from storage.stores import TMP, Abilities
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import answering, is_taken
from storage.stores.s3_versions import remove_version, versions_below

_PROBE = b"Muniment asks what this bucket can do.\n"


def probe(bucket: Bucket) -> Abilities:
    """Write, overwrite and remove a small object in the store's workshop. Raises `storage.away`."""
    key = bucket.full(f"{TMP}/probe-{uuid4().hex}")
    with answering(bucket.store):
        checksum = b64encode(sha256(_PROBE).digest()).decode()
        put = bucket.client.put_object(
            Bucket=bucket.name, Key=key, Body=_PROBE, ChecksumSHA256=checksum
        )
        try:
            seen = bucket.client.head_object(
                Bucket=bucket.name, Key=key, ChecksumMode="ENABLED"
            ).get("ChecksumSHA256")
            return Abilities(
                conditional=_refuses_put(bucket, key) and _refuses_parts(bucket, key),
                versioning=put.get("VersionId", "null") != "null",
                object_lock=_locks(bucket),
                checksums=seen == checksum,
            )
        finally:
            for one in versions_below(bucket, key):
                # what a bucket's own retention holds is left for `tidy`, which may come later
                with suppress(ClientError):
                    remove_version(bucket, one)


def _refuses_put(bucket: Bucket, key: str) -> bool:
    try:
        bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"", IfNoneMatch="*")
    except ClientError as error:
        return is_taken(error)
    return False


def _refuses_parts(bucket: Bucket, key: str) -> bool:
    """Some servers honour the condition for whole objects, and forget it for those in parts."""
    where = {"Bucket": bucket.name, "Key": key}
    upload = bucket.client.create_multipart_upload(**where)["UploadId"]  # type: ignore[arg-type]
    refused = False
    try:
        part = bucket.client.upload_part(
            Bucket=bucket.name, Key=key, UploadId=upload, PartNumber=1, Body=_PROBE
        )
        bucket.client.complete_multipart_upload(
            Bucket=bucket.name,
            Key=key,
            UploadId=upload,
            MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
            IfNoneMatch="*",
        )
    except ClientError as error:
        refused = is_taken(error)
    with suppress(ClientError):  # completed after all, so there is nothing left to abort
        bucket.client.abort_multipart_upload(Bucket=bucket.name, Key=key, UploadId=upload)
    return refused


def _locks(bucket: Bucket) -> bool:
    try:
        found = bucket.client.get_object_lock_configuration(Bucket=bucket.name)
    except ClientError:
        return False  # not configured, not known, or not ours to ask
    return found.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled"
