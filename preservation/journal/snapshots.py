"""Snapshots: everything that the descriptions of one prefix say, so that old segments can go.

A change is covered when two snapshots hold it: the newest may be damaged in every store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from catalogue.database import one_writer
from catalogue.journal import covering, files
from catalogue.journal.covering import Prefix
from catalogue.journal.lines import lines_with_prefix
from catalogue.tables import journal_file
from model.errors import MunimentError
from preservation.journal.keeping import Journal, Pace
from preservation.journal.placing import acknowledge
from schemas.journal import Head, Name, frame, read, snapshot
from schemas.journal_lines import JournalSyntaxError, encode
from storage.depositing import deposit
from storage.stores import NoSuchObject, ObjectUnreadable, Store

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Taken:
    """A snapshot in the spool."""

    head: Head
    size: int
    sha256: bytes


def take_due(journal: Journal) -> list[MunimentError]:
    """Take the snapshots that are due by `Pace`; what kept some from some store."""
    with journal.database.read() as connection:
        since = covering.oldest_segment(connection)
        prefixes = covering.prefixes(connection)
    now = journal.clock()
    due = (one.number for one in prefixes if _is_due(one, journal.pace, now, since))
    return take(journal, due)


def take(journal: Journal, prefixes: Iterable[int]) -> list[MunimentError]:
    """Snapshots of some prefixes as the catalogue has them now; what kept them from some store."""
    for prefix in prefixes:
        if troubles := _take(journal, prefix):
            return troubles  # a store that is away would be asked 256 times
    return []


def _take(journal: Journal, prefix: int) -> list[MunimentError]:
    with journal.database.read() as connection:
        name = snapshot(prefix, files.last_number(connection))
        if files.by_key(connection, name.key) is not None:
            return []  # nothing has changed since, anywhere
    with TemporaryFile(dir=journal.spool) as spool:
        taken = _left_behind(journal, name.key, spool) or _write(journal, name, spool)
        troubles = _place(journal, taken, spool)
    troubles = troubles or _clear(journal, name)
    acknowledge(journal)
    return troubles


def _is_due(prefix: Prefix, pace: Pace, now: datetime, since: datetime | None) -> bool:
    if prefix.changes >= pace.changes and not prefix.covered_by(1):
        return True
    if prefix.covered_by(2):
        return False
    before = prefix.taken[0].written_at if prefix.taken else since
    return before is None or now - before >= pace.age


def _left_behind(journal: Journal, key: str, spool: IO[bytes]) -> _Taken | None:
    """What somebody was killed over: if it is whole it is the snapshot, else it goes."""
    for store in journal.stores:
        try:
            if store.stat(key) is None:
                continue
            return _fill(spool, store.read(key), key)
        except MunimentError:
            continue  # away: whoever answers is asked
        except (JournalSyntaxError, NoSuchObject, ObjectUnreadable):
            store.delete(key)
    return None


def _clear(journal: Journal, name: Name) -> list[MunimentError]:
    """Older snapshots of the prefix that the catalogue does not know: somebody was killed."""
    troubles: list[MunimentError] = []
    for store in journal.stores:
        try:
            for found in list(store.list(name.key.rpartition("/")[0] + "/")):
                with journal.database.read() as connection:
                    is_known = files.by_key(connection, found.key) is not None
                if not is_known and found.key < name.key:
                    store.delete(found.key)
        except MunimentError as error:
            troubles.append(error)
    return troubles


def _write(journal: Journal, name: Name, spool: IO[bytes]) -> _Taken:
    # What was changed since the number in its key may be in it: later segments say the same again.
    with TemporaryFile(dir=journal.spool) as lines:
        count, prefix = 0, name.prefix or 0
        with journal.database.read() as connection:
            kept_from = files.kept_from(connection)
            for line in lines_with_prefix(connection, prefix):
                lines.write(encode(line))
                count += 1
        head = Head(name, journal.archive, count, kept_from, journal.clock())
        return _fill(spool, frame(head, _chunks(lines)), name.key)


def _fill(spool: IO[bytes], chunks: Iterable[bytes], key: str) -> _Taken:
    """Put a file into the spool and read it as others will. Raises JournalSyntaxError."""
    digest, size = hashlib.sha256(), 0
    spool.seek(0)
    spool.truncate()
    for chunk in chunks:
        digest.update(chunk)
        size += spool.write(chunk)
    head = None
    for found in read(_chunks(spool), key):
        if isinstance(found, Head):
            head = found
    if head is None:
        raise JournalSyntaxError(key, 0, "it is empty")
    return _Taken(head, size, digest.digest())


def _place(journal: Journal, taken: _Taken, spool: IO[bytes]) -> list[MunimentError]:
    """Bytes first: it is known when a store has it, and the others get it when they can."""
    have: list[Store] = []
    troubles: list[MunimentError] = []
    key = taken.head.name.key
    for store in journal.stores:
        try:
            if deposit(store, key, _chunks(spool), taken.sha256):
                have.append(store)
            else:
                troubles.append(MunimentError("journal.conflict", store=store.name, key=key))
        except MunimentError as error:
            troubles.append(error)
    if have:
        at = journal.clock()
        with journal.database.write() as connection:
            one_writer(connection, journal_file)
            known = files.by_key(connection, key)
            row = (
                known.key
                if known
                else files.record(connection, taken.head, taken.size, taken.sha256)
            )
            for store in have:
                files.placed(connection, row, store.name, at)
            if taken.head.name.prefix is not None:
                covering.counted_anew(connection, taken.head.name.prefix)
    return troubles


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk
