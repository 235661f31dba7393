"""How fast tiles come over HTTP: ``python -m bench.viewing [MEGAPIXELS]``.

One image, taken into an archive and served as `muniment serve` does. Tiles are asked for over
connections that stay open, by as many readers at once as the machine has cores.
"""

from __future__ import annotations

import http.client
import json
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import pyvips

from access.viewing.leaves import Leaf
from administration.home import Home
from administration.wiring import open_archive
from catalogue import aips

_PROGRAM = str(Path(sys.executable).with_name("muniment"))
_TABLE = "path,Signatur,level,Titel,von,bis\nphotograph.tif,F-1,file,Photograph,1900,1900\n"
_TILE = 512
_UNCACHED = 300
_CACHED = 2_000


def main(megapixels: int = 100) -> None:
    """Print times of the first look, of uncached and of cached tiles."""
    with tempfile.TemporaryDirectory(prefix="bench-viewing-") as place:
        folder, home = Path(place) / "delivery", Path(place) / "home"
        folder.mkdir()
        side = _photograph(folder / "photograph.tif", megapixels)
        (folder / "metadata.csv").write_text(_TABLE)
        _muniment(home, "init", "--title", "Bench")
        _muniment(home, "ingest", str(folder))
        with _served(home) as address:
            service = _service(home)
            began = time.perf_counter()
            _ask(http.client.HTTPConnection(address), f"{service}/info.json")
            print(f"first look at {side} x {side} pixels: {time.perf_counter() - began:.2f} s")
            tiles = list(islice(_tiles(side), _UNCACHED))
            _told("uncached tiles", *_timed(address, [f"{service}/{tile}" for tile in tiles]))
            again = random.Random(2).choices(tiles, k=_CACHED)
            _told("cached tiles", *_timed(address, [f"{service}/{tile}" for tile in again]))


class _served:  # noqa: N801 - reads as what it is
    """The portal in a process of its own, as people run it."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            [_PROGRAM, "serve", "--port", "0", "--json", "--home", str(self._home)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        url: str = json.loads(self._process.stdout.readline())["url"]
        return urlsplit(url).netloc

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait()


def _photograph(place: Path, megapixels: int) -> int:
    """Grain, shapes and colours: what compresses like a photograph. Its side in pixels."""
    side = math.isqrt(megapixels * 1_000_000)
    grain = pyvips.Image.gaussnoise(side, side, mean=0, sigma=14)
    shapes = pyvips.Image.perlin(side, side, cell_size=256) * 90
    bands = [((shapes * factor) + grain + 128).cast("uchar") for factor in (1.0, 0.8, 0.6)]
    image = bands[0].bandjoin(bands[1:]).copy(interpretation="srgb")
    image.tiffsave(str(place), compression="none", bigtiff=True)
    return side


def _tiles(side: int) -> list[str]:
    """Tiles of all zooms, in the order of nobody."""
    found = []
    factor = 1
    while _TILE * factor <= side:
        span = _TILE * factor
        found += [
            f"{x},{y},{span},{span}/{_TILE},{_TILE}/0/default.jpg"
            for x in range(0, side - span + 1, span)
            for y in range(0, side - span + 1, span)
        ]
        factor *= 2
    random.Random(1).shuffle(found)
    return found


def _timed(address: str, paths: list[str]) -> tuple[list[float], float]:
    readers = os.cpu_count() or 1
    shares = [paths[number::readers] for number in range(readers)]

    def read(share: list[str]) -> list[float]:
        connection = http.client.HTTPConnection(address)
        return [_ask(connection, path) for path in share]

    began = time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        times = [one for found in pool.map(read, shares) for one in found]
    return times, time.perf_counter() - began


def _ask(connection: http.client.HTTPConnection, path: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (answer.status, path)
    return time.perf_counter() - began


def _told(what: str, times: list[float], took: float) -> None:
    milliseconds = sorted(1000 * one for one in times)
    p95 = milliseconds[int(len(milliseconds) * 0.95)]
    print(
        f"{what}: {len(times) / took:.0f}/s, median {statistics.median(milliseconds):.1f} ms, "
        f"p95 {p95:.1f} ms ({len(times)} tiles)"
    )


def _service(home: Path) -> str:
    with open_archive(Home(home)) as archive, archive.database.read() as connection:
        (aip,) = aips.ids(connection, after=None, limit=2)
        generation = aips.newest(aips.generations(connection, aip))
        assert generation is not None
        (file,) = aips.files(connection, generation.key, below=aips.ORIGINAL)
    return f"/iiif/3/{Leaf(aip, file.name).identifier}"


def _muniment(home: Path, *arguments: str) -> None:
    command = [_PROGRAM, *arguments, "--home", str(home)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
