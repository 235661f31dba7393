"""What snapshots cover, and what can therefore go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from catalogue.journal.files import COLUMNS, KEPT, SEGMENTS, File, files_of
from catalogue.tables import journal_copy, journal_file, journal_prefix


@dataclass(frozen=True, slots=True)
class Prefix:
    """What was written of one prefix. ``last``: its newest change; ``changes``: since its last
    snapshot; ``taken``: its snapshots that every required store has, the newest first.
    """

    number: int
    last: int
    changes: int
    taken: tuple[File, ...]

    def covered_by(self, snapshots: int) -> bool:
        """Whether so many of its snapshots hold all that was written."""
        return len(self.taken) >= snapshots and self.taken[snapshots - 1].name.last >= self.last


def prefixes(connection: Connection) -> list[Prefix]:
    """All prefixes of which something was written."""
    safe = (journal_file.c.prefix.is_not(None), journal_file.c.journaled_at.is_not(None), *KEPT)
    taken: dict[int | None, list[File]] = {}
    for file in reversed(files_of(connection, select(*COLUMNS).where(*safe))):
        taken.setdefault(file.name.prefix, []).append(file)
    return [
        Prefix(row.prefix, row.last, row.changes, tuple(taken.get(row.prefix, ())))
        for row in connection.execute(select(journal_prefix).order_by(journal_prefix.c.prefix))
    ]


def counted_anew(connection: Connection, prefix: int) -> None:
    """A snapshot of this prefix was taken."""
    mine = update(journal_prefix).where(journal_prefix.c.prefix == prefix)
    connection.execute(mine.values(changes=0))


def oldest_segment(connection: Connection) -> datetime | None:
    """When the first segment that is still kept was written."""
    first = select(func.min(journal_file.c.written_at)).where(*SEGMENTS, *KEPT)
    found: datetime | None = connection.execute(first).scalar_one()
    return found


def segments_upto(connection: Connection, number: int) -> list[File]:
    """The segments that hold no later change, oldest first."""
    upto = journal_file.c.last <= number
    return files_of(connection, select(*COLUMNS).where(upto, *SEGMENTS, *KEPT))


def drop(connection: Connection, unneeded: Sequence[File], at: datetime) -> None:
    """Nobody needs these any more; they can go from the stores."""
    for file in unneeded:
        row = update(journal_file).where(journal_file.c.key == file.key)
        connection.execute(row.values(dropped_at=at, body=None))


def dropped(connection: Connection) -> list[File]:
    """What may still lie in some store although nobody needs it.

    A segment only when every required store has a file that says so (`kept_from`): until then a
    reader would take its absence for a loss.
    """
    known = journal_file.c.journaled_at.is_not(None)
    said = connection.execute(select(func.max(journal_file.c.kept_from)).where(known)).scalar_one()
    found = files_of(connection, select(*COLUMNS).where(journal_file.c.dropped_at.is_not(None)))
    return [
        one
        for one in found
        if one.name.prefix is not None or one.name.edition or one.name.last < (said or 0)
    ]


def forget(connection: Connection, file: File) -> None:
    """No store has it any more."""
    connection.execute(delete(journal_copy).where(journal_copy.c.file == file.key))
    connection.execute(delete(journal_file).where(journal_file.c.key == file.key))
