"""Reading an object from a bucket, on past a connection that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

from botocore.exceptions import ClientError

from storage.stores import NoSuchObject, ObjectUnreadable
from storage.stores.s3_bucket import Bucket
from storage.stores.s3_faults import BROKEN, answering, code_of, no_object, status_of
from storage.stores.s3_patience import Patience

CHUNK = 1 << 20


class TooSlow(OSError):
    """It comes, but so slowly that it may as well not."""


def read_object(
    bucket: Bucket, key: str, version: str, offset: int, length: int | None
) -> Iterator[bytes]:
    """The bytes from ``offset`` on. Raises `NoSuchObject`, `ObjectUnreadable`, `storage.away`."""
    end = None if length is None else offset + length
    tag, tries = "", 0
    while end is None or offset < end:
        body, tag, whole = _opened(bucket, key, version, offset, end, tag)
        if body is None:
            return
        with answering(bucket.store):
            try:
                while chunk := _chunk(body, bucket.patience):
                    offset += len(chunk)
                    tries = 0
                    yield chunk
                if offset < min(whole, whole if end is None else end):
                    raise ConnectionResetError  # it ended as if that were all
            except BROKEN as error:
                # a stream of a terabyte may break more than once, but not without any progress
                tries += 1
                if tries >= bucket.patience.tries:
                    if isinstance(error, TooSlow):
                        raise  # that is the way to it, and says nothing of the object
                    # raises where nobody answers any more; else it is this object that fails
                    bucket.client.head_bucket(Bucket=bucket.name)
                    raise ObjectUnreadable(f"it breaks off after {offset} bytes") from error
                continue
            finally:
                body.close()
        return


def _opened(
    bucket: Bucket, key: str, version: str, offset: int, end: int | None, tag: str
) -> tuple[Any, str, int]:
    """The open body, the object's tag and size; no body where the range lies behind its end."""
    asked: dict[str, Any] = {"Bucket": bucket.name, "Key": bucket.full(key)}
    if version:
        asked["VersionId"] = version
    if tag:
        asked["IfMatch"] = tag  # go on in the same object, not in one that took its place
    if offset or end is not None:
        asked["Range"] = f"bytes={offset}-{'' if end is None else end - 1}"
    with answering(bucket.store):
        try:
            got = bucket.client.get_object(**asked)
        except ClientError as error:
            if status_of(error) == 416:  # RFC 9110 section 15.5.17: nothing of it is there
                return None, tag, 0
            if no_object(error, version):
                raise NoSuchObject(key) from error
            if code_of(error) in ("InternalError", "500", "412", "PreconditionFailed"):
                # the server answers, and cannot give this object
                raise ObjectUnreadable(code_of(error)) from error
            raise
    total = got.get("ContentRange", "").rpartition("/")[2]
    return got["Body"], got["ETag"], int(total) if total.isdigit() else got["ContentLength"]


def _chunk(body: Any, patience: Patience) -> bytes:
    """The next bytes, a full chunk but at the end. Raises `TooSlow`, and what connections raise."""
    began, got = monotonic(), bytearray()
    # one read of the socket at a time: boto3's own would not come back before the chunk is full
    while piece := body._raw_stream.read1(CHUNK - len(got)):
        got += piece
        if len(got) == CHUNK:
            break
        if monotonic() - began > patience.worth(len(got)):
            raise TooSlow(f"{len(got)} bytes in {monotonic() - began:.0f} s")
    return bytes(got)
