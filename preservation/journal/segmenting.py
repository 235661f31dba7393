"""Segments of the catalogue: cut when enough was stored, cut anew where something must go.

They are hints for a rebuild. A segment is known when a store has it, and told in the ledger when
every required store has it. What lawfully leaves the archive leaves the segments: another edition
takes the place of each that holds it, and the old one goes from every store.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from catalogue.database import one_writer
from catalogue.journal import covering, files, segments
from catalogue.journal.files import File
from catalogue.tables import journal_file
from model.errors import MunimentError
from preservation.journal import dropping
from preservation.journal.keeping import Journal
from preservation.journal.ours import is_ours
from preservation.journal.placing import acknowledge
from schemas import segments as syntax
from schemas.journal import CATALOGUE, Head, Name
from storage.depositing import deposit
from storage.stores import Held, Store

_FILES = 200  # for each generation, on average; with more the segment ends earlier
_PATIENCE = 20.0  # seconds that a deed, or the worker's minute, may spend on it
_NEVER = 1 << 31  # an edition that no segment reaches
_CHUNK = 1 << 20


@dataclass(slots=True)
class _Cut:
    """A segment in the spool."""

    size: int = 0
    sha256: bytes = b""
    count: syntax.Count = field(default_factory=syntax.Count)
    held: list[tuple[UUID, int]] = field(default_factory=list)


def keep(journal: Journal) -> list[MunimentError]:
    """Cut what is due, and cut anew what must not stay as it is; what kept it from some store."""
    until = time.monotonic() + _PATIENCE
    while (due := _due(journal, until)) is not None:
        if troubles := _cut(journal, due):
            return troubles
    return renew(journal)


def renew(journal: Journal) -> list[MunimentError]:
    """Let every segment say only what may be said: another edition of each that does not.

    It goes on where it was killed, and where a store was away.
    """
    with journal.database.read() as connection:
        stale = segments.stale(connection)
    for file in stale:
        with journal.database.read() as connection:
            newest, good = segments.editions(connection, file.name)
        if good is None:
            name = Name(file.name.first, file.name.last, edition=newest + 1)
            if troubles := _cut(journal, name):
                return troubles
        _retire(journal, file)
    with journal.database.read() as connection:
        if not segments.dropped(connection):
            return []
    return _sweep(journal) or dropping.remove(journal)[1]


def _due(journal: Journal, until: float) -> Name | None:
    """What is to be cut next; None: not enough was stored, or there is no more time."""
    most = journal.pace.generations
    while time.monotonic() < until:
        with journal.database.read() as connection:
            cursor, last = segments.follow(connection, most, most * _FILES)
        if last is not None:
            return Name(cursor.first, last, edition=1)
        if cursor.position == cursor.looked_from:
            return None
        with journal.database.write() as connection:
            segments.keep(connection, cursor)
    return None


def _cut(journal: Journal, name: Name) -> list[MunimentError]:
    """Write a segment as the catalogue is now, and give it to every store that answers."""
    with TemporaryFile(dir=journal.spool) as spool:
        cut = _write(journal, name, spool)
        have: list[Store] = []
        troubles: list[MunimentError] = []
        for store in journal.stores:
            try:
                _place(journal, store, name, cut, spool)
            except MunimentError as error:
                troubles.append(error)
            else:
                have.append(store)
    if have:
        _record(journal, name, cut, have)
    acknowledge(journal)
    return troubles


def _write(journal: Journal, name: Name, spool: IO[bytes]) -> _Cut:
    cut = _Cut()
    digest = hashlib.sha256()
    head = syntax.Head(name, journal.archive)
    for chunk in syntax.write(head, _lines(journal, name, cut), cut.count):
        digest.update(chunk)
        cut.size += spool.write(chunk)
    cut.sha256 = digest.digest()
    return cut


def _lines(journal: Journal, name: Name, cut: _Cut) -> Iterator[syntax.Line]:
    with journal.database.read() as connection:
        some = segments.aips_between(connection, name.first, name.last)
    for page in segments.pages(some):
        with journal.database.read() as connection:
            lines = list(segments.lines_of(connection, page))
        cut.held += [(line.aip, line.number) for line in lines]
        yield from lines


def _place(journal: Journal, store: Store, name: Name, cut: _Cut, spool: IO[bytes]) -> None:
    """Raises `journal.conflict` where another archive's lies there, `storage.away`, and others."""
    if deposit(store, name.key, _chunks(spool), cut.sha256):
        return
    # Nobody knows what lies there: somebody was killed before he could write it down.
    with journal.database.read() as connection:
        is_known = files.by_key(connection, name.key) is not None
    if not is_known and is_ours(store, name.key, journal.archive):
        _delete(store, name.key)
        if deposit(store, name.key, _chunks(spool), cut.sha256):
            return
    raise MunimentError("journal.conflict", store=store.name, key=name.key)


def _record(journal: Journal, name: Name, cut: _Cut, have: list[Store]) -> None:
    at = journal.clock()
    with journal.database.write() as connection:
        one_writer(connection, journal_file)
        if files.by_key(connection, name.key) is not None:
            return  # another process was quicker, with the same bytes or others
        head = Head(name, journal.archive, cut.count.lines, 0, at)
        row = files.record(connection, head, cut.size, cut.sha256)
        for store in have:
            files.placed(connection, row, store.name, at)
        if segments.is_any_going(connection, cut.held):
            segments.outdate_file(connection, row, at)  # disposed of while it was written


def _retire(journal: Journal, file: File) -> None:
    """The old edition can go as soon as every required store has the one that counts."""
    with journal.database.write() as connection:
        _, good = segments.editions(connection, file.name)
        if good is not None and good.journaled_at is not None:
            covering.drop(connection, [file], journal.clock())


def _sweep(journal: Journal) -> list[MunimentError]:
    """What a crash left in a store without the catalogue's knowledge goes too.

    Not what another process may be about to write down: it is newer than all that is known.
    """
    with journal.database.read() as connection:
        known = segments.known(connection)
    newest: dict[tuple[int, int], int] = {}
    for name in known:
        place = name.first, name.last
        newest[place] = max(newest.get(place, 0), name.edition)
    end = max((name.last for name in known), default=-1)
    troubles: list[MunimentError] = []
    for store in journal.stores:
        try:
            for found in list(store.list(CATALOGUE)):
                left = Name.of_key(found.key)
                if left is None or left in known or left.last > end:
                    continue
                is_older = left.edition < newest.get((left.first, left.last), _NEVER)
                if is_older and is_ours(store, found.key, journal.archive):
                    _delete(store, found.key)
        except MunimentError as error:
            troubles.append(error)
    return troubles


def _delete(store: Store, key: str) -> None:
    if isinstance(store.delete(key), Held):
        raise MunimentError("journal.held", store=store.name, key=key)


def _chunks(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    while chunk := spool.read(_CHUNK):
        yield chunk
