"""AIPs, their generations and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select

from catalogue import journal, recording, unseen
from catalogue.tables import aip, description, description_aip, file, format, generation, submission
from catalogue.writing import insert_row
from model import digests
from model.aip import Identification, Member, Role, Sealed
from model.ids import partition_of

ORIGINAL = "data/representations/original/data/"


@dataclass(frozen=True, slots=True)
class Generation:
    """One sealed state of an AIP. ``files`` and ``bytes`` count what the producer gave."""

    key: int
    aip: UUID
    number: int
    sealed_at: datetime
    sha256: bytes
    size: int
    manifest_sha512: bytes
    files_root: bytes
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class File:
    """A file of a generation: ``member`` says where in the object."""

    generation: int  # key of its generation
    member: Member
    holder: int  # key of the generation whose object has the bytes: its copies have the file

    @property
    def name(self) -> str:
        """The path as the producer gave it; for other files the path in the bag."""
        return self.member.path.removeprefix(ORIGINAL)


def record(
    connection: Connection, sealed: Sealed, submission_key: int | None = None
) -> tuple[int, int]:
    """Write a generation and its files; the keys of AIP and generation.

    ``submission_key``: of the submission's row; a further generation needs none. Copies are
    written with `copies.record`; many files before, with `recording.ahead`.
    """
    key = connection.execute(select(aip.c.key).where(aip.c.id == sealed.aip)).scalar()
    if key is None:
        values = {
            "id": sealed.aip,
            "partition": partition_of(sealed.aip),
            "submission": submission_key,
        }
        key = insert_row(connection, aip, values)
    generation_key = recording.written(connection, sealed)
    is_ahead = generation_key is not None
    if generation_key is None:
        generation_key = recording.new_key(connection)
    sealed_values = {
        "key": generation_key,
        "aip": key,
        "number": sealed.generation,
        "sealed_at": sealed.sealed_at,
        "sha256": sealed.object_sha256,
        "size": sealed.object_size,
        "manifest_sha512": sealed.manifest_sha512,
        "files_root": sealed.files_root,
        "files": sealed.payload_files,
        "bytes": sealed.payload_bytes,
    }
    insert_row(connection, generation, sealed_values)
    if not is_ahead:
        waiting = iter(sealed.members)
        while batch := list(islice(waiting, recording.BATCH)):
            recording.write_files(connection, int(key), generation_key, batch)
    unseen.add(connection, sealed.aip, sealed.generation)
    return int(key), generation_key


def told(sealed: Sealed) -> dict[str, str | int]:
    """What the event `stored` says of a generation; a rebuild compares the stores with it."""
    return {
        "aip": str(sealed.aip),
        "generation": sealed.generation,
        "files": sealed.payload_files,
        "bytes": sealed.payload_bytes,
        "size": sealed.object_size,
        "object": digests.named("sha256", sealed.object_sha256),
        "manifest": digests.named("sha512", sealed.manifest_sha512),
        "files_root": digests.named("sha256", sealed.files_root),
    }


def link(
    connection: Connection, description_key: int, aip_key: int, path: str, at: datetime
) -> None:
    """Let a description point to an AIP, or to a part of it."""
    values = {"description": description_key, "aip": aip_key, "path": path}
    connection.execute(insert(description_aip).values(values))
    journal.note_keys(connection, [description_key], at)


def exists(connection: Connection, identifier: UUID) -> bool:
    """Whether there is such an AIP."""
    return connection.execute(select(aip.c.key).where(aip.c.id == identifier)).first() is not None


def key_of(connection: Connection, identifier: UUID) -> int:
    """The row of an AIP that is there."""
    return int(connection.execute(select(aip.c.key).where(aip.c.id == identifier)).scalar_one())


def submission_of(connection: Connection, identifier: UUID) -> UUID | None:
    """The submission with which an AIP came."""
    found = select(submission.c.id).join(aip, aip.c.submission == submission.c.key)
    return connection.execute(found.where(aip.c.id == identifier)).scalar_one_or_none()


def count(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(aip)).scalar_one())


def ids(connection: Connection, *, after: UUID | None, limit: int) -> list[UUID]:
    """A page of all ids, oldest AIP first."""
    wanted = select(aip.c.id).order_by(aip.c.id).limit(limit)
    if after is not None:
        wanted = wanted.where(aip.c.id > after)
    return list(connection.execute(wanted).scalars())


def generations(connection: Connection, identifier: UUID) -> list[Generation]:
    """All generations of an AIP, oldest first."""
    rows = connection.execute(_generations(), {"identifier": identifier})
    return [_generation(row) for row in rows]


def of_description(connection: Connection, key: int) -> list[tuple[UUID, str]]:
    """The AIPs a description points to, each with the path in it."""
    rows = connection.execute(
        select(aip.c.id, description_aip.c.path)
        .join(aip, aip.c.key == description_aip.c.aip)
        .where(description_aip.c.description == key)
        .order_by(aip.c.id, description_aip.c.path)
    )
    return [(row.id, row.path) for row in rows]


def of_descriptions(
    connection: Connection, identifiers: Sequence[UUID]
) -> list[tuple[UUID, Generation, str]]:
    """What some descriptions point to: description, newest generation of the AIP, path in it."""
    later = generation.alias("later")
    superseded = (
        select(later.c.key)
        .where(later.c.aip == generation.c.aip, later.c.number > generation.c.number)
        .exists()
    )
    rows = connection.execute(
        select(
            generation,
            aip.c.id.label("aip_id"),
            description.c.id.label("of"),
            description_aip.c.path,
        )
        .select_from(description)
        .join(description_aip, description_aip.c.description == description.c.key)
        .join(aip, aip.c.key == description_aip.c.aip)
        .join(generation, generation.c.aip == aip.c.key)
        .where(description.c.id.in_(identifiers), ~superseded)
        .order_by(aip.c.id, description_aip.c.path)
    )
    return [(row.of, _generation(row), row.path) for row in rows]


def files(
    connection: Connection,
    generation_key: int,
    *,
    below: str = "",
    after: str = "",
    limit: int = 1_000,
) -> list[File]:
    """A page of files in the order of their paths, those sorting after ``after``.

    ``below``: only what lies at or under this path in the bag.
    """
    wanted = _files().where(file.c.generation == generation_key, file.c.path > after)
    if below:
        top = below.rstrip("/")
        # "0" is the character after "/", so this is one range of the index for all of the folder.
        # Between the two lie its neighbours "top-b" and "top.txt".
        inside = (file.c.path >= top) & (file.c.path < f"{top}0")
        inside &= (file.c.path == top) | (file.c.path >= f"{top}/")
        if ORIGINAL.startswith(f"{top}/"):
            # What the producer gave sorts by itself (`columns.BagPath`).
            inside |= (file.c.path >= ORIGINAL) & (file.c.path < f"{ORIGINAL.rstrip('/')}0")
        wanted = wanted.where(inside)
    return [_file(row) for row in connection.execute(wanted.order_by(file.c.path).limit(limit))]


def all_files(connection: Connection, generation_key: int, below: str = "") -> Iterator[File]:
    """Every file of a generation, page by page."""
    after = ""
    while page := files(connection, generation_key, below=below, after=after):
        yield from page
        after = page[-1].member.path


def payload_of(connection: Connection, generation_key: int, path: str = "") -> Iterator[File]:
    """What the producer gave, or the part of it at ``path``."""
    return all_files(connection, generation_key, f"{ORIGINAL}{path}".rstrip("/"))


def file_of(connection: Connection, generation_key: int, path: str) -> File | None:
    """One file, by its path in the bag or as the producer gave it."""
    if "\0" in path:
        return None  # no path has it, and PostgreSQL would not even be asked
    asked = {"generation": generation_key, "path": path, "given": f"{ORIGINAL}{path}"}
    found = [_file(row) for row in connection.execute(_file_named(), asked)]
    return max(found, key=lambda one: one.member.path == path, default=None)


def named(
    connection: Connection, generation_key: int, contains: str, ending: str, *, limit: int
) -> list[File]:
    """Files the producer gave whose path contains one text and ends with another."""
    wanted = _files().where(
        file.c.generation == generation_key,
        # one range of the index: "0" is the character after "/"
        file.c.path >= ORIGINAL,
        file.c.path < f"{ORIGINAL.rstrip('/')}0",
        file.c.path.icontains(contains, autoescape=True),
        file.c.path.iendswith(ending, autoescape=True),
    )
    return [_file(row) for row in connection.execute(wanted.order_by(file.c.path).limit(limit))]


# Readers wait for these two: making the question anew takes longer than the answer.
@cache
def _file_named() -> Select[Any]:
    either = (file.c.path == bindparam("path")) | (file.c.path == bindparam("given"))
    return _files().where(file.c.generation == bindparam("generation"), either)


@cache
def _generations() -> Select[Any]:
    return (
        select(generation, aip.c.id.label("aip_id"))
        .join(aip, aip.c.key == generation.c.aip)
        .where(aip.c.id == bindparam("identifier"))
        .order_by(generation.c.number)
    )


@cache
def _files() -> Select[Any]:
    held = generation.alias("held")
    return (
        select(
            file, format.c.puid, format.c.name, format.c.version, format.c.mime,
            held.c.number.label("held_number"),
        )
        .outerjoin(format, format.c.key == file.c.format)
        .outerjoin(held, held.c.key == file.c.held_in)
    )  # fmt: skip


def _file(row: Row[Any]) -> File:
    found = None
    if row.format is not None:
        found = Identification(row.puid, row.name, row.version, row.mime)
    member = Member(
        path=row.path,
        size=row.size,
        sha512=bytes(row.sha512),
        crc32=row.crc32,
        offset=row.offset,
        role=Role(row.role),
        identification=found,
        held_in=row.held_number or 0,
    )
    return File(row.generation, member, row.held_in or row.generation)


def _generation(row: Row[Any]) -> Generation:
    return Generation(
        key=row.key,
        aip=row.aip_id,
        number=row.number,
        sealed_at=row.sealed_at,
        sha256=bytes(row.sha256),
        size=row.size,
        manifest_sha512=bytes(row.manifest_sha512),
        files_root=bytes(row.files_root),
        files=row.files,
        bytes=row.bytes,
    )


def newest(found: Iterable[Generation]) -> Generation | None:
    """The newest of some generations."""
    return max(found, key=lambda one: one.number, default=None)
