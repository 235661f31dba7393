"""The rows of AIPs that were found in the stores, many at a time, with keys of our own giving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, repeat
from uuid import UUID

from sqlalchemy import Connection, func, select

from catalogue import unseen
from catalogue.bulk import keys_given, load, next_key
from catalogue.columns import milliseconds, short_paths
from catalogue.copies import CopyStatus, store_key
from catalogue.formats import Formats
from catalogue.rebuilding.facts import UNKNOWN, Fact, submission_keys
from catalogue.rebuilding.found import FoundAip, FoundCopy, FoundGeneration
from catalogue.tables import aip, copy, description_aip, file, generation, intent, submission
from model.aip import Identification
from model.digests import named
from model.ids import partition_of
from model.members import Members, Row

_AIP = ("key", "id", "partition", "submission")
_GENERATION = (
    *("key", "aip", "number", "sealed_at", "sha256", "size", "manifest_sha512", "files_root"),
    *("files", "bytes"),
)
FILE = (*("generation", "size", "offset", "crc32", "format", "held_in", "role", "path", "sha512"),)
_COPY = ("key", "generation", "store", "version", "offset", "length", "status", "checked_at")
_INTENT = (
    *("submission", "number", "unit", "payload", "aip", "generation", "decided_at", "events"),
    *("secret", "state"),
)

_Rows = Iterable[tuple[object, ...]]


class Writer:
    """Writes found AIPs, in as many transactions as you like: ``write`` for each.

    It remembers what it looked up, so it goes with a transaction that is rolled back.
    """

    def __init__(self) -> None:
        self._formats: dict[Identification, int | None] = {}
        self._stores: dict[str, int] = {}

    def write(self, connection: Connection, found: Sequence[FoundAip]) -> list[tuple[UUID, int]]:
        """Write them all, with their files, copies and intents, as new rows.

        Gives generations with files that no earlier generation holds any more: these files are
        left out. Faster the more files there are, but all of them lie in memory until it is done.
        """
        aip_key, generation_key = next_key(connection, aip), next_key(connection, generation)
        copy_key = next_key(connection, copy)
        aips, generations, copies, intents, came = [], [], [], [], []
        files: list[_Rows] = []
        lost: list[tuple[UUID, int]] = []
        for one in found:
            aips.append((aip_key, one.id.bytes, partition_of(one.id), one.submission))
            earlier = Earlier()
            for each in one.generations:
                generations.append(_generation_row(generation_key, aip_key, each))
                members = earlier.located(each, generation_key)
                if len(members.paths) < len(each.members.paths):
                    lost.append((one.id, each.number))
                files.append(self.file_rows(connection, generation_key, members, each.formats))
                for made in each.copies:
                    values = self._copy_values(connection, made)
                    copies.append((copy_key, generation_key, *values))
                    copy_key += 1
                if (told := _intent(one, each)) is not None:
                    intents.append(told)
                generation_key += 1
            came.append((one.id, one.generations[-1].number))
            aip_key += 1
        load(connection, aip, _AIP, aips)
        load(connection, generation, _GENERATION, generations)
        load(connection, file, FILE, chain.from_iterable(files))
        load(connection, copy, _COPY, copies)
        load(connection, intent, _INTENT, intents)
        unseen.add_all(connection, came)
        return lost

    def add_copies(
        self, connection: Connection, found: Sequence[tuple[int, Sequence[FoundCopy]]]
    ) -> None:
        """Write copies of generations that are there, by the keys of their rows."""
        made = [(key, one) for key, copies in found for one in copies]
        rows = (
            (copy_key, key, *self._copy_values(connection, one))
            for copy_key, (key, one) in enumerate(made, next_key(connection, copy))
        )
        load(connection, copy, _COPY, list(rows))

    def file_rows(
        self, connection: Connection, key: int, said: Members, formats: Sequence[Identification]
    ) -> _Rows:
        """Rows of a generation's files, as `FILE` names their columns."""
        # -1, which stands for none, is the last of a list
        numbers = [*(self._format(connection, one) for one in formats), None]
        return zip(
            repeat(key),
            said.sizes,
            said.offsets,
            said.crc32,
            map(numbers.__getitem__, said.formats),
            [held_in or None for held_in in said.held_in] if any(said.held_in) else repeat(None),
            said.roles,
            short_paths(said.paths),
            said.sha512,
        )

    def _format(self, connection: Connection, said: Identification) -> int | None:
        if said not in self._formats:
            self._formats[said] = Formats(connection).key(said)
        return self._formats[said]

    def _copy_values(self, connection: Connection, made: FoundCopy) -> tuple[object, ...]:
        if made.store not in self._stores:
            self._stores[made.store] = store_key(connection, made.store)
        checked = None if made.checked_at is None else milliseconds(made.checked_at)
        store = self._stores[made.store]
        return store, made.version, 0, made.length, made.status.value, checked


