"""An object on its way into a bucket, written once whatever the bucket can do."""

from __future__ import annotations

from typing import Self

from storage.stores.s3_bucket import Bucket
from storage.stores.s3_claims import claimed
from storage.stores.s3_writing import Upload


class S3Incoming:
    """In memory while it is small, in parts beyond that."""

    def __init__(self, bucket: Bucket, key: str, *, conditional: bool) -> None:
        """``conditional``: whether the bucket refuses to overwrite; else claims do."""
        self._bucket, self._key, self._conditional = bucket, key, conditional
        self._upload = Upload(bucket, key)

    def write(self, chunk: bytes) -> None:
        """Append. Raises `storage.full`, `storage.away`."""
        self._upload.write(chunk)

    def commit(self) -> str:
        """See `storage.stores.Incoming`."""
        if self._conditional:
            return self._upload.finish(only_if_absent=True)
        with claimed(self._bucket, self._key, self._upload.content()):
            return self._upload.finish(only_if_absent=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._upload.abandon()
