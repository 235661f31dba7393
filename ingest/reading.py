"""The first reading: every byte once, for the digests on which everything else rests.

It is also where the sender's claims are checked, before anything is written. The second reading
(packing) must find the same digests, or the submission changed under our hands.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from ingest.delivery import Arrived, Claim
from model.aip import printable
from model.errors import MunimentError
from model.ports import Progress

_CHUNK = 1 << 20
_THREADS = 2  # hashlib and zlib release the GIL; measured: a third thread gains nothing on 2 cores
_AHEAD = 4 * _THREADS  # groups
_GROUP = 64  # small files go to a thread in groups, or handing over costs more than hashing


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read completely, and what it was found to be."""

    path: str
    source: str
    size: int
    sha512: bytes
    crc32: int


def read_all(
    files: Iterable[Arrived], claims: Mapping[str, Sequence[Claim]], progress: Progress
) -> Iterator[ReadFile]:
    """Read every file, in the order given, and check what was claimed of it.

    Raises `ingest.checksum-mismatch`, `ingest.unreadable`, `ingest.changed-while-reading`.
    """
    waiting, reading = iter(files), deque[Future[list[ReadFile]]]()

    def read_group(group: Sequence[Arrived]) -> list[ReadFile]:
        buffer = memoryview(bytearray(_CHUNK))
        return [_read(file, claims.get(file.source, ()), buffer, progress) for file in group]

    with ThreadPoolExecutor(_THREADS) as threads:
        while group := list(islice(waiting, _GROUP)):
            reading.append(threads.submit(read_group, group))
            # A bounded look-ahead: 200,000 answers must not pile up before the first is taken.
            if len(reading) > _AHEAD:
                yield from reading.popleft().result()
        for last in reading:
            yield from last.result()


def _read(
    file: Arrived, claims: Sequence[Claim], buffer: memoryview, progress: Progress
) -> ReadFile:
    sha512, crc = hashlib.sha512(), 0
    claimed = {c.algorithm: hashlib.new(c.algorithm, usedforsecurity=False) for c in claims}
    claimed.pop("sha512", None)
    size = 0
    try:
        with open(file.source, "rb", buffering=0) as stream:  # noqa: PTH123 - hot path, str paths
            before = os.fstat(stream.fileno())
            while count := stream.readinto(buffer):
                part = buffer[:count]
                sha512.update(part)
                crc = zlib.crc32(part, crc)
                for digest in claimed.values():
                    digest.update(part)
                size += count
                progress.advance(count)
            after = os.fstat(stream.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError(
            "ingest.unreadable", path=printable(file.path), reason=reason
        ) from error
    if size != file.size or before.st_mtime_ns != after.st_mtime_ns:
        raise MunimentError("ingest.changed-while-reading", path=file.path)
    found = {name: digest.hexdigest() for name, digest in claimed.items()}
    found["sha512"] = sha512.hexdigest()
    for claim in claims:
        if found[claim.algorithm] != claim.digest:
            raise MunimentError("ingest.checksum-mismatch", file=file.path, manifest=claim.manifest)
    return ReadFile(file.path, file.source, size, sha512.digest(), crc)
