"""Segments of the catalogue as the database knows them: what is due, what is in it, what is stale.

A segment holds the AIPs of which something was stored between two positions of the ledger, each
with all its generations. So that one AIP can be taken out of the stores again, its events tell
which segments have it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from catalogue.database import one_writer
from catalogue.journal.files import CATALOGUE, COLUMNS, KEPT, File, files_of
from catalogue.tables import (
    aip,
    disposal,
    event,
    event_subject,
    file,
    format,
    generation,
    intent,
    journal_file,
    leaf,
    segment_cursor,
)
from model.aip import Identification
from model.disposal import BEGUN
from model.event import Kind
from model.members import Members
from schemas.journal import Name
from schemas.segments import Line

_READ_AT_ONCE = 1_000  # leaves of the ledger
_AIPS_AT_ONCE = 100
_LARGEST = 250_000  # files of a generation; of larger ones the end is read all the same
_STORED = f'"kind":"{Kind.STORED.value}"'.encode()
_NO_SECRET = bytes(32)  # stands in rows whose secret nobody knew


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next segment begins, and how far the ledger was looked through for it.

    ``looked_from``: where this look began; the same as ``position`` where there was nothing new.
    """

    looked_from: int
    first: int
    position: int
    stored: int
    files: int


def follow(connection: Connection, at_most: int, files_at_most: int) -> tuple[Cursor, int | None]:
    """How far it is after another page of the ledger, and the last position of what is due.

    None: nothing is due yet. A segment has ``at_most`` generations, and ends as well where it
    has ``files_at_most`` files.
    """
    first = _following(connection)
    mine = select(segment_cursor).where(segment_cursor.c.first == first)
    row = connection.execute(mine).one_or_none()
    position, stored, files = (row.position, row.stored, row.files) if row else (first, 0, 0)
    looked_from = position
    for place, body in _page(connection, position, None):
        position = place + 1
        if _STORED in body:
            stored += 1
            files += int(json.loads(body)["files"])
        if stored >= at_most or files >= files_at_most:
            return Cursor(looked_from, first, place, stored, files), place
    return Cursor(looked_from, first, position, stored, files), None


def keep(connection: Connection, cursor: Cursor) -> None:
    """So far it was looked through."""
    connection.execute(delete(segment_cursor))
    values = {name: getattr(cursor, name) for name in ("first", "position", "stored", "files")}
    connection.execute(insert(segment_cursor).values(values))


def aips_between(connection: Connection, first: int, last: int) -> list[UUID]:
    """The AIPs of which something was stored at these positions, each once, in this order."""
    found: dict[UUID, None] = {}
    while page := _page(connection, first, last):
        for _, body in page:
            if _STORED in body:
                found[UUID(json.loads(body)["aip"])] = None
        first = page[-1][0] + 1
    return list(found)


def lines_of(connection: Connection, some: Sequence[UUID]) -> Iterator[Line]:
    """What some AIPs hold, generation by generation; what is being disposed of is left out."""
    going = _going(connection, some)
    rows = connection.execute(
        select(generation, aip.c.id, intent.c.secret)
        .join(aip, aip.c.key == generation.c.aip)
        .outerjoin(
            intent,
            and_(intent.c.aip == aip.c.id, intent.c.generation == generation.c.number),
        )
        .where(aip.c.id.in_(some))
    ).all()
    by_aip: dict[UUID, list[Line]] = {}
    numbers = {row.key: row.number for row in rows}
    for row in sorted(rows, key=lambda row: row.number):
        if row.number < going.get(row.id, 0) or row.files > _LARGEST:
            continue
        formats, members = _members(connection, row.key, numbers)
        if not members.paths:
            continue  # a rebuild knew it from the ledger alone
        secret = None if row.secret is None else bytes(row.secret)
        line = Line(
            aip=row.id,
            number=row.number,
            sealed_at=row.sealed_at,
            sha256=bytes(row.sha256),
            size=row.size,
            manifest_sha512=bytes(row.manifest_sha512),
            files_root=bytes(row.files_root),
            secret=None if secret == _NO_SECRET else secret,
            files=row.files,
            bytes=row.bytes,
            formats=formats,
            members=members,
        )
        by_aip.setdefault(row.id, []).append(line)
    for one in some:
        yield from by_aip.get(one, ())


