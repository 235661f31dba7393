"""The catalogue written anew from a store: ``python -m bench.rebuilding [AIPS [FILES]]``.

Makes a store of so many AIPs and a ledger that tells of each, drops the catalogue, and measures
each stage of a rebuild in a process of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from administration.checkpoints import keep_level
from administration.founding import found
from administration.home import Home
from administration.rebuilding import work_of
from administration.wiring import Archive, open_archive
from bench.casting import Mould
from catalogue import aips, ledger
from catalogue.database import Database
from catalogue.rebuilding.course import Stage
from model.aip import Sealed
from model.digests import named, sha512
from model.event import Event, Kind

SIZES = (1_000, 10_000, 100_000)
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
        [sys.executable, "-m", "bench.rebuilding", "child", str(home.path), str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    seconds: dict[str, float] = told["seconds"]
    rate, ends = count / sum(seconds.values()), count / seconds[Stage.AIPS.value]
    print(f"{count:,} AIPs of {files} files (made in {made:.0f} s), load {os.getloadavg()[0]:.1f}")
    print(f"  {rate:,.0f} AIPs/s, {rate * files:,.0f} files/s from the first stage to the last;")
    print(
        f"  {ends:,.0f} AIPs/s while ends are read; peak {told['peak']} MB, and {told['helpers']}"
    )
    print(f"  MB for the helper; {told['processor']} s of the processors; by stage: {seconds}")


def child(home: Home, count: int) -> None:
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
        if report.missing or report.mismatched or report.counts.aips != count:
            raise RuntimeError(f"not complete: {report}")
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
                "processor": round(sum(os.times()[:4])),
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
    mould = Mould(files, sources)
    store = home.path / "stores" / _STORE
    for _ in range(count):
        yield mould.cast(store)


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
    if not sys.argv[1:]:
        main()
    elif sys.argv[1] == "child":
        child(Home(Path(sys.argv[2])), int(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory(dir=os.environ.get("MUNIMENT_BENCH")) as place_:
            measure(Path(place_), int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else FILES)
