"""What a bucket can do: asked and tried, never believed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from storage.stores import TMP, Abilities
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import answering, is_taken, status_of
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
            lock = lock_of(bucket)
            return Abilities(
                conditional=_refuses_put(bucket, key) and _refuses_parts(bucket, key),
                versioning=put.get("VersionId", "null") != "null",
                object_lock=lock.get("ObjectLockEnabled") == "Enabled",
                checksums=seen == checksum,
                holds_all="DefaultRetention" in lock.get("Rule", {}),
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
        return _is_no(error)
    return False


def _is_no(error: ClientError) -> bool:
    """Whether it was refused because something is there; any other refusal is no answer at all."""
    if _is_trouble(error):
        raise error
    return is_taken(error)


def _is_trouble(error: ClientError) -> bool:
    # RFC 9110 section 15.6.2: 501 is the answer of a server that does not know what is asked
    return status_of(error) >= 500 and status_of(error) != 501


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
        refused = _is_no(error)
    with suppress(ClientError):  # completed after all, so there is nothing left to abort
        bucket.client.abort_multipart_upload(Bucket=bucket.name, Key=key, UploadId=upload)
    return refused


def lock_of(bucket: Bucket) -> Mapping[str, Any]:
    """The bucket's Object Lock configuration; empty where it has none."""
    try:
        found = bucket.client.get_object_lock_configuration(Bucket=bucket.name)
    except ClientError as error:
        if _is_trouble(error):
            raise
        return {}  # not configured, not known, or not ours to ask
    return found.get("ObjectLockConfiguration", {})
