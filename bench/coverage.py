"""What is due next, and how much is checked, among thirty million copies.

Rows alone, in a scratch database: ``MUNIMENT_BENCH_COPIES`` of them (30,000,000), and in
PostgreSQL where ``MUNIMENT_BENCH_DATABASE`` names an empty one.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from catalogue import figures, rounds
from catalogue.database import Database

_STORES = 3
_ROUNDS = 5
# The series of whole numbers that both databases can make by themselves.
_SERIES = {
    "sqlite": "with recursive s(n) as (select {a} union all select n + 1 from s where n < {b}) ",
    "postgresql": "with s as (select generate_series(cast({a} as bigint), {b}) as n) ",
}
_ID = {  # sixteen bytes, in order
    "sqlite": "cast(printf('%016d', n) as blob)",
    "postgresql": "convert_to(lpad(cast(n as text), 16, '0'), 'UTF8')",
}
_GENERATION = "key, aip, number, sealed_at, sha256, size, manifest_sha512, files_root, files, bytes"
_BATCH = 500_000


def main() -> None:
    """Print how long each question takes."""
    number = int(os.environ.get("MUNIMENT_BENCH_COPIES", "30000000")) // _STORES
    place = Path(os.environ.get("MUNIMENT_BENCH", Path.cwd() / ".bench"))
    place.mkdir(exist_ok=True)
    server = os.environ.get("MUNIMENT_BENCH_DATABASE")
    with tempfile.TemporaryDirectory(dir=place) as folder:
        for url in filter(None, (f"sqlite:///{folder}/archive.db", server)):
            database = Database(url)
            database.upgrade()
            begun = time.perf_counter()
            _generate(database, number)
            took = time.perf_counter() - begun
            print(
                f"{number * _STORES:,} copies, {database.server_version()} (made in {took:.0f} s)"
            )
            _measure(database)
            database.close()


def _generate(database: Database, number: int) -> None:
    kind = "sqlite" if database.is_embedded else "postgresql"
    with database.write() as connection:
        connection.execute(
            text(
                "insert into submission (key, id, digest, payload, received_at, units)"
                " values (1, :id, :digest, :digest, 0, 1)"
            ),
            {"id": bytes(16), "digest": bytes(64)},
        )
        for store in range(1, _STORES + 1):
            connection.execute(
                text("insert into store (key, name) values (:key, :name)"),
                {"key": store, "name": f"store-{store}"},
            )
    for first in range(1, number + 1, _BATCH):
        series = _SERIES[kind].format(a=first, b=min(number, first + _BATCH - 1))
        with database.write() as connection:
            for table, columns, values in (
                ("aip", "key, id, partition, submission", f"n, {_ID[kind]}, n * 40503 % 65536, 1"),
                (
                    "generation",
                    _GENERATION,
                    "n, n, 1, 0, :short, 1000, :long, :short, 1, 1000",
                ),
                *(
                    (
                        "copy",
                        'generation, store, length, status, checked_at, "offset"',
                        f"n, {store}, 1000, 'intact', 0, 0",
                    )
                    for store in range(1, _STORES + 1)
                ),
            ):
                statement = f"insert into {table} ({columns}) {series} select {values} from s"  # noqa: S608 - our own words
                connection.execute(text(statement), {"short": bytes(32), "long": bytes(64)})
    now = int(time.time() * 1000)
    with database.write() as connection:
        # every other partition was checked, a minute apart
        connection.execute(
            text(
                'update "partition" set checked_at = :now - cast(number as bigint) * 60000'
                " where number % 2 = 0"
            ),
            {"now": now},
        )
        connection.execute(text("analyze"))


def _measure(database: Database) -> None:
    def next_work() -> object:
        with database.read() as connection:
            before = datetime.now(UTC) - timedelta(days=30)
            return rounds.due(connection, "store-1", before, limit=1)

    def coverage() -> object:
        with database.read() as connection:
            return rounds.coverage(connection, datetime.now(UTC) - timedelta(days=30))

    def states() -> object:
        with database.read() as connection:
            return figures.copies_by_status(connection)

    _row("next fixity work", next_work, 20)
    _row("coverage of every store", coverage, 100)
    _row("copies by state", states, 100)


def _row(what: str, deed: Callable[[], object], goal: int) -> None:
    times = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        deed()
        times.append(1000 * (time.perf_counter() - begun))
    print(f"  {what:32} {statistics.median(times):9.1f} ms   goal {goal} ms", flush=True)


if __name__ == "__main__":
    main()
