"""A complete bag as one ZIP file: the newest state of an AIP, whichever generations hold it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from io import BufferedWriter
from pathlib import Path
from uuid import UUID

from catalogue.aips import File
from storage.packing.outflow import Outflow
from storage.packing.zip64 import DosTime, central_header, end_of_directory, local_header

_CHUNK = 1 << 20


def write_bag(
    path: Path,
    aip: UUID,
    at: datetime,
    files: Iterable[File],
    opened: Callable[[File], Iterator[bytes]],
) -> None:
    """Write the ZIP, uncompressed. ``opened``: the verified bytes of a file.

    The directory grows on disk, so that memory stays flat however many files there are.
    """
    stamp, top = DosTime.of(at), f"{aip}/"
    with path.open("xb") as target, tempfile.TemporaryFile(dir=path.parent) as directory:
        out = Outflow(lambda chunk: _write(target, chunk))
        count = 0
        try:
            for file in files:
                member = file.member
                name = (top + member.path).encode()
                out.write(local_header(name, member.size, member.crc32, stamp))
                placed = replace(member, offset=out.position)
                directory.write(central_header(name, placed, stamp))
                for chunk in opened(file):
                    out.write(chunk)
                count += 1
            start, size = out.position, directory.tell()
            directory.seek(0)
            while chunk := directory.read(_CHUNK):
                out.write(chunk)
            out.write(end_of_directory(count, start, size))
            out.finish()
        finally:
            out.abandon()


def _write(target: BufferedWriter, chunk: bytes) -> None:
    target.write(chunk)
