"""Rows of files out of segments of the catalogue: ``python -m bench.segments AIPS [FILES]``.

Makes segments, and what the ledger told of their AIPs, without the AIPs themselves; then measures
the stage of a rebuild that reads them, in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from administration.checkpoints import keep_level
from administration.founding import found
from administration.home import Home
from administration.rebuilding import work_of
from administration.wiring import Archive, open_archive
from catalogue import ledger
from catalogue.bulk import load
from catalogue.columns import milliseconds
from catalogue.rebuilding.course import Course, Stage
from catalogue.tables import rebuild, rebuild_fact, submission
from model.aip import Identification, Role
from model.digests import named
from model.event import Event, Kind
from model.ids import uuid7
from model.members import Members
from preservation.rebuild.segments import manifest_sha512
from schemas import segments
from schemas.journal import Name

FILES = 100
_PER_SEGMENT = 10_000
_STORE = "north"
_PDF = Identification("fmt/276", "Acrobat PDF 1.7", "1.7", "application/pdf")
_OWN = ("data/METS.xml", "data/metadata/preservation/premis.xml", "bagit.txt", "bag-info.txt")
_OWN_ROLES = (Role.METADATA, Role.METADATA, Role.TAG, Role.TAG)
_FACT = (
    *("aip", "generation", "sha256", "manifest_sha512", "files_root", "files", "bytes", "size"),
    *("stored_at", "submission", "unit", "identity", "payload", "disposed", "hinted"),
)


class _Quiet:
    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


def main() -> None:
    """Print rows a second and peak memory for 10,000 and for 100,000 AIPs."""
    place = Path(os.environ.get("MUNIMENT_BENCH", Path.cwd() / ".bench"))
    place.mkdir(exist_ok=True)
    for count in (10_000, 100_000):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            measure(Path(folder), count, FILES)


def measure(folder: Path, count: int, files: int) -> None:
    """Make segments of ``count`` AIPs with so many rows each below ``folder``, read them, print."""
    home = Home(folder / "home")
    found(home, title="Bench", naan="99999")
    began = time.perf_counter()
    with open_archive(home) as archive:
        _make(archive, count, files)
    made = time.perf_counter() - began
    done = subprocess.run(
        [sys.executable, "-m", "bench.segments", "child", str(home.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    rows = count * files
    print(f"{count:,} AIPs, {rows:,} rows (made in {made:.0f} s)")
    print(
        f"  {told['seconds']:.1f} s, {rows / told['seconds']:,.0f} rows/s, peak {told['peak']} MB"
    )
    print(f"  processor: {told['user']:.1f} s of this program's, {told['system']:.1f} s system's")


def child(home: Home) -> None:
    """Read the segments; one JSON document about it."""
    with open_archive(home) as archive:
        work = work_of(archive, {archive.stores[0].name: archive.stores[0]}, _Quiet(), [])
        at = Course(archive.new_id(), (_STORE,), archive.clock(), None, Stage.SEGMENTS, "")
        with archive.database.write() as connection:
            values = {"id": at.id, "stores": [_STORE], "begun_at": at.begun_at, "stage": at.stage}
            connection.execute(insert(rebuild).values(values))
        began = time.perf_counter()
        at = work.step(at)
        seconds = time.perf_counter() - began
        if (report := work.report(at)).mismatched or report.missing:
            raise RuntimeError(f"not complete: {report}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak": used.ru_maxrss >> 10,
                "user": used.ru_utime,
                "system": used.ru_stime,
            }
        )
    )


def _make(archive: Archive, count: int, files: int) -> None:
    store = archive.stores[0]
    for first in range(0, count, _PER_SEGMENT):
        lines = list(_lines(min(_PER_SEGMENT, count - first), files))
        name = Name(first, first + len(lines) - 1, edition=1)
        digest, written = hashlib.sha256(), segments.Count()
        head = segments.Head(name, archive.settings.archive.origin)
        with store.receive(name.key) as incoming:
            for chunk in segments.write(head, lines, written):
                digest.update(chunk)
                incoming.write(chunk)
            incoming.commit()
        fields: dict[str, str | int] = {
            "first": name.first,
            "last": name.last,
            "revision": 1,
            "units": len(lines),
            "object": named("sha256", digest.digest()),
        }
        said = Event(
            archive.new_id(), Kind.CATALOGUED, archive.clock(), archive.software, fields=fields
        )
        with archive.database.write() as connection:
            _facts(archive, connection, lines)
            ledger.append(connection, said)
    keep_level(archive, now=True)


def _facts(archive: Archive, connection: Any, lines: list[segments.Line]) -> None:
    facts, came = [], []
    for line in lines:
        identifier = UUID(int=line.aip.int ^ 1 << 16)
        digest, at = hashlib.sha512(identifier.bytes).digest(), milliseconds(line.sealed_at)
        came.append((identifier.bytes, digest, digest, at, at, 1))
        facts.append(
            (
                *(line.aip.bytes, 1, line.sha256, line.manifest_sha512, line.files_root),
                *(line.files, line.bytes, line.size, at, identifier.bytes, 0, digest, digest),
                *(False, False),
            )
        )
    columns = ("id", "digest", "payload", "received_at", "stored_at", "units")
    load(connection, submission, columns, came)
    load(connection, rebuild_fact, _FACT, facts)


def _lines(count: int, files: int) -> Iterator[segments.Line]:
    given = files - len(_OWN)
    paths = sorted(
        f"data/representations/original/data/band-{n // 25:02d}/seite-{n:06d}.pdf"
        for n in range(given)
    )
    sizes = [200_000 + 17 * n for n in range(files)]
    offsets = [sum(sizes[:n]) + 150 * n for n in range(files)]
    formats = [0] * given + [-1] * len(_OWN)
    roles = [int(role) for role in (*[Role.ORIGINAL] * given, *_OWN_ROLES)]
    for _ in range(count):
        at = datetime.now(UTC)
        said = os.urandom(64 * files)
        members = Members(
            paths=[*paths, *_OWN],
            sizes=sizes,
            sha512=[said[n : n + 64] for n in range(0, len(said), 64)],
            crc32=[int.from_bytes(said[n : n + 4]) for n in range(0, len(said), 64)],
            offsets=offsets,
            roles=roles,
            formats=formats,
            held_in=[0] * files,
        )
        yield segments.Line(
            aip=uuid7(at, os.urandom(10)),
            number=1,
            sealed_at=at,
            sha256=os.urandom(32),
            size=offsets[-1] + sizes[-1] + 20_000,
            manifest_sha512=manifest_sha512(members),
            files_root=os.urandom(32),
            secret=os.urandom(32),
            files=given,
            bytes=sum(sizes[:given]),
            formats=[_PDF],
            members=members,
        )


if __name__ == "__main__":
    if sys.argv[1] == "child":
        child(Home(Path(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory(dir=os.environ.get("MUNIMENT_BENCH")) as place_:
            measure(Path(place_), int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else FILES)
