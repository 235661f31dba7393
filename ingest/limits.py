"""How much may arrive. Nothing that arrives is trusted; sane defaults, changed in settings."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one submission; going over one is `ingest.too-large`."""

    files: int = 2_000_000
    bytes: int = 4096 * GIB
    depth: int = 64  # folders inside folders
    path_bytes: int = 4096
    unpacked_bytes: int = 512 * GIB  # of a ZIP, in all
    compression_ratio: int = 200  # unpacked to packed, above the first 100 MB: a ZIP bomb's mark
    metadata_bytes: int = 256 << 20  # of a metadata table or manifest