def pages(some: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """As many at once as one transaction reads."""
    for start in range(0, len(some), _AIPS_AT_ONCE):
        yield some[start : start + _AIPS_AT_ONCE]


def is_any_going(connection: Connection, held: Iterable[tuple[UUID, int]]) -> bool:
    """Whether some of these generations are being disposed of, or were."""
    wanted = list(held)
    for page in pages(sorted({one for one, _ in wanted})):
        going = _going(connection, page)
        if any(number < going.get(one, 0) for one, number in wanted):
            return True
    return False


def outdate(connection: Connection, identifier: UUID, at: datetime) -> None:
    """What segments say of an AIP must not be said any more: they are cut anew.

    Nobody records a segment until this transaction has ended.
    """
    one_writer(connection, journal_file)
    places = connection.execute(
        select(leaf.c.position, event.c.body)
        .join(event, event.c.id == leaf.c.event)
        .join(event_subject, event_subject.c.event == event.c.id)
        .where(event_subject.c.subject == identifier)
    )
    for position, body in places.all():
        if _STORED in bytes(body):
            here = (journal_file.c.first <= position) & (journal_file.c.last >= position)
            connection.execute(
                update(journal_file).where(CATALOGUE, here, *KEPT).values(stale_at=at)
            )


def outdate_file(connection: Connection, key: int, at: datetime) -> None:
    """One segment has to be cut anew."""
    mine = (journal_file.c.key == key) & journal_file.c.stale_at.is_(None)
    connection.execute(update(journal_file).where(mine).values(stale_at=at))


def stale(connection: Connection) -> list[File]:
    """Segments in whose place another edition has to come, oldest first."""
    its = (CATALOGUE, journal_file.c.stale_at.is_not(None), journal_file.c.dropped_at.is_(None))
    return files_of(connection, select(*COLUMNS).where(*its))


def dropped(connection: Connection) -> bool:
    """Whether some store may still have a segment that must go."""
    its = (CATALOGUE, journal_file.c.dropped_at.is_not(None))
    return connection.execute(select(journal_file.c.key).where(*its).limit(1)).first() is not None


def editions(connection: Connection, name: Name) -> tuple[int, File | None]:
    """The number of the newest edition of a segment, and the one that counts, where it is there."""
    same = (CATALOGUE, journal_file.c.first == name.first, journal_file.c.last == name.last)
    newest = connection.execute(select(func.max(journal_file.c.edition)).where(*same)).scalar_one()
    good = files_of(connection, select(*COLUMNS).where(*same, *KEPT))
    return int(newest or 0), good[-1] if good else None


def known(connection: Connection) -> set[Name]:
    """The segments that are known, those as well that are on their way out."""
    return {one.name for one in files_of(connection, select(*COLUMNS).where(CATALOGUE))}


def _following(connection: Connection) -> int:
    last = connection.execute(select(func.max(journal_file.c.last)).where(CATALOGUE)).scalar_one()
    return 0 if last is None else int(last) + 1


def _page(connection: Connection, first: int, last: int | None) -> list[tuple[int, bytes]]:
    wanted = (
        select(leaf.c.position, event.c.body)
        .join(event, event.c.id == leaf.c.event)
        .where(leaf.c.position >= first)
        .order_by(leaf.c.position)
        .limit(_READ_AT_ONCE)
    )
    if last is not None:
        wanted = wanted.where(leaf.c.position <= last)
    return [(int(row.position), bytes(row.body)) for row in connection.execute(wanted)]


def _going(connection: Connection, some: Sequence[UUID]) -> dict[UUID, int]:
    """Of AIPs that are being disposed of: the first generation that stays, or one never made."""
    begun = disposal.c.state.in_([one.value for one in BEGUN])
    rows = connection.execute(
        select(disposal.c.aip, disposal.c.generation).where(disposal.c.aip.in_(some), begun)
    )
    found: dict[UUID, int] = {}
    for row in rows:
        kept_from = (1 << 31) if row.generation is None else row.generation
        found[row.aip] = max(found.get(row.aip, 0), kept_from)
    return found


def _members(
    connection: Connection, key: int, numbers: dict[int, int]
) -> tuple[list[Identification], Members]:
    rows = connection.execute(
        select(
            file.c.path, file.c.size, file.c.sha512, file.c.crc32, file.c.offset, file.c.role,
            file.c.format, file.c.held_in,
        )
        .where(file.c.generation == key)
        .order_by(file.c.path)
    ).all()  # fmt: skip
    if not rows:
        return [], Members.none()
    paths, sizes, digests, crc32, offsets, roles, formats, held = zip(*rows, strict=True)
    wanted = sorted({one for one in formats if one is not None})
    places = {one: place for place, one in enumerate(wanted)}
    said = _formats(connection, wanted)
    return said, Members(
        paths=paths,
        sizes=sizes,
        sha512=[bytes(one) for one in digests],
        crc32=crc32,
        offsets=offsets,
        roles=[int(one) for one in roles],
        formats=[-1 if one is None else places[one] for one in formats],
        held_in=[0 if one is None else numbers[one] for one in held],
    )


def _formats(connection: Connection, keys: Sequence[int]) -> list[Identification]:
    rows = connection.execute(select(format).where(format.c.key.in_(keys)).order_by(format.c.key))
    return [Identification(row.puid, row.name, row.version, row.mime) for row in rows]
