"""Digests: SHA-512 for files (RFC 8493 default), SHA-256 for whole objects and the ledger."""

from __future__ import annotations

import hashlib

SHA256_BYTES = 32
SHA512_BYTES = 64


def sha256(data: bytes) -> bytes:
    """SHA-256 of bytes already in memory (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def sha512(data: bytes) -> bytes:
    """SHA-512 of bytes already in memory (FIPS 180-4)."""
    return hashlib.sha512(data).digest()


def named(algorithm: str, digest: bytes) -> str:
    """A digest as it is written in events and JSON: ``sha256:9f86d0…``."""
    return f"{algorithm}:{digest.hex()}"
