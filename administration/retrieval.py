"""Taking things out of the archive: a whole bag or one file, verified, and never half there."""

from __future__ import annotations

import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.bag_zip import write_bag
from administration.fixity import look_again
from administration.new_files import beside, publish, refuse_existing, told
from administration.wiring import Archive
from catalogue import aips, copies, ledger
from catalogue.aips import File, Generation
from catalogue.copies import CopyStatus
from model.aip import Placement, safe_path
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from model.ports import Progress
from model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was taken out, and where it lies now."""

    aip: UUID
    generation: int
    path: Path
    files: int
    bytes: int
    passed_over: tuple[str, ...] = ()  # stores whose copy was damaged; recorded, not yet repaired


@dataclass(slots=True)
class _Source:
    """Where the bytes come from, and how many of them have come.

    ``copies``: of each generation of the AIP, by its key, since each may hold files of the newest.
    """

    generation: Generation
    copies: Mapping[int, Sequence[Placement]]
    passed_over: set[str] = field(default_factory=set)
    files: int = 0
    bytes: int = 0

    def placements(self, file: File) -> Sequence[Placement]:
        """The copies of the generation that has the file's bytes."""
        return self.copies.get(file.holder, ())

    def noticed(self, placement: Placement, _: Verdict) -> None:
        """A copy did not give what it should; the vault goes on with another."""
        self.passed_over.add(placement.store)


def fetch_file(
    archive: Archive, aip: UUID, member: str, output: Path | None, progress: Progress
) -> Fetched:
    """Write one file to ``output`` (a new file, or a folder for it). Every byte is verified.

    Raises `catalogue.member-not-found`, `storage.member-altered`, `get.exists`,
    `get.not-writable`.
    """
    source, file = _source(archive, aip), _file(archive, aip, member)
    target = output or Path()
    if target.is_dir():
        target /= Path(file.name).name
    refuse_existing(target)
    with _recorded(archive, source, progress), told(target):
        partial = beside(target)
        try:
            progress.begin("get", file.member.size)
            _write(archive, source, file, partial, progress)
            publish(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return _fetched(source, target)


def stream_file(archive: Archive, aip: UUID, member: str, progress: Progress) -> Fetched:
    """Write one file to standard output; it is verified before its first byte goes out."""
    source, file = _source(archive, aip), _file(archive, aip, member)
    with _recorded(archive, source, progress):
        for chunk in archive.vault.open_member(
            source.placements(file), file.member, noticed=source.noticed, certain=True
        ):
            sys.stdout.buffer.write(chunk)
            source.bytes += len(chunk)
        sys.stdout.buffer.flush()
        source.files += 1
    return _fetched(source, Path("-"))


def fetch_bag(archive: Archive, aip: UUID, output: Path | None, progress: Progress) -> Fetched:
    """Write the newest generation as a complete bag into the new folder ``output``.

    Every file is verified, whichever generation holds it.

    Raises `storage.member-altered`, `get.exists`, `get.not-writable`.
    """
    source = _source(archive, aip)
    target = output or Path(str(aip))
    refuse_existing(target)
    with _recorded(archive, source, progress), told(target):
        partial = beside(target)
        try:
            partial.mkdir()
            progress.begin("get", source.generation.bytes)
            with archive.database.read() as connection:
                for file in aips.all_files(connection, source.generation.key):
                    inner = partial / safe_path(file.member.path)
                    inner.parent.mkdir(parents=True, exist_ok=True)
                    _write(archive, source, file, inner, progress)
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return _fetched(source, target)


def fetch_zip(archive: Archive, aip: UUID, target: Path, progress: Progress) -> Fetched:
    """The same as one new ZIP file. Raises as `fetch_bag`."""
    source = _source(archive, aip)
    refuse_existing(target)

    def opened(file: File) -> Iterator[bytes]:
        places = source.placements(file)
        for chunk in archive.vault.open_member(places, file.member, noticed=source.noticed):
            source.bytes += len(chunk)
            progress.advance(len(chunk))
            yield chunk
        source.files += 1

    with _recorded(archive, source, progress), told(target):
        partial = beside(target)
        try:
            progress.begin("get", source.generation.bytes)
            with archive.database.read() as connection:
                files = aips.all_files(connection, source.generation.key)
                write_bag(partial, aip, source.generation.sealed_at, files, opened)
            publish(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return _fetched(source, target)


def _fetched(source: _Source, path: Path) -> Fetched:
    generation, over = source.generation, tuple(sorted(source.passed_over))
    return Fetched(generation.aip, generation.number, path, source.files, source.bytes, over)


def _source(archive: Archive, aip: UUID) -> _Source:
    with archive.database.read() as connection:
        newest = aips.newest(aips.generations(connection, aip))
        if newest is None:
            raise MunimentError("catalogue.not-found", name=aip)
        held: defaultdict[int, list[Placement]] = defaultdict(list)
        for one in copies.of_aip(connection, aip):
            if one.status is not CopyStatus.OWED:
                held[one.generation_key].append(one.placement)
    return _Source(newest, held)


def _file(archive: Archive, aip: UUID, member: str) -> File:
    with archive.database.read() as connection:
        newest = aips.newest(aips.generations(connection, aip))
        found = aips.file_of(connection, newest.key, member) if newest else None
    if found is None:
        raise MunimentError("catalogue.member-not-found", aip=aip, member=member)
    return found


def _write(archive: Archive, source: _Source, file: File, path: Path, progress: Progress) -> None:
    with path.open("xb") as stream:
        for chunk in archive.vault.open_member(
            source.placements(file), file.member, noticed=source.noticed
        ):
            stream.write(chunk)
            source.bytes += len(chunk)
            progress.advance(len(chunk))
        stream.flush()
        os.fsync(stream.fileno())
    source.files += 1


@contextmanager
def _recorded(archive: Archive, source: _Source, progress: Progress) -> Iterator[None]:
    """The delivery's event, whether it comes to its end or not, and damage noticed on the way."""
    try:
        yield
    except MunimentError as error:
        _record(archive, source, Outcome.FAILURE, {"code": error.code})
        raise
    else:
        _record(archive, source, Outcome.SUCCESS, {"files": source.files, "bytes": source.bytes})
    finally:
        if source.passed_over:
            look_again(archive, source.generation.aip, progress)
        settle_ledger(archive)


def _record(
    archive: Archive, source: _Source, outcome: Outcome, fields: dict[str, str | int]
) -> None:
    event = Event(
        archive.new_id(),
        Kind.DELIVERED,
        archive.clock(),
        archive.agent,
        outcome,
        {"aip": str(source.generation.aip), "generation": source.generation.number, **fields},
    )
    with archive.database.write() as connection:
        ledger.append(connection, event)
