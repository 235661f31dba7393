"""The real servers that tests may ask for: `scripts/services start` gives them.

Where one does not run, its tests skip and say so; `make test-engines` needs them all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from opensearchpy import OpenSearch

from catalogue.database import Database
from services import SERVICES, Place
from storage.stores.s3_address import Address
from storage.stores.s3_bucket import bucket_of
from storage.stores.s3_versions import versions_below

NEEDED = "MUNIMENT_NEED_ENGINES"


def address_of(service: str) -> dict[str, str]:
    """How to reach a running service; without it the test skips, or fails where it is needed."""
    place = Place.usual()
    known = place.address(service)
    if known is not None and SERVICES[service].answers(place):
        return known
    reason = f"{service} does not run (scripts/services start {service})"
    if os.environ.get(NEEDED):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def own_database(template: str = "template1") -> Iterator[str]:
    """The URL of a PostgreSQL database of one's own, dropped afterwards."""
    url = address_of("postgresql")["url"]
    name = f"t_{uuid4().hex}"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(f"create database {name} template {template}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"drop database {name} with (force)")


@contextmanager
def migrated_template() -> Iterator[str]:
    """The name of a database with today's tables, to make others from."""
    with own_database() as url:
        database = Database(url)
        database.upgrade()
        database.close()
        yield url.rpartition("/")[2]


@contextmanager
def own_search(url: str = "") -> Iterator[tuple[str, str]]:
    """Address and name of indexes of one's own on OpenSearch, removed afterwards."""
    url = url or address_of("opensearch")["endpoint"]
    name = f"t-{uuid4().hex}"
    yield url, name
    with OpenSearch(url) as client:
        client.indices.delete(index=f"{name}*")


@contextmanager
def bucket_for(
    kind: str, prefix: str = "", place: Place | None = None, service: str = "s3"
) -> Iterator[Address]:
    """A new bucket, ``plain``, ``versioned`` or ``locked``, emptied afterwards where it may be."""
    known = (place.address(service) if place else None) or address_of(service)
    address = Address(
        bucket=f"t-{uuid4().hex}",
        prefix=prefix,
        endpoint=known["endpoint"],
        region=known["region"],
        access_key=known["access_key"],
        secret_key=known["secret_key"],
    )
    bucket = bucket_of("tests", replace(address, prefix=""))
    client = bucket.client
    client.create_bucket(Bucket=address.bucket, ObjectLockEnabledForBucket=kind == "locked")
    if kind == "versioned":
        client.put_bucket_versioning(
            Bucket=address.bucket, VersioningConfiguration={"Status": "Enabled"}
        )
    yield address
    # Some tests stop the server, or lock what they put: then it stays.
    with suppress(ClientError, BotoCoreError):
        for one in versions_below(bucket, ""):
            with suppress(ClientError):
                client.delete_object(
                    **one.named(bucket), BypassGovernanceRetention=kind == "locked"
                )
