"""Files that a generation carries over: where in the earlier object their bytes lie.

The bag names the generation that has them (``fetch.txt``); the row is copied from that
generation's own row, so that a reader needs one look.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from catalogue.tables import file, generation
from model.errors import MunimentError

_AT_ONCE = 500  # paths asked for by one statement


def located(
    connection: Connection, aip_key: int, rows: Sequence[dict[str, Any]]
) -> Sequence[dict[str, Any]]:
    """The rows, those with a number in ``held_in`` pointing to that generation's bytes.

    Raises `storage.object-malformed` where no such generation holds such a file.
    """
    wanted = [row for row in rows if row["held_in"] is not None]
    for number in sorted({row["held_in"] for row in wanted}):
        here = [row for row in wanted if row["held_in"] == number]
        for start in range(0, len(here), _AT_ONCE):
            _locate(connection, aip_key, number, here[start : start + _AT_ONCE])
    return rows


def _locate(
    connection: Connection, aip_key: int, number: int, rows: Sequence[dict[str, Any]]
) -> None:
    held = (
        select(file.c.path, file.c.sha512, file.c.crc32, file.c.offset, file.c.generation)
        .join(generation, generation.c.key == file.c.generation)
        .where(generation.c.aip == aip_key, generation.c.number == number)
        # never a chain: the generation named has the bytes itself
        .where(file.c.held_in.is_(None), file.c.path.in_([row["path"] for row in rows]))
    )
    found = {row.path: row for row in connection.execute(held)}
    for row in rows:
        there = found.get(row["path"])
        if there is None or bytes(there.sha512) != row["sha512"]:
            problem = "its fetch.txt names what no earlier generation holds"
            raise MunimentError("storage.object-malformed", problem=problem)
        row |= {"crc32": there.crc32, "offset": there.offset, "held_in": there.generation}
