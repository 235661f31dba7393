"""Putting bytes under a key in one deed, whole or not at all, however many they are."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from storage.stores import KeyTaken
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import BROKEN, answering, code_of, is_taken
from storage.stores.s3_locking import see_locked
from storage.stores.s3_versions import NO_VERSION, remove_version, versions_below

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import CompletedPartTypeDef

MIB = 1 << 20
# S3 takes at most 10,000 parts of an object, and 5 TiB in all. What waits in memory is one part:
# 16 MiB for objects up to 32 GiB, and 768 MiB only for those beyond 156 GiB.
_PARTS = ((2_000, 16 * MIB), (4_000, 64 * MIB), (10_000, 768 * MIB))
_WRITER = "muniment-writer"


class Upload:
    """An object on its way into a bucket; its parts are nowhere to be seen before `finish`."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        self._bucket, self._key = bucket, key
        self._full = bucket.full(key)
        # After a lost answer the retry finds something there: this says whether it is ours.
        self._writer = uuid4().hex
        self._lock = bucket.lock.of(key)
        self._buffer = bytearray()
        self._upload = ""
        self._parts: list[CompletedPartTypeDef] = []
        self._digests = sha256()
        self._retried = False

    def write(self, chunk: bytes) -> None:
        """Append. Raises `storage.full`, `storage.away`."""
        self._buffer += chunk
        while len(self._buffer) >= (size := self._part_size()):
            self._send(bytes(memoryview(self._buffer)[:size]))
            del self._buffer[:size]

    def content(self) -> str:
        """A name of all that was written, the same for the same bytes. Nothing more may come."""
        self._send_rest()
        if self._upload:
            return self._digests.hexdigest()
        return sha256(self._buffer).hexdigest()

    def finish(self, *, only_if_absent: bool) -> str:
        """Make it visible; its version, "" where the bucket keeps none. Raises `KeyTaken`."""
        condition: dict[str, Any] = {"IfNoneMatch": "*"} if only_if_absent else {}
        with answering(self._bucket.store):
            try:
                version = self._complete(condition) if self._upload else self._put(condition)
            except ClientError as error:
                # the first try may have been completed, and only its answer was lost
                lost = code_of(error) == "NoSuchUpload" or (only_if_absent and is_taken(error))
                mine = self._mine() if lost else None
                if mine is None and only_if_absent and is_taken(error):
                    raise KeyTaken(self._key) from error
                if mine is None:
                    raise
                version = mine
            if self._retried and version not in ("", NO_VERSION):
                self._drop_doubles(version)
        if self._lock:
            see_locked(self._bucket, self._key, version, self._lock)
        self._upload = ""
        self._buffer.clear()
        return "" if version == NO_VERSION else version

    def abandon(self) -> None:
        """Forget what was sent. What cannot be forgotten now, `tidy` will find."""
        upload, self._upload = self._upload, ""
        self._buffer.clear()
        if upload:
            # an error on the way out would hide the one that led here
            with suppress(ClientError, BotoCoreError, *BROKEN):
                self._bucket.client.abort_multipart_upload(
                    Bucket=self._bucket.name, Key=self._full, UploadId=upload
                )

    def _part_size(self) -> int:
        number = len(self._parts)
        return next(size for up_to, size in _PARTS if number < up_to)

    def _send(self, data: bytes) -> None:
        with answering(self._bucket.store):
            if not self._upload:
                begun = self._bucket.client.create_multipart_upload(
                    Bucket=self._bucket.name,
                    Key=self._full,
                    Metadata={_WRITER: self._writer},
                    ChecksumAlgorithm="SHA256",
                    **self._lock,
                )
                self._upload = begun["UploadId"]
            digest = sha256(data).digest()
            number, checksum = len(self._parts) + 1, b64encode(digest).decode()
            sent = self._bucket.client.upload_part(
                Bucket=self._bucket.name,
                Key=self._full,
                UploadId=self._upload,
                PartNumber=number,
                Body=data,
                ChecksumSHA256=checksum,
            )
        part: CompletedPartTypeDef = {"PartNumber": number, "ETag": sent["ETag"]}
        if "ChecksumSHA256" in sent:  # a server that keeps none wants none back
            part["ChecksumSHA256"] = sent["ChecksumSHA256"]
        self._parts.append(part)
        self._digests.update(digest)

    def _send_rest(self) -> None:
        """The last part of what comes in parts."""
        if self._upload and self._buffer:
            self._send(bytes(self._buffer))
            self._buffer.clear()

    def _put(self, condition: dict[str, Any]) -> str:
        data = bytes(self._buffer)
        put = self._bucket.client.put_object(
            Bucket=self._bucket.name,
            Key=self._full,
            Body=data,
            Metadata={_WRITER: self._writer},
            ChecksumSHA256=b64encode(sha256(data).digest()).decode(),
            **condition,
            **self._lock,
        )
        self._retried = put["ResponseMetadata"]["RetryAttempts"] > 0
        return put.get("VersionId", "")

    def _complete(self, condition: dict[str, Any]) -> str:
        self._send_rest()
        done = self._bucket.client.complete_multipart_upload(
            Bucket=self._bucket.name,
            Key=self._full,
            UploadId=self._upload,
            MultipartUpload={"Parts": self._parts},
            **condition,
        )
        return done.get("VersionId", "")

    def _mine(self, version: str = "") -> str | None:
        """The version of what lies there, if it was we who wrote it."""
        named: Any = {"VersionId": version} if version else {}
        try:
            there = self._bucket.client.head_object(
                Bucket=self._bucket.name, Key=self._full, **named
            )
        except ClientError:
            return None
        ours = there.get("Metadata", {}).get(_WRITER) == self._writer
        return there.get("VersionId", "") if ours else None

    def _drop_doubles(self, version: str) -> None:
        """Where an answer was lost, the next try made another version of the same."""
        for one in versions_below(self._bucket, self._full):
            if one.key != self._full:
                return
            if one.id != version and not one.is_marker and self._mine(one.id) is not None:
                with suppress(ClientError):  # held by the bucket's own retention, it may stay
                    remove_version(self._bucket, one)
