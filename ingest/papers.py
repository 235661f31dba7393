"""The sender's papers, as they are kept in ``submission/`` of each AIP."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.delivery import Delivery
from ingest.package import packed
from ingest.reading import ReadFile
from ingest.table import TABLE_NAME
from ingest.units import Unit
from model.aip import PayloadFile, Role
from model.digests import sha512


def papers_of(
    unit: Unit, delivery: Delivery, papers: Sequence[ReadFile], *, alone: bool, spool: Path
) -> list[PayloadFile]:
    """The sender's papers for ``submission/``.

    A unit that is the whole delivery (``alone``) keeps them as they came. One of many keeps what
    is said of itself: its rows, its checksums. The papers of a delivery name all its units, and a
    unit's AIP must not tell what lies in others, which may be closed.
    """
    if unit.past is not None:
        return []  # they lie among its files, as it was handed over
    if not alone:
        papers = list(_extracts(unit, delivery, spool))
    return [packed(paper, paper.path, Role.SUBMISSION) for paper in papers]


def _extracts(unit: Unit, delivery: Delivery, spool: Path) -> Iterator[ReadFile]:
    rows = [row for row in (unit.row, *unit.parts) if row is not None]
    if rows:
        columns = list(dict.fromkeys(column for row in rows for column in row.cells))
        path = spool / TABLE_NAME
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, columns)
            table.writeheader()
            table.writerows(row.cells for row in rows)
        yield _read_back(path)
    lines: dict[str, list[str]] = {}
    for file in unit.files:
        for claim in delivery.claims.get(file.source, ()):
            lines.setdefault(claim.algorithm, []).append(f"{claim.digest}  {file.path}\n")
    for algorithm, claimed in lines.items():
        path = spool / f"manifest.{algorithm}"
        path.write_text("".join(claimed), encoding="utf-8")
        yield _read_back(path)


def _read_back(path: Path) -> ReadFile:
    data = path.read_bytes()
    return ReadFile(path.name, str(path), len(data), sha512(data), zlib.crc32(data))
