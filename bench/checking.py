"""Verifying and reading against plain tools and bagit-python, on the same bytes in the same run.

``MUNIMENT_BENCH_GB`` gigabytes for the long reads (4). Bytes that were read are put out of the
page cache before each reading, for us and for the others alike. The large AIP is measured by
itself: ``python -m bench checking-large``.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import bagit

from administration.home import Home
from administration.wiring import Archive, open_archive
from bench import samples
from bench.stores import plain_bucket
from catalogue import aips, copies
from model.aip import Member
from model.ids import object_key
from model.ports import Silence
from preservation.findings import Recorder
from preservation.fixity import Fixity
from storage.stores import Store
from storage.vault import Vault

_RUNS = 3
_MUNIMENT = [str(Path(sys.executable).with_name("muniment"))]
_MANY = 200_000
_GROWTH = 10
_WATCHER = (
    "import json,resource,subprocess,sys,time;b=time.perf_counter();"
    "subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);"
    "print(json.dumps([time.perf_counter()-b,"
    "resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024]))"
)


def main() -> None:
    """Print the throughput of checks, and how they compare with bagit-python."""
    with _scratch() as scratch:
        _throughput(scratch)
    with _scratch() as scratch:
        _beside_bagit(scratch, "8 files of 128 MB", samples.large(scratch / "large", 8, 128))
    with _scratch() as scratch:
        _beside_bagit(
            scratch, "5,000 files of 20 KB", samples.small(scratch / "small", 5000, 20_000)
        )


def large() -> None:
    """Print what one AIP with 200,000 files costs, and how that grows."""
    with _scratch() as scratch:
        figures = []
        for count in (_MANY // _GROWTH, _MANY):
            source = samples.small(scratch / f"source-{count}", count, 10_000)
            (source / "plan.bin").write_bytes(random.Random(3).randbytes(100_000))
            home = _new_home(scratch / f"home-{count}")
            figures.append(_one_large(home, source, count))
            if count == _MANY:
                _first_byte(home)
            shutil.rmtree(source)
            shutil.rmtree(home)
        (few_s, few_mb), (many_s, many_mb) = figures
        print(f"from {_MANY // _GROWTH:,} to {_MANY:,} files")
        print(f"  time of ingest x {many_s / few_s:.1f} (linear: {_GROWTH}.0)")
        print(f"  peak memory of ingest {few_mb:.0f} to {many_mb:.0f} MB")


def _throughput(scratch: Path) -> None:
    gigabytes = float(os.environ.get("MUNIMENT_BENCH_GB", "4"))
    home, units = _new_home(scratch / "home"), 8
    for number in range(units):
        source = scratch / f"unit-{number}"
        _noise(source, number, round(gigabytes * 1e9 / units))
        _run([*_MUNIMENT, "ingest", str(source), "--home", str(home), "--json"])
        shutil.rmtree(source)
    objects = sorted((home / "stores/north").glob("aip/**/*.zip"))
    size = sum(path.stat().st_size for path in objects)
    with open_archive(Home(home)) as archive:
        times = _medians(
            lambda: _openssl("-sha256", objects),
            lambda: _check(archive, objects, deep=False, workers=1),
            lambda: _check(archive, objects, deep=False, workers=2),
            lambda: _openssl("-sha512", objects),
            lambda: _check(archive, objects, deep=True, workers=1),
            lambda: _check(archive, objects, deep=True, workers=2),
            lambda: _dd(objects, readers=1),
            lambda: _dd(objects, readers=2),
        )
    names = ["openssl dgst -sha256", "routine, one worker", "routine, two workers"]
    names += ["openssl dgst -sha512", "deep, one worker", "deep, two workers"]
    names += ["dd, one reader", "dd, two readers"]
    print(f"{size / 1e9:.1f} GB in {units} AIPs of one store")
    for name, seconds in zip(names, times, strict=True):
        print(f"  {name:40} {seconds:7.2f} s   {size / seconds / 1e6:7.0f} MB/s")
    sha256, one, two, sha512, deep_one, deep_two, dd_one, dd_two = times
    _ratio("routine, one worker / openssl", sha256 / one, ">= 0.9")
    _ratio("routine, two workers / one", one / two, ">= 1.7")
    _ratio("reading alone, two dd / one", dd_one / dd_two, "")  # what the medium allows
    _ratio("deep, one worker / openssl", sha512 / deep_one, ">= 0.8")
    _ratio("deep, two workers / openssl", sha512 / deep_two, "")


def _beside_bagit(scratch: Path, what: str, source: Path) -> None:
    home = _new_home(scratch / "home")
    _run([*_MUNIMENT, "ingest", str(source), "--home", str(home), "--json"])
    bag = scratch / "bag"
    source.rename(bag)
    bagit.make_bag(str(bag), checksums=["sha512"])
    objects = sorted((home / "stores/north").glob("aip/**/*.zip"))
    deep = [*_MUNIMENT, "verify", "--deep", "--store", "north", "--home", str(home)]
    peer = [sys.executable, "-m", "bagit", "--validate", "--processes", "2", "--quiet", str(bag)]
    files = [path for path in bag.rglob("*") if path.is_file()]
    with open_archive(Home(home)) as archive:
        routine, deeply, ours, start, theirs = _medians(
            lambda: _check(archive, objects, deep=False, workers=2),
            lambda: _check(archive, objects, deep=True, workers=2),
            lambda: _timed(lambda: _run(deep), objects),
            lambda: _timed(lambda: _run([*_MUNIMENT, "stores", "--home", str(home)]), []),
            lambda: _timed(lambda: _run(peer), files),
        )
    print(what)
    print(f"  {'routine check, in a process that runs':40} {routine:7.2f} s")
    print(f"  {'deep check, in a process that runs':40} {deeply:7.2f} s")
    print(f"  {'muniment verify --deep, whole command':40} {ours:7.2f} s")
    print(f"  {'a command that has nothing to do':40} {start:7.2f} s")
    print(f"  {'bagit-python validate --processes 2':40} {theirs:7.2f} s")
    _ratio("routine / bagit-python", routine / theirs, "< 1")
    _ratio("deep / bagit-python", deeply / theirs, "< 1")
    _ratio("whole command, deep / bagit-python", ours / theirs, "")


def _one_large(home: Path, source: Path, count: int) -> tuple[float, float]:
    print(f"one AIP with {count:,} files of 10 KB")
    seconds, megabytes = _watched("ingest", str(source), "--home", str(home), "--json")
    _cost("ingest", seconds, megabytes)
    _cost("verify", *_watched("verify", "--home", str(home), "--json"))
    _cost("verify --deep", *_watched("verify", "--deep", "--home", str(home), "--json"))
    aip = next((home / "stores/north").glob("aip/*/*/*/*.zip")).parent.name
    out = home / "plan.bin"
    got = _watched("get", aip, "plan.bin", "-o", str(out), "--home", str(home), "--json")
    _cost("get, one file", *got)
    return seconds, megabytes


def _first_byte(home: Path) -> None:
    print(f"first byte of one file of 100 KB among {_MANY:,}, with the catalogue")
    with open_archive(Home(home)) as archive:
        with archive.database.read() as connection:
            (aip,) = aips.ids(connection, after=None, limit=1)
        north, bucket = archive.stores[0], plain_bucket()
        _member_beside_range(archive, aip, north, archive.vault)
        if bucket is None:
            print("  no bucket was asked (scripts/services start s3)")
            return
        key = object_key(aip, 1)
        with bucket.receive(key) as incoming:
            for chunk in north.read(key):
                incoming.write(chunk)
            incoming.commit()
        _member_beside_range(archive, aip, bucket, Vault([bucket, north]))


def _member_beside_range(archive: Archive, aip: UUID, store: Store, vault: Vault) -> None:
    found: list[Member] = []

    def member() -> None:
        with archive.database.read() as connection:
            newest = aips.newest(aips.generations(connection, aip))
            assert newest is not None
            file = aips.file_of(connection, newest.key, "plan.bin")
            assert file is not None
            held = copies.readable(copies.of_generation(connection, file.holder))
        there = replace(held[0], store=store.name)
        assert next(vault.open_member([there], file.member))
        found.append(file.member)

    member()
    where = found[0]

    def plain() -> None:
        assert next(iter(store.read(object_key(aip, 1), "", where.offset, where.size)))

    ours, theirs = (_best(deed, 50) for deed in (member, plain))
    print(f"  {store.name:8} member {ours * 1000:.2f} ms, ranged read {theirs * 1000:.2f} ms")
    _ratio(f"{store.name}: member / ranged read", ours / theirs, "< 5")


def _check(archive: Archive, objects: list[Path], *, deep: bool, workers: int) -> float:
    recorder = Recorder(archive.clock, archive.new_id, archive.agent)
    work = Fixity(archive.database, archive.vault, recorder, Silence(), deep, workers=workers)

    def deed() -> None:
        report = work.check_everything("north")
        assert report.checked == report.intact == len(objects)

    return _timed(deed, objects)


def _openssl(algorithm: str, objects: list[Path]) -> float:
    command = ["openssl", "dgst", algorithm, *map(str, objects)]
    return _timed(lambda: _run(command), objects)


def _dd(objects: list[Path], readers: int) -> float:
    shares = [objects[n::readers] for n in range(readers)]
    script = "for f in {}; do dd if=$f of=/dev/null bs=1M status=none; done"
    lines = [script.format(" ".join(map(str, share))) for share in shares]
    return _timed(lambda: _run(["sh", "-c", " & ".join(lines) + " & wait"]), objects)


def _timed(deed: Callable[[], object], files: list[Path]) -> float:
    """Seconds on the clock, with nothing of the files in memory at the beginning."""
    os.sync()
    for path in files:
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def _best(deed: Callable[[], None], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        deed()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _noise(folder: Path, seed: int, size: int) -> None:
    folder.mkdir()
    source = random.Random(seed)
    with (folder / "scan.bin").open("wb") as out:
        while size > 0:
            size -= out.write(source.randbytes(min(size, 1 << 20)))


def _watched(*words: str) -> tuple[float, float]:
    """Seconds, and the megabytes of the largest process."""
    command = [sys.executable, "-c", _WATCHER, *_MUNIMENT, *words]
    out = subprocess.run(command, check=True, capture_output=True)
    seconds, megabytes = json.loads(out.stdout)
    return float(seconds), float(megabytes)


def _medians(*deeds: Callable[[], float]) -> list[float]:
    # Turn and turn about, so that a slow minute of the machine meets all of them.
    rounds = [[deed() for deed in deeds] for _ in range(_RUNS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


@contextmanager
def _scratch() -> Iterator[Path]:
    place = Path(os.environ.get("MUNIMENT_BENCH", Path.cwd() / ".bench"))
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        yield Path(folder)


def _new_home(home: Path) -> Path:
    _run([*_MUNIMENT, "init", "--home", str(home), "--json"])
    return home


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _cost(what: str, seconds: float, megabytes: float) -> None:
    print(f"  {what:24} {seconds:8.1f} s   peak {megabytes:5.0f} MB", flush=True)


def _ratio(what: str, ratio: float, goal: str) -> None:
    print(f"  {what:40} {ratio:7.2f}     {f'goal {goal}' if goal else ''}", flush=True)
