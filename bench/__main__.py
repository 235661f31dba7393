"""``python -m bench [NAME...]``: run all measurements, or those named."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench import (
    checking,
    coverage,
    describing,
    ingest,
    jobs,
    journal,
    rebuilding,
    search,
    segments,
    stores,
    viewing,
)
from bench.machine import machine

BENCHES: dict[str, Callable[[], None]] = {
    "ingest": ingest.main,
    "stores": stores.main,
    "jobs": jobs.main,
    "journal": journal.main,
    "rebuilding": rebuilding.main,
    "segments": segments.main,
    "checking": checking.main,
    "checking-large": checking.large,
    "coverage": coverage.main,
    "search": search.main,
    "describing": describing.main,
    "viewing": viewing.main,
}


def main(names: list[str]) -> int:
    """Run the benches named, or all; 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    print(machine())
    for name in names or BENCHES:
        print(f"\n== {name}")
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