class Earlier:
    """The generations of one AIP that came before, for files that are carried over from them."""

    def __init__(self) -> None:
        self._keys: dict[int, int] = {}
        self._members: dict[int, Members] = {}
        self._held: dict[int, dict[str, Row]] = {}

    def located(self, one: FoundGeneration, key: int) -> Members:
        """The members; those carried over with the place of their bytes in the earlier object.

        ``held_in`` is the key of that generation's row then. Files that it has not got are left
        out: it is gone, or is not that one.
        """
        self._keys[one.number], self._members[one.number] = key, one.members
        if not any(one.members.held_in):
            return one.members
        return Members.of(
            located for row in one.members.rows() if (located := self._located(row)) is not None
        )

    def _located(self, row: Row) -> Row | None:
        path, size, sha512, _, _, role, number, held_in = row
        if not held_in:
            return row
        there = self._rows_of(held_in).get(path)
        if there is None or there[2] != sha512:
            return None
        return path, size, sha512, there[3], there[4], role, number, self._keys[held_in]

    def _rows_of(self, number: int) -> Mapping[str, Row]:
        if number not in self._held:
            members = self._members.get(number, Members.none())
            self._held[number] = {row[0]: row for row in members.rows() if not row[7]}
        return self._held[number]


def remember(connection: Connection, disposed: Sequence[Fact]) -> None:
    """Keep what was decided for units that were disposed of, so that nobody delivers them again.

    All of them are refused by their tombstone. What is there already stays: an AIP that some store
    still lists is met where stores are listed, and again among those that the catalogue lacks.
    """
    aips = {one.aip for one in disposed}
    known = select(intent.c.aip, intent.c.generation).where(intent.c.aip.in_(aips))
    there = {(row.aip, row.generation) for row in connection.execute(known)}
    told = [
        one
        for one in disposed
        if one.submission is not None
        and one.unit is not None
        and (one.aip, one.generation) not in there
    ]
    keys = submission_keys(connection, [one.submission for one in told if one.submission])
    rows = [
        _intent_row(keys[one.submission], one, one.stored_at, bytes(32))
        for one in told
        if one.submission in keys
    ]
    load(connection, intent, _INTENT, rows)


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


def _intent(one: FoundAip, each: FoundGeneration) -> tuple[object, ...] | None:
    """What was decided for the unit, so that the same delivery is known; None: nothing told."""
    fact = each.fact
    if fact is None or fact.submission is None or fact.unit is None:
        return None
    return _intent_row(one.submissions[fact.submission], fact, each.sealed_at, each.secret)


def _intent_row(
    submission_key: int, fact: Fact, decided_at: datetime, secret: bytes
) -> tuple[object, ...]:
    return (
        *(submission_key, fact.unit, fact.identity or UNKNOWN, fact.payload or UNKNOWN),
        *(fact.aip.bytes, fact.generation, milliseconds(decided_at)),
        # the events lie in the bag's PREMIS; a retry would need them, and this unit is stored
        *("{}", secret, "stored"),
    )
