"""How fast both engines index and find: ``python -m bench.search [DESCRIPTIONS]``.

The text is made up of German-like words in Zipf's distribution: a few everywhere, most of them
rare, compounds among them. Words asked for are drawn from the texts, so common ones come often;
the forty commonest stand for "der, die, und", which nobody looks for.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from opensearchpy import OpenSearch

from catalogue.search.embedded import EmbeddedEngine
from catalogue.search.opensearch import OpenSearchEngine
from catalogue.search.protocol import Access, Query, SearchEngine, SearchEntry, Sort
from model.rights.opening import ALWAYS, NEVER
from services import SERVICES, Place

TODAY = date(2026, 11, 24)
_STEMS = 40_000
_ONSETS = """
b br d dr f fl fr g gl gr h k kl kn kr l m n p pf pl pr r s sch schl schm schr schw sp st str t tr
w z zw
""".split()  # noqa: SIM905
_VOWELS = "a e i o u ä ö ü ei au eu ie".split()  # noqa: SIM905
_CODAS = "l ll m mm n nn nd ng r rg rt s ss st t tt ch cht ck f ft b d g lt".split()  # noqa: SIM905
_ENDINGS = ["", "", "", "e", "en", "er", "ung", "ungen", "heit", "s", "es"]
_LEVELS = ["series", "file", "file", "file", "item", "item"]
_GENRES = ["Akte", "Fotografie", "Urkunde", "Karte", "Amtsbuch", "Plakat"]


def entries(count: int, seed: int = 1827) -> Iterator[SearchEntry]:
    """So many descriptions in 60 fonds, three levels deep; the same every time."""
    draw = random.Random(seed)
    words = [_word(draw) for _ in range(_STEMS)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(_STEMS)))

    def text(length: int) -> str:
        return " ".join(draw.choices(words, cum_weights=weights, k=length))

    titles = [text(3) for _ in range(60)]
    for number in range(count):
        fonds = int(draw.triangular(0, 60, 0))
        start = int(draw.triangular(1400, 2020, 1930))
        dated = draw.random() < 0.9
        hidden = draw.random() < 0.05
        yield SearchEntry(
            id=UUID(int=number + 1),
            refcode=f"StA {fonds}/{number}",
            level=draw.choice(_LEVELS),
            title=text(draw.randint(2, 8)),
            metadata_public_from=NEVER if hidden else ALWAYS,
            content_from=NEVER if draw.random() < 0.3 else ALWAYS,
            dates=str(start) if dated else "",
            first_year=start if dated else None,
            last_year=start + draw.randint(0, 15) if dated else None,
            scope=text(draw.randint(5, 60)),
            creator=words[fonds],
            genre=draw.choice(_GENRES),
            language="ger",
            subjects=tuple(words[draw.randint(0, 800)] for _ in range(2)),
            places=(words[1_000 + draw.randint(0, 300)],),
            ancestors=(UUID(int=1 << 64 | fonds), UUID(int=1 << 65 | fonds)),
            path=(titles[fonds], titles[-fonds]),
            fonds=f"StA {fonds}",
            digital=draw.random() < 0.4,
            formats=("fmt/353",),
            media=("image",),
        )


def _word(draw: random.Random) -> str:
    parts = 1 + (draw.random() < 0.6) + (draw.random() < 0.25)
    syllables = ("".join(map(draw.choice, (_ONSETS, _VOWELS, _CODAS))) for _ in range(parts * 2))
    return "".join(syllables).capitalize()[: 8 * parts] + draw.choice(_ENDINGS)


def queries(sample: list[SearchEntry]) -> dict[str, list[Query]]:
    """By kind; words come from what was indexed, common and rare alike."""
    draw = random.Random(7)

    common = Counter(word for entry in sample for word in entry.scope.split()).most_common(40)
    small = {word for word, _ in common}

    def words(count: int) -> str:
        scope = [word for word in draw.choice(sample).scope.split() if word not in small]
        return " ".join(draw.choices(scope, k=count)) if scope else words(count)

    def ask(text: str, **filters: object) -> Query:
        return Query(today=TODAY, text=text, **filters)  # type: ignore[arg-type]  # by kind

    def many(make: object) -> list[Query]:
        return [make() for _ in range(60)]  # type: ignore[operator]  # a lambda below

    return {
        "one word": many(lambda: ask(words(1))),
        "two words": many(lambda: ask(words(2))),
        "five words": many(lambda: ask(words(5))),
        "one or other": many(lambda: ask(f"{words(1)} OR {words(1)}")),
        "part of a compound": many(lambda: ask(words(1)[:6])),
        "prefix": many(lambda: ask(words(1)[:4] + "*")),
        "short prefix": many(lambda: ask(words(1)[:2] + "*")),
        "phrase": many(lambda: ask('"' + " ".join(draw.choice(sample).scope.split()[:2]) + '"')),
        "reference code": many(lambda: ask(draw.choice(sample).refcode)),
        "everything": many(lambda: ask("")),
        "everything, by date": many(lambda: ask("", sort=Sort.DATE)),
        "years and open": many(
            lambda: ask(words(1), from_year=1850, to_year=1900, access=Access.OPEN)
        ),
        "staff": many(lambda: ask(words(1), sees_closed=True)),
        "page 50": many(lambda: ask(words(1), offset=1_000)),
    }


def main(count: int = 100_000) -> None:
    """Index, ask and print; beside it OpenSearch, where it runs (scripts/services start)."""
    made = list(entries(count))
    asked = queries(made[:: max(1, count // 2_000)])
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        ours = _measured("embedded", engine, made, asked)
        size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file())
        print(f"its index has {size / 1e6:.0f} MB")
    known = Place.usual().address("opensearch")
    if known is None or not SERVICES["opensearch"].answers(Place.usual()):
        print("OpenSearch does not run (scripts/services start opensearch): not measured")
        return
    server = OpenSearchEngine(known["endpoint"], "bench")
    try:
        theirs = _measured("OpenSearch", server, made, asked)
    finally:
        with OpenSearch(known["endpoint"]) as client:
            client.indices.delete(index="bench*")
    _compare(ours, theirs)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine took: seconds for indexing, milliseconds and totals for each question."""

    name: str
    indexing: float
    times: dict[str, list[float]]
    totals: dict[str, list[int]]


