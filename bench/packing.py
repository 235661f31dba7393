"""Reading, packaging and storing alone: ``python -m bench.packing SOURCE STORES``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from ingest.folder import walk
from ingest.limits import Limits
from ingest.package import packed
from ingest.reading import read_all
from model.ids import object_key, uuid7
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal
from storage.stores.file import FileStore
from storage.vault import Vault


class _Quiet:
    def begin(self, what: str, total: int) -> None: ...

    def advance(self, amount: int) -> None: ...


def main(source: Path, place: Path) -> UUID:
    """Store ``source`` as one AIP in two stores below ``place``; its id."""
    now = datetime.now(UTC)
    aip = uuid7(now, os.urandom(10))
    read = read_all(walk(source, Limits()), {}, _Quiet())
    plan = GenerationPlan(
        aip=aip,
        generation=1,
        sealed_at=now,
        secret=os.urandom(32),
        refcode="B-1",
        title="Bench",
        payload=[packed(file, file.path) for file in read],
        descriptive={},
        events=[],
        agents=[],
    )
    vault = Vault([FileStore.create(name, place / name) for name in ("north", "south")])
    vault.place(object_key(aip, 1), lambda write: seal(plan, write, _Quiet(), place))
    return aip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
