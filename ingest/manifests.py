"""Checksum manifests that came with a folder: what they claim, and about which files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ingest.delivery import Arrived, Claim, Delivery
from ingest.limits import Limits
from model.errors import MunimentError
from schemas.checksums import ChecksumSyntaxError, read_checksums
from storage.packing.roll import Roll

ALGORITHMS = {".sha512": "sha512", ".sha256": "sha256", ".md5": "md5"}


def collect_claims(delivery: Delivery, limits: Limits, spool: Path | None = None) -> None:
    """Read every manifest of the folder into ``delivery.claims``.

    A manifest at the top is the sender's paper; one beside the files it speaks of stays with
    them. Raises `ingest.manifest-malformed`, `ingest.manifest-file-missing`.
    """
    manifests = [f for f in delivery.payload if PurePosixPath(f.path).suffix in ALGORITHMS]
    if not manifests:
        return
    present = {file.path: file.source for file in delivery.payload}
    for manifest in manifests:
        _collect(manifest, present, delivery, limits)
    tops = {m.path for m in manifests if "/" not in m.path}
    delivery.papers += [f for f in delivery.payload if f.path in tops]
    delivery.payload = Roll(spool, (f for f in delivery.payload if f.path not in tops))


def _collect(
    manifest: Arrived, present: Mapping[str, str], delivery: Delivery, limits: Limits
) -> None:
    if manifest.size > limits.metadata_bytes:
        limit = limits.of_metadata
        raise MunimentError("ingest.too-large", path=manifest.path, limit=limit)
    algorithm = ALGORITHMS[PurePosixPath(manifest.path).suffix]
    folder = manifest.path.rpartition("/")[0]
    try:
        with open(manifest.source, "rb") as stream:  # noqa: PTH123 - sources are plain strings
            for digest, name in read_checksums(stream, algorithm):
                path = str(PurePosixPath(folder, name))
                if path not in present:
                    raise MunimentError(
                        "ingest.manifest-file-missing", file=name, manifest=manifest.path
                    )
                claim = Claim(algorithm, digest, manifest.path)
                delivery.claims.setdefault(present[path], []).append(claim)
    except ChecksumSyntaxError as error:
        raise MunimentError(
            "ingest.manifest-malformed", line=error.line, manifest=manifest.path
        ) from error
