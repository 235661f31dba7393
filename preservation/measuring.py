"""Size, SHA-512 and CRC of a file that we have just made."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

_CHUNK = 1 << 20


def measured(path: Path) -> tuple[int, bytes, int]:
    """Read it once: size, SHA-512, CRC-32."""
    sha512, crc32, size = hashlib.sha512(), 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            sha512.update(chunk)
            crc32, size = zlib.crc32(chunk, crc32), size + len(chunk)
    return size, sha512.digest(), crc32
