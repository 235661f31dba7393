"""The rows of AIPs that were found in the stores, many at a time, with keys of our own giving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from catalogue import unseen
from catalogue.bulk import keys_given, load, next_key
from catalogue.columns import milliseconds, short_path
from catalogue.copies import CopyStatus, store_key
from catalogue.formats import Formats
from catalogue.rebuilding.facts import UNKNOWN, Fact
from catalogue.tables import aip, copy, description_aip, file, generation, intent, submission
from model.aip import Identification
from model.digests import named
from model.ids import partition_of

FileRow = tuple[str, int, bytes, int, int, int, int, int]
"""path, size, SHA-512, CRC-32, offset, role, number of its format (-1: none), held_in (0: here)."""

_FILE = (*("generation", "size", "offset", "crc32", "format", "held_in", "role", "path", "sha512"),)
_GENERATION = (
    *("key", "aip", "number", "sealed_at", "sha256", "size", "manifest_sha512", "files_root"),
    *("files", "bytes"),
)
_COPY = ("key", "generation", "store", "version", "offset", "length", "status", "checked_at")


@dataclass(frozen=True, slots=True)
class FoundCopy:
    """What is known of a copy. ``checked_at`` None: it was listed, nobody has read it."""

    store: str
    status: CopyStatus
    length: int
    version: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundGeneration:
    """A generation as its own end tells it, with the digest that the ledger told."""

    number: int
    sealed_at: datetime
    sha256: bytes
    size: int
    manifest_sha512: bytes
    files_root: bytes
    files: int
    secret: bytes
    rows: Sequence[FileRow] = field(repr=False)
    formats: Sequence[Identification]
    copies: Sequence[FoundCopy]
    fact: Fact | None
    bytes: int


@dataclass(frozen=True, slots=True)
class FoundAip:
    """An AIP with its generations, oldest first. ``submission``: key of its row."""

    id: UUID
    submission: int
    generations: Sequence[FoundGeneration]


class Writer:
    """Writes found AIPs; one for each transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._formats = Formats(connection)
        self._stores: dict[str, int] = {}
        self.lost: list[tuple[UUID, int]] = []
        """Generations with files that no earlier generation holds any more."""

    def write(self, found: Sequence[FoundAip]) -> None:
        """Write them all."""
        connection = self._connection
        aip_key, generation_key = next_key(connection, aip), next_key(connection, generation)
        copy_key = next_key(connection, copy)
        aips, generations, copies = [], [], []
        files: list[tuple[object, ...]] = []
        intents: list[dict[str, object]] = []
        for one in found:
            aips.append((aip_key, one.id.bytes, partition_of(one.id), one.submission))
            keys: dict[int, int] = {}
            held: dict[tuple[int, str], FileRow] = {}
            carries = any(row[7] for each in one.generations for row in each.rows)
            for each in one.generations:
                keys[each.number] = generation_key
                generations.append(_generation_row(generation_key, aip_key, each))
                numbers = [self._formats.key(said) for said in each.formats]
                for row in self._located(one.id, each, held):
                    path, size, sha512, crc32, offset, role, number, held_in = row
                    files.append(
                        (
                            *(generation_key, size, offset, crc32),
                            None if number < 0 else numbers[number],
                            keys[held_in] if held_in else None,
                            *(role, short_path(path), sha512),
                        )
                    )
                    if carries and not held_in:
                        held[each.number, path] = row
                for made in each.copies:
                    copies.append((copy_key, generation_key, *self._copy_values(made)))
                    copy_key += 1
                if (told := _intent(one, each)) is not None:
                    intents.append(told)
                generation_key += 1
            aip_key += 1
        load(connection, aip, ("key", "id", "partition", "submission"), aips)
        load(connection, generation, _GENERATION, generations)
        load(connection, file, _FILE, files)
        load(connection, copy, _COPY, copies)
        if intents:
            connection.execute(insert(intent), intents)
        for one in found:
            unseen.add(connection, one.id, one.generations[-1].number)

    def _located(
        self, identifier: UUID, one: FoundGeneration, held: Mapping[tuple[int, str], FileRow]
    ) -> Iterator[FileRow]:
        """The rows, those carried over with the place of their bytes in the earlier object."""
        complete = True
        for row in one.rows:
            if not row[7]:
                yield row
                continue
            there = held.get((row[7], row[0]))
            if there is None or there[2] != row[2]:
                complete = False  # the generation that had the bytes is gone, or is not that one
                continue
            yield (*row[:3], there[3], there[4], *row[5:])
        if not complete:
            self.lost.append((identifier, one.number))

    def _copy_values(self, made: FoundCopy) -> tuple[object, ...]:
        if made.store not in self._stores:
            self._stores[made.store] = store_key(self._connection, made.store)
        checked = None if made.checked_at is None else milliseconds(made.checked_at)
        store = self._stores[made.store]
        return store, made.version, 0, made.length, made.status.value, checked


def finish(connection: Connection) -> None:
    """Let the database give out keys again."""
    for table in (aip, generation, copy):
        keys_given(connection, table)


def told(connection: Connection, identifier: UUID, number: int) -> dict[str, str | int]:
    """What an event `stored` says of a generation that no such event told of."""
    row = connection.execute(
        select(generation, submission.c.id.label("came_with"))
        .join(aip, aip.c.key == generation.c.aip)
        .join(submission, submission.c.key == aip.c.submission)
        .where(aip.c.id == identifier, generation.c.number == number)
    ).one()
    intact = (copy.c.generation == row.key) & (copy.c.status == CopyStatus.INTACT.value)
    return {
        "aip": str(identifier),
        "submission": str(row.came_with),
        "generation": number,
        "files": row.files,
        "bytes": row.bytes,
        "size": row.size,
        "object": named("sha256", bytes(row.sha256)),
        "manifest": named("sha512", bytes(row.manifest_sha512)),
        "files_root": named("sha256", bytes(row.files_root)),
        "copies": connection.execute(select(func.count()).where(intact)).scalar_one(),
    }


def undescribed(connection: Connection, after: int, limit: int) -> list[tuple[int, UUID]]:
    """AIPs that no description points to, by their row keys, those behind ``after``."""
    pointed_at = select(description_aip.c.aip).where(description_aip.c.aip == aip.c.key)
    wanted = select(aip.c.key, aip.c.id).where(aip.c.key > after, ~pointed_at.exists())
    found = connection.execute(wanted.order_by(aip.c.key).limit(limit))
    return [(row.key, row.id) for row in found]


def _generation_row(key: int, aip_key: int, one: FoundGeneration) -> tuple[object, ...]:
    return (
        *(key, aip_key, one.number, milliseconds(one.sealed_at), one.sha256, one.size),
        *(one.manifest_sha512, one.files_root, one.files, one.bytes),
    )


def _intent(one: FoundAip, each: FoundGeneration) -> dict[str, object] | None:
    """What was decided for the unit, so that the same delivery is known; None: nothing told."""
    fact = each.fact
    if fact is None or fact.submission is None or fact.unit is None:
        return None
    return {
        "submission": one.submission,
        "number": fact.unit,
        "unit": fact.identity or UNKNOWN,
        "payload": fact.payload or UNKNOWN,
        "aip": one.id,
        "generation": each.number,
        "decided_at": each.sealed_at,
        # they lie in the bag's PREMIS; a retry would need them, and this unit is stored
        "events": {},
        "secret": each.secret,
        "state": "stored",
    }
