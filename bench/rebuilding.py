"""The catalogue written anew from a store: ``python -m bench.rebuilding AIPS [FILES]``.

Makes a store of so many AIPs and a ledger that tells of each, drops the catalogue, and measures
each stage of a rebuild in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from administration.checkpoints import keep_level
from administration.founding import found
from administration.home import Home
from administration.rebuilding import work_of
from administration.wiring import Archive, open_archive
from catalogue import aips, ledger
from catalogue.database import Database
from catalogue.rebuilding.course import Stage
from model.aip import Identification, PayloadFile, Sealed
from model.digests import named, sha512
from model.event import Event, Kind
from model.ids import object_key, uuid7
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal

SIZES = (1_000, 3_000, 10_000)
FILES = 100
_STORE = "north"
_PAGE = 500


class _Quiet:
    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


def main() -> None:
    """Print AIPs a second and peak memory for each size."""
    place = Path(os.environ.get("MUNIMENT_BENCH", Path.cwd() / ".bench"))
    place.mkdir(exist_ok=True)
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            measure(Path(folder), size, FILES)


def measure(folder: Path, count: int, files: int) -> None:
    """Make ``count`` AIPs of so many files below ``folder``, rebuild, print."""
    home = Home(folder / "home")
    found(home, title="Bench", naan="99999")
    began = time.perf_counter()
    with open_archive(home) as archive:
        _tell(archive, _stock(home, count, files))
    made = time.perf_counter() - began
    for file in home.path.glob("archive.db*"):
        file.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "bench.rebuilding", "child", str(home.path)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    seconds: dict[str, float] = told["seconds"]
    rate = count / seconds[Stage.AIPS.value]
    print(f"{count:,} AIPs of {files} files (made in {made:.0f} s)")
    print(f"  {rate:,.0f} AIPs/s, {rate * files:,.0f} files/s, peak {told['peak']} MB and")
    print(f"  {told['helpers']} MB for the largest helper; seconds by stage: {seconds}")


def child(home: Home) -> None:
    """Rebuild, stage after stage; one JSON document about it."""
    seconds = {}
    with open_archive(home) as archive:
        _empty(archive)
        work = work_of(archive, {archive.stores[0].name: archive.stores[0]}, _Quiet(), [])
        at = work.begin([_STORE])
        while at.stage is not Stage.DESCRIPTIONS:
            began, stage = time.perf_counter(), at.stage
            at = work.step(at)
            seconds[stage.value] = round(time.perf_counter() - began, 2)
        report = work.report(at)
        if report.missing or report.mismatched:
            raise RuntimeError(f"not complete: {report}")
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
                "helpers": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10,
            }
        )
    )


def _empty(archive: Archive) -> None:
    database = Database(archive.settings.database_url(archive.home))
    database.upgrade()
    database.close()


def _stock(home: Home, count: int, files: int) -> Iterator[Sealed]:
    sources = home.path / "sources"
    sources.mkdir()
    shares = [count // 2, count - count // 2]
    store = home.path / "stores" / _STORE
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        parts = [(sources / str(n), store, share, files) for n, share in enumerate(shares)]
        for made in pool.imap(_fill, parts):
            yield from made


def _fill(part: tuple[Path, Path, int, int]) -> Sequence[Sealed]:
    """Some AIPs, all with the same small files. Gives what the ledger must know, no members."""
    sources, store, count, files = part
    sources.mkdir()
    payload = [_source(sources, number) for number in range(files)]
    made = []
    for _ in range(count):
        at = datetime.now(UTC)
        aip = uuid7(at, os.urandom(10))
        plan = GenerationPlan(
            aip=aip,
            generation=1,
            sealed_at=at,
            secret=os.urandom(32),
            refcode="B-1",
            title="Bench",
            payload=payload,
            descriptive={"description.json": b"{}"},
            events=[],
            agents=[],
        )
        target = store / object_key(aip, 1)
        target.parent.mkdir(parents=True)
        with target.open("wb") as stream:
            sealed = seal(plan, partial(_write, stream), _Quiet(), sources)
        made.append(replace(sealed, members=[next(sealed.payload)]))
    return made


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)


def _source(folder: Path, number: int) -> PayloadFile:
    found = Identification("fmt/276", "Acrobat PDF 1.7", "1.7", "application/pdf")
    path = folder / f"{number}.pdf"
    data = f"Seite {number}\n".encode()
    path.write_bytes(data)
    name = f"band-{number // 25:02d}/seite-{number:06d}.pdf"
    digest = hashlib.sha512(data).digest()
    return PayloadFile(name, str(path), len(data), digest, zlib.crc32(data), identification=found)


def _tell(archive: Archive, made: Iterator[Sealed]) -> None:
    page: list[Sealed] = []
    for sealed in made:
        page.append(sealed)
        if len(page) == _PAGE:
            _record(archive, page)
            page = []
    _record(archive, page)
    keep_level(archive, now=True)


def _record(archive: Archive, page: Sequence[Sealed]) -> None:
    agent = archive.software
    with archive.database.write() as connection:
        for sealed in page:
            submission = UUID(int=sealed.aip.int ^ 1 << 16)
            said = sha512(submission.bytes)
            received: dict[str, str | int] = {
                "submission": str(submission),
                "units": 1,
                "files": 1,
                "identity": named("sha512", said),
                "payload": named("sha512", said),
            }
            stored = {
                **aips.told(sealed),
                "submission": str(submission),
                "unit": 0,
                "copies": 1,
                "identity": named("sha512", said),
                "payload": named("sha512", said),
            }
            at = archive.clock()
            for kind, fields in ((Kind.RECEIVED, received), (Kind.STORED, stored)):
                happened = Event(archive.new_id(), kind, at, agent, fields=fields)
                ledger.append(connection, happened)


if __name__ == "__main__":
    if sys.argv[1] == "child":
        child(Home(Path(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory(dir=os.environ.get("MUNIMENT_BENCH")) as place_:
            measure(Path(place_), int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else FILES)