def _measured(
    name: str, engine: SearchEngine, made: list[SearchEntry], asked: dict[str, list[Query]]
) -> Measured:
    began = time.perf_counter()
    with engine.rebuilding() as writing:
        writing.put(made)
    indexing = time.perf_counter() - began
    print(f"{name}: indexed {len(made):,} in {indexing:.1f} s, {len(made) / indexing:,.0f}/s")
    began = time.perf_counter()
    engine.search(Query(today=TODAY, text="anfang"))
    print(f"{name}: first search {1000 * (time.perf_counter() - began):.0f} ms")
    times: dict[str, list[float]] = {}
    totals: dict[str, list[int]] = {}
    for kind, questions in asked.items():
        times[kind], totals[kind] = [], []
        for query in questions:
            began = time.perf_counter()
            totals[kind].append(engine.search(query).total)
            times[kind].append(1000 * (time.perf_counter() - began))
        print(f"{kind:22} p50 {_at(times[kind], 50):6.1f}  p95 {_at(times[kind], 95):6.1f} ms"
              f"   hits {statistics.median(totals[kind]):,.0f}")  # fmt: skip
    every = [took for took_by_kind in times.values() for took in took_by_kind]
    print(f"{'all':22} p50 {_at(every, 50):6.1f}  p95 {_at(every, 95):6.1f} ms")
    engine.close()
    return Measured(name, indexing, times, totals)


def _compare(ours: Measured, theirs: Measured) -> None:
    print(f"\n{theirs.name} / {ours.name}: indexing x {theirs.indexing / ours.indexing:.2f}")
    for kind, times in ours.times.items():
        p50, p95 = (_at(theirs.times[kind], at) / _at(times, at) for at in (50, 95))
        same = sum(a == b for a, b in zip(ours.totals[kind], theirs.totals[kind], strict=True))
        print(f"{kind:22} p50 x {p50:5.2f}  p95 x {p95:5.2f}"
              f"   same number of hits {same} of {len(times)}")  # fmt: skip


def _at(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
