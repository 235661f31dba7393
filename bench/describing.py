"""How fast finding aids come in and are found: ``python -m bench.describing [DESCRIPTIONS]``.

A Findbuch of so many generated units (the words of `bench.search`) is imported and indexed by the
command's own path; then the results page, facets and all, is asked for over real HTTP.
"""

from __future__ import annotations

import http.client
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from administration.founding import found
from administration.home import Home
from administration.importing import import_files
from administration.wiring import open_archive
from bench.search import entries
from catalogue.search.protocol import SearchEntry
from model.ports import Silence

_GENRES = {"Akte": "Akten", "Fotografie": "Bilder", "Urkunde": "Urkunden"}
_PER_SERIES = 200
_REQUESTS = 300


def write_findbuch(path: Path, count: int) -> list[SearchEntry]:
    """A Findbuch of so many files in series of two hundred; a sample of what is in it."""
    sample = []
    with path.open("w") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<ead xmlns="urn:isbn:1-931666-22-9">'
            "<eadheader><eadid>bench</eadid></eadheader>"
            '<archdesc level="collection" type="Findbuch"><did/><dsc>'
            '<c level="collection" id="bench"><did><unitid>B</unitid>'
            "<unittitle>Bestand</unittitle></did>\n"
        )
        for number, entry in enumerate(entries(count)):
            if number % _PER_SERIES == 0:
                out.write("</c>\n" if number else "")
                out.write(
                    f'<c level="series" id="s{number}"><did><unitid>{number}</unitid>'
                    f"<unittitle>{escape(entry.title)}</unittitle></did>\n"
                )
            out.write(_component(number, entry))
            if number % max(1, count // 500) == 0:
                sample.append(entry)
        out.write("</c></c></dsc></archdesc></ead>\n")
    return sample


def _component(number: int, entry: SearchEntry) -> str:
    dates = ""
    if entry.first_year:
        first, last = entry.first_year, entry.last_year
        dates = f'<unitdate normal="{first}-01-01/{last}-12-31">{first}-{last}</unitdate>'
    subjects = "".join(
        f"<indexentry><subject>{escape(one)}</subject></indexentry>" for one in entry.subjects
    )
    places = "".join(
        f"<indexentry><geogname>{escape(one)}</geogname></indexentry>" for one in entry.places
    )
    genre = _GENRES.get(entry.genre, "Sonstiges")
    return (
        f'<c level="file" id="c{number}"><did><unitid>B-{number}</unitid>'
        f"<unittitle>{escape(entry.title)}</unittitle>{dates}"
        f"<abstract>{escape(entry.scope)}</abstract><origination>{entry.creator}</origination>"
        f'<physdesc><genreform normal="{genre}">{genre}</genreform><extent>1 Band</extent>'
        '</physdesc><langmaterial><language langcode="ger">deutsch</language></langmaterial>'
        f"</did><index>{subjects}{places}</index></c>\n"
    )


def main(count: int = 100_000) -> None:
    """Import, again, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "findbuch.xml"
        sample = write_findbuch(path, count)
        home = Home(Path(folder) / "home")
        found(home, title="Bench", naan="99999")
        print(f"a Findbuch of {path.stat().st_size / 1e6:.0f} MB")
        with open_archive(home) as archive:
            for what in ("imported and indexed", "imported again, unchanged"):
                began = time.perf_counter()
                done = import_files(archive, [path], Silence(), dry_run=False)
                took = time.perf_counter() - began
                assert done.exit == 0
                print(f"{what} {count:,} in {took:.1f} s: {count / took:,.0f}/s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory {peak:,.0f} MB")
        _ask(home.path, sample)


def _ask(home: Path, sample: list[SearchEntry]) -> None:
    muniment = Path(sys.executable).with_name("muniment")
    serve = [str(muniment), "serve", "--json", "--port", "0", "--home", str(home)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        try:
            _measure(_port(server), sample)
        finally:
            server.terminate()


def _port(server: subprocess.Popen[str]) -> int:
    assert server.stdout is not None
    said: dict[str, str] = json.loads(server.stdout.readline())
    port = urlsplit(said["url"]).port
    assert port is not None
    return port


def _measure(port: int, sample: list[SearchEntry]) -> None:
    draw = random.Random(7)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for number in range(_REQUESTS + 20):
        words = draw.choice(sample).scope.split()
        began = time.perf_counter()
        connection.request("GET", f"/search?q={quote(draw.choice(words))}")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or b'class="facet"' not in body:
            raise RuntimeError(f"the results page answered {answer.status}")
        if number >= 20:  # the first ones open the index
            times.append(1000 * (time.perf_counter() - began))
    points = statistics.quantiles(times, n=100)
    print(f"results page with facets over HTTP: p50 {points[49]:.0f}, p95 {points[94]:.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
