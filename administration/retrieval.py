"""Taking things out of the archive: a whole bag or one file, verified, and never half there."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.wiring import Archive
from catalogue import aips, copies, ledger
from catalogue.aips import File, Generation
from model.aip import Placement, safe_path
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from model.ports import Progress


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was taken out, and where it lies now."""

    aip: UUID
    generation: int
    path: Path
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Source:
    generation: Generation
    placements: list[Placement]


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
    with _told(target), _recorded(archive, source, 1, file.member.size):
        _refuse_existing(target)
        partial = _beside(target)
        try:
            progress.begin("get", file.member.size)
            _write(archive, source, file, partial, progress)
            _publish(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return Fetched(aip, source.generation.number, target, 1, file.member.size)


def stream_file(archive: Archive, aip: UUID, member: str) -> Fetched:
    """Write one file to standard output; it is verified before its first byte goes out."""
    source, file = _source(archive, aip), _file(archive, aip, member)
    with _recorded(archive, source, 1, file.member.size):
        chunks = archive.vault.open_member(source.placements, file.member, certain=True)
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    return Fetched(aip, source.generation.number, Path("-"), 1, file.member.size)


def fetch_bag(archive: Archive, aip: UUID, output: Path | None, progress: Progress) -> Fetched:
    """Write the newest generation as a bag into the new folder ``output``, every file verified.

    Raises `storage.member-altered`, `get.exists`, `get.not-writable`.
    """
    source = _source(archive, aip)
    target = output or Path(str(aip))
    with archive.database.read() as connection:
        files = list(aips.all_files(connection, source.generation.key))
    total = sum(file.member.size for file in files)
    with _told(target), _recorded(archive, source, len(files), total):
        _refuse_existing(target)
        partial = _beside(target)
        try:
            partial.mkdir()
            progress.begin("get", total)
            for file in files:
                inner = partial / safe_path(file.member.path)
                inner.parent.mkdir(parents=True, exist_ok=True)
                _write(archive, source, file, inner, progress)
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return Fetched(aip, source.generation.number, target, len(files), total)


def _source(archive: Archive, aip: UUID) -> _Source:
    with archive.database.read() as connection:
        newest = aips.newest(aips.generations(connection, aip))
        if newest is None:
            raise MunimentError("catalogue.not-found", name=aip)
        held = copies.of_generation(connection, newest.key)
    return _Source(newest, [one.placement for one in held if one.status != "owed"])


def _file(archive: Archive, aip: UUID, member: str) -> File:
    with archive.database.read() as connection:
        newest = aips.newest(aips.generations(connection, aip))
        found = aips.file_of(connection, newest.key, member) if newest else None
    if found is None:
        raise MunimentError("catalogue.member-not-found", aip=aip, member=member)
    return found


def _write(archive: Archive, source: _Source, file: File, path: Path, progress: Progress) -> None:
    with path.open("xb") as stream:
        for chunk in archive.vault.open_member(source.placements, file.member):
            stream.write(chunk)
            progress.advance(len(chunk))
        stream.flush()
        os.fsync(stream.fileno())


def _beside(target: Path) -> Path:
    # On the same disk as the target, so that it can take its place in one step.
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")


def _publish(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)  # refuses to overwrite, which rename does not
    except FileExistsError:
        raise MunimentError("get.exists", path=target) from None
    except OSError:
        _refuse_existing(target)  # a file system without links
        partial.rename(target)


def _refuse_existing(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise MunimentError("get.exists", path=target)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError("get.not-writable", path=target, reason=reason) from error


@contextmanager
def _recorded(archive: Archive, source: _Source, files: int, size: int) -> Iterator[None]:
    """The delivery's event, whether it comes to its end or not."""
    try:
        yield
    except MunimentError as error:
        _record(archive, source, Outcome.FAILURE, {"code": error.code})
        raise
    _record(archive, source, Outcome.SUCCESS, {"files": files, "bytes": size})


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
    settle_ledger(archive)
