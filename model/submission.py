"""A submission's identity: the same again is known, whoever sends it and from wherever."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping

import rfc8785

from model.digests import sha512

# What a packing program writes of itself into bag-info.txt says nothing about the records.
TECHNICAL_TAGS = frozenset(
    {"payload-oxum", "bagging-date", "bag-software-agent", "bag-size", "bagit-profile-identifier"}
)


def payload_digest(files: Iterable[tuple[str, bytes]]) -> bytes:
    """SHA-512 over the sorted (path, SHA-512) list: what was delivered, without what was said."""
    # Sorted by bytes, so that no locale or platform changes an identity.
    return payload_digest_in_order(sorted(files, key=lambda pair: pair[0].encode()))


class OutOfOrderError(ValueError):
    """Files that were to come sorted did not."""


def payload_digest_in_order(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The same over more files than memory holds, which come sorted. Raises OutOfOrderError."""
    digest, before = hashlib.sha512(), b""
    for path, sha512_of_file in files:
        name = path.encode()
        if name < before:
            raise OutOfOrderError(path)
        before = name
        # Length first: a path may hold any character, so no separator would be safe.
        digest.update(len(name).to_bytes(8, "big") + name + sha512_of_file)
    return digest.digest()


def normalised(metadata: Mapping[str, str]) -> dict[str, str]:
    """Metadata without what says nothing: empty values, space at the ends, Unicode spelling."""
    cleaned = {k: unicodedata.normalize("NFC", " ".join(v.split())) for k, v in metadata.items()}
    return {k: v for k, v in cleaned.items() if v}


def identity(payload: bytes, metadata: Iterable[Mapping[str, str]]) -> bytes:
    """SHA-512 over the payload digest and the normalised metadata rows, in any order."""
    rows = sorted(rfc8785.dumps(dict(normalised(row))) for row in metadata)
    return sha512(payload + rfc8785.dumps([row.decode() for row in rows]))
