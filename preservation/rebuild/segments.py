"""Segments of the catalogue read again: rows of AIPs that nobody has to be asked for, for now.

A segment counts whose bytes are those that the ledger tells of; of one that is not, the copy in
the next store is tried. Every line is compared with what the ledger says was stored: from paths
and digests follows the manifest, whose SHA-512 stands in the event. What does not fit is named and
left out, and the AIP is read from its own end. Sizes and places in the object follow from nothing
in the ledger: `hints` compares them in the end.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import compress, groupby
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from catalogue.bulk import make_room
from catalogue.database import Database, one_writer
from catalogue.journal import files
from catalogue.journal import segments as known_segments
from catalogue.rebuilding import course, facts, hints
from catalogue.rebuilding.course import Course, Lack, Lacking, Stage
from catalogue.rebuilding.facts import Fact
from catalogue.rebuilding.found import FoundGeneration
from catalogue.tables import journal_file
from model.aip import Role
from model.errors import MunimentError
from model.event import Kind
from model.members import Members
from preservation.journal.keeping import Journal
from preservation.rebuild.aips import AipStages
from preservation.rebuild.judging import Judged
from preservation.rebuild.listing import Away
from schemas import segments
from schemas.bagit import encode_path
from schemas.journal import CATALOGUE, Head, Name
from schemas.journal_lines import JournalSyntaxError
from schemas.segments import Line
from storage.stores import NoSuchObject, ObjectUnreadable, Store

_ROWS = 100_000  # of files, written by one transaction: nobody else is here who would wait
_EVENTS = 5_000
_FALSIFIED = "rebuild.segment-falsified"
_MISSING = "rebuild.segment-missing"
_STRAY = "rebuild.segment-stray"
_REFUSED = "rebuild.segment-line-refused"


@dataclass(frozen=True, slots=True)
class _Told:
    """What the ledger says of a segment."""

    sha256: bytes
    lines: int


@dataclass(slots=True)
class _Batch:
    """Lines on their way to the catalogue."""

    rows: int = 0
    lines: list[Line] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FromSegments:
    """Reads segments out of the stores, and writes the rows that they tell."""

    database: Database
    journal: Journal
    stores: Mapping[str, Store]
    stages: AipStages
    away: Away

    def run(self, at: Course) -> Course:
        """Every segment, from where it stopped to the end."""
        told = self._told()
        where = self._listed()
        if not at.reached:
            at = self._begin(at, told, where)
        first, line = map(int, at.reached.split(":"))
        for name in sorted(told, key=lambda one: one.first):
            if name.first >= first:
                begin = line if name.first == first else 0
                at = self._take(at, name, told[name], where.get(name.key, ()), begin)
        return at

    def _told(self) -> dict[Name, _Told]:
        """The segments that the ledger tells of, of each place the newest edition."""
        newest: dict[tuple[int, int], tuple[Name, _Told]] = {}
        position = 0
        while True:
            with self.database.read() as connection:
                found, following = facts.of_kind(connection, Kind.CATALOGUED, position, _EVENTS)
            for said in found:
                name = Name(said["first"], said["last"], edition=said["revision"])
                digest = bytes.fromhex(said["object"].removeprefix("sha256:"))
                place = name.first, name.last
                if place not in newest or newest[place][0].edition <= name.edition:
                    newest[place] = name, _Told(digest, said["units"])
            if following == position:
                return dict(newest.values())
            position = following

    def _listed(self) -> dict[str, list[Store]]:
        where: dict[str, list[Store]] = {}
        for store in self.stores.values():
            try:
                for found in store.list(CATALOGUE):
                    where.setdefault(found.key, []).append(store)
            except MunimentError as error:
                self.away(error)
        return where

    def _begin(
        self, at: Course, told: Mapping[Name, _Told], where: Mapping[str, Sequence[Store]]
    ) -> Course:
        keys = {name.key for name in told}
        lacking = [
            Lacking(Lack.MISMATCHED, _STRAY, store=store.name, place=key)
            for key, stores in sorted(where.items())
            if key not in keys
            for store in stores
        ]
        lacking += [
            Lacking(Lack.MISSING, _MISSING, store=store.name, place=key)
            for key in sorted(keys)
            for store in self.stores.values()
            if store not in where.get(key, ())
        ]
        with self.database.write() as connection:
            course.note(connection, at, lacking)
            return course.reach(connection, at, Stage.SEGMENTS, "0:0")

    def _take(
        self, at: Course, name: Name, told: _Told, stores: Sequence[Store], begin: int
    ) -> Course:
        """One segment, behind its line ``begin``."""
        falsified: list[Lacking] = []
        for store in stores:
            with _copy(self.journal, store, name.key, told.sha256) as found:
                if found is None:
                    code = _FALSIFIED
                    falsified.append(
                        Lacking(Lack.MISMATCHED, code, store=store.name, place=name.key)
                    )
                    continue
                # where it was read in part before, that was said then
                size = found.seek(0, io.SEEK_END)
                found.seek(0)
                row = self._know(at, name, told, [] if begin else falsified, store, size)
                return self._read(at, name, row, found, begin)
        self._know(at, name, told, falsified)
        return self._done(at, name)

    def _know(
        self,
        at: Course,
        name: Name,
        told: _Told,
        lacking: list[Lacking],
        store: Store | None = None,
        size: int = 0,
    ) -> int:
        """The catalogue knows the segment again; without a good copy it will be cut anew."""
        now = self.journal.clock()
        with self.database.write() as connection:
            one_writer(connection, journal_file)
            there = files.by_key(connection, name.key)
            if there is not None:
                return there.key
            head = Head(name, self.journal.archive, told.lines, 0, now)
            row = files.record(connection, head, size, told.sha256)
            files.acknowledge(connection, row, now)
            if store is None:
                known_segments.outdate_file(connection, row, now)
            else:
                # the others are asked when they are brought level
                files.placed(connection, row, store.name, now)
            course.note(connection, at, lacking)
            return row

    def _done(self, at: Course, name: Name) -> Course:
        with self.database.write() as connection:
            return course.reach(connection, at, Stage.SEGMENTS, f"{name.last + 1}:0")

    def _read(self, at: Course, name: Name, row: int, found: BinaryIO, begin: int) -> Course:
        batch = _Batch()
        try:
            for number, raw in enumerate(segments.read(found, name.key), 1):
                if number <= begin:
                    continue
                try:
                    line = segments.decode(raw)
                except ValueError:
                    batch.lacking.append(_refused(f"{name.key}:{number}"))
                    continue
                if batch.rows >= _ROWS and batch.lines[-1].aip != line.aip:
                    at = self._write(at, name, row, batch, number - 1)
                    batch = _Batch()
                batch.lines.append(line)
                batch.rows += len(line.members.paths)
        except JournalSyntaxError:
            # the ledger tells of these very bytes, so it was cut wrongly; what came before counts
            batch.lacking.append(_refused(name.key))
        at = self._write(at, name, row, batch, 0)
        return self._done(at, name)

    def _write(self, at: Course, name: Name, row: int, batch: _Batch, upto: int) -> Course:
        """Write what fits of a batch. ``upto``: the line to go on behind, if it stops here."""
        aips = list(dict.fromkeys(line.aip for line in batch.lines))
        with self.database.read() as connection:
            known = facts.of_aips(connection, aips)
            there = {one for one, _ in hints.keys_of(connection, aips)}
        told: dict[UUID, list[Fact]] = {}
        for fact in known.values():
            told.setdefault(fact.aip, []).append(fact)
        judged = Judged(lacking=batch.lacking)
        outdated = bool(batch.lacking)
        for aip, lines in groupby(batch.lines, key=lambda line: line.aip):
            found = []
            for line in lines:
                said = known.get((aip, line.number))
                if said is None or not _fits(line, said):
                    judged.lacking.append(_refused(name.key, aip, line.number))
                    outdated = True
                elif said.disposed:
                    outdated = True
                else:
                    found.append(_generation(line, said))
            kept = {fact.generation for fact in told.get(aip, ()) if not fact.disposed}
            # what was stored later, or by another segment's word, is read from the AIP's own end
            if aip not in there and found and {one.number for one in found} == kept:
                judged.found.append((aip, found))
        with self.database.write() as connection:
            make_room(connection)
            self.stages.write(connection, at, judged)
            taken = [one.fact for _, some in judged.found for one in some if one.fact]
            hints.mark(connection, taken, hinted=True)
            if outdated:
                known_segments.outdate_file(connection, row, self.journal.clock())
            return course.reach(connection, at, Stage.SEGMENTS, f"{name.first}:{upto}")


@contextmanager
def _copy(journal: Journal, store: Store, key: str, sha256: bytes) -> Iterator[BinaryIO | None]:
    """A segment in the spool; None where the store's is not the one with this digest."""
    with TemporaryFile(dir=journal.spool) as spool:
        digest = hashlib.sha256()
        try:
            for chunk in store.read(key):
                digest.update(chunk)
                spool.write(chunk)
        except (NoSuchObject, ObjectUnreadable):
            yield None
            return
        spool.seek(0)
        yield spool if digest.digest() == sha256 else None


