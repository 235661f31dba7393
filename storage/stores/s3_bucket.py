"""A place in a bucket: the client, the bucket's name, and the prefix that all keys share."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.loaders import Loader, create_loader
from botocore.session import get_session

from model.errors import MunimentError
from storage.stores.s3_address import Address
from storage.stores.s3_locking import UNLOCKED, Locking
from storage.stores.s3_patience import USUAL, Patience, be_patient

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_AGAIN = 4  # tries
_AGAIN_AFTER = frozenset(
    {
        # what arrived is not what was sent: a bit was lost on the way
        *("XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "BadDigest"),
        "IncompleteBody",
        # versitygw removes a folder with its last object, and says that of a put just then
        "ExistingObjectIsDirectory",
    }
)
PAUSE = 0.05  # seconds between two looks at what others do

_CONFIG = Config(
    max_pool_connections=32,
    # Ceph and older servers know no checksum trailers. We send SHA-256 ourselves, as a header,
    # and sign the payload: so every server checks what arrives, whatever it knows.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    s3={"payload_signing_enabled": True},
)
# Nobody is asked for credentials but the environment and files: no metadata service of a cloud,
# which would be an address that the archive's keeper never set.
_OTHER_PEOPLE = ("iam-role", "container-role")


@dataclass(frozen=True, slots=True)
class Bucket:
    """One store's part of a bucket. ``store``: its name, for sentences."""

    client: S3Client
    name: str
    prefix: str
    store: str
    patience: Patience = USUAL
    lock: Locking = UNLOCKED

    def full(self, key: str) -> str:
        """A key of the store as the bucket has it."""
        return f"{self.prefix}{key}"


@cache
def _loader() -> Loader:
    """What S3 is, as botocore's files describe it: read once, for it takes a fifth of a second."""
    return create_loader()


def bucket_of(
    store: str, address: Address, patience: Patience = USUAL, lock: Locking = UNLOCKED
) -> Bucket:
    """The bucket; nothing connects yet. Raises `storage.away` where nobody says who we are."""
    session = get_session()
    session.register_component("data_loader", _loader())
    for provider in _OTHER_PEOPLE:
        session.get_component("credential_provider").remove(provider)
    if not address.access_key and session.get_credentials() is None:
        raise MunimentError("storage.away", store=store, reason="there are no credentials for it")
    # A bucket's name in the host's name needs a resolver that knows it; in the path it never does.
    path = Config(s3={"addressing_style": "path"}) if address.endpoint else Config()
    waiting = Config(
        connect_timeout=patience.connect,
        read_timeout=patience.silence,
        retries={"mode": "standard", "total_max_attempts": patience.tries},
    )
    client = session.create_client(
        "s3",
        endpoint_url=address.endpoint or None,
        region_name=address.region or session.get_config_variable("region") or "us-east-1",
        aws_access_key_id=address.access_key or None,
        aws_secret_access_key=address.secret_key or None,
        config=_CONFIG.merge(path).merge(waiting),
    )
    be_patient(client, patience)
    again: Any = _again  # the types forget that retry handlers answer
    client.meta.events.register_first("needs-retry.s3", again)
    prefix = f"{address.prefix.strip('/')}/" if address.prefix.strip("/") else ""
    return Bucket(cast("S3Client", client), address.bucket, prefix, store, patience, lock)


def _again(response: tuple[Any, dict[str, Any]] | None, attempts: int, **_: Any) -> float | None:
    """How long to wait before another try where boto3 itself would not try again."""
    code = response[1].get("Error", {}).get("Code", "") if response else ""
    if code in _AGAIN_AFTER and attempts < _AGAIN:
        return random.uniform(PAUSE, 2 * PAUSE)  # noqa: S311 - only not in step with others
    return None
