"""What an S3 server's answers mean for a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError
from botocore.exceptions import HTTPClientError as BrokenConnection
from urllib3.exceptions import HTTPError as BrokenStream

from model.errors import MunimentError

NO_OBJECT = frozenset({"NoSuchKey", "NoSuchVersion", "404", "NotFound", "MethodNotAllowed", "405"})
_TAKEN = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})
_FULL = frozenset({"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "507"})

# A body that breaks off is a fault of the connection as much as a refused one.
BROKEN = (BrokenConnection, BrokenStream, IncompleteReadError, OSError)


def code_of(error: ClientError) -> str:
    """The server's word for it, or the HTTP status where the answer had no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: ClientError) -> int:
    """The HTTP status."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def server_time(answer: Mapping[str, Any]) -> datetime:
    """When the server answered. Its clock wrote all times, so it is the one to ask.

    RFC 9110 section 6.6.1: a server with a clock sends ``Date``.
    """
    said = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
    return datetime.strptime(said, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC)


def is_taken(error: ClientError) -> bool:
    """Whether a conditional put found something there."""
    # A busy server may also answer 409 to two of them at once: one was quicker, or will be.
    return code_of(error) in _TAKEN or status_of(error) == 412


def no_object(error: ClientError, version: str = "") -> bool:
    """Whether the server says that the object, or that version of it, is not there."""
    # a version id of another bucket, or of a server that was replaced, is no version here
    return code_of(error) in NO_OBJECT or (version != "" and status_of(error) == 400)


@contextmanager
def answering(store: str) -> Iterator[None]:
    """Turn what remains of S3's faults into `storage.away` and `storage.full`."""
    try:
        yield
    except ClientError as error:
        raise refusal(store, error) from error
    except (BotoCoreError, *BROKEN) as error:
        raise MunimentError("storage.away", store=store, reason=_reason(error)) from error


def refusal(store: str, error: ClientError) -> MunimentError:
    """The error that a server's refusal is."""
    if code_of(error) in _FULL or status_of(error) == 507:
        return MunimentError("storage.full", store=store)
    said = str(error.response.get("Error", {}).get("Message", "")).strip().rstrip(".")
    word = code_of(error)
    reason = f"{word}: {said}" if said and said != word else word or "no answer"
    return MunimentError("storage.away", store=store, reason=reason)


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0].rstrip(".")[:200] or type(error).__name__