def _refused(place: str, aip: UUID | None = None, number: int | None = None) -> Lacking:
    return Lacking(Lack.MISMATCHED, _REFUSED, aip, number, place=place)


def _fits(line: Line, fact: Fact) -> bool:
    """Whether the ledger says the same of the generation as the line, as far as it says it."""
    given = list(compress(line.members.sizes, (one == Role.ORIGINAL for one in line.members.roles)))
    counted = len(given), sum(given)
    return (
        (line.sha256, line.size, line.files_root) == (fact.sha256, fact.size, fact.files_root)
        and (line.files, line.bytes) == counted == (fact.files, fact.bytes)
        and line.manifest_sha512 == fact.manifest_sha512 == manifest_sha512(line.members)
    )


def manifest_sha512(members: Members) -> bytes:
    """That of the manifest with these files (RFC 8493 section 2.1.3), sorted as ours are."""
    written = [encode_path(path) for path in members.paths]
    lines = [
        (path, digest.hex())
        for path, digest, role in zip(written, members.sha512, members.roles, strict=True)
        if role != Role.TAG
    ]
    lines.sort()  # by the code points of the paths, which is the order of their bytes in UTF-8
    text = "".join([f"{digest}  {path}\n" for path, digest in lines])
    return hashlib.sha512(text.encode()).digest()


def _generation(line: Line, fact: Fact) -> FoundGeneration:
    return FoundGeneration(
        number=line.number,
        sealed_at=line.sealed_at,
        sha256=line.sha256,
        size=line.size,
        manifest_sha512=line.manifest_sha512,
        files_root=line.files_root,
        files=line.files,
        secret=line.secret or bytes(32),
        members=line.members,
        formats=line.formats,
        copies=(),
        fact=fact,
        bytes=line.bytes,
    )
