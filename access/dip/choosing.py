"""Which files a delivery holds: all of a unit or some by name, and only what may go out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from access.dip import layout
from access.dip.coverage import Allows, Gate, openings
from catalogue import aips, copies
from catalogue.aips import File, Generation
from catalogue.database import Connection, Database
from model.aip import Placement
from model.errors import MunimentError

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for of one AIP: everything at some ``paths``, or the files ``names``.

    ``paths``: what the unit has of the AIP, "" for all of it. Files that are named lie there too.
    """

    aip: UUID
    paths: tuple[str, ...] = ("",)
    names: tuple[str, ...] | None = None

    def covers(self, name: str) -> bool:
        """Whether the producer's file ``name`` belongs to the unit."""
        return any(not p or name == p or name.startswith(f"{p}/") for p in self.paths)


def wishes_for(
    parts: Iterable[tuple[UUID, str]], names: Mapping[UUID, tuple[str, ...]] | None = None
) -> list[Wish]:
    """The wishes for a unit with these parts; with ``names`` only for those files."""
    paths: dict[UUID, list[str]] = {}
    for aip, path in parts:
        paths.setdefault(aip, []).append(path)
    if names is None:
        return [Wish(aip, tuple(where)) for aip, where in paths.items()]
    return [Wish(aip, tuple(paths.get(aip, ())), those) for aip, those in names.items()]


@dataclass(frozen=True, slots=True)
class Part:
    """What a delivery takes from one AIP. ``folder``: where in the delivery it lies."""

    generation: Generation
    copies: Mapping[int, tuple[Placement, ...]] = field(repr=False)  # by key of the generation
    wish: Wish
    folder: str
    gate: Gate = field(repr=False)

    def placements(self, file: File) -> tuple[Placement, ...]:
        """Where the file can be read: an earlier generation may hold its bytes."""
        return self.copies.get(file.holder, ())

    def files(self, database: Database) -> Iterator[File]:
        """The files, in the order of the bytes of their paths, which is that of the manifest.

        Each page is a transaction of its own: nobody waits for a slow reader.
        """
        for page in self._pages(database):
            for file in page:
                name = file.name
                if self.wish.covers(name) and self.gate.passes(name):
                    yield file

    def _pages(self, database: Database) -> Iterator[list[File]]:
        names = self.wish.names
        if names is not None:
            for start in range(0, len(names), _PAGE):
                with database.read() as connection:
                    found = [
                        aips.file_of(connection, self.generation.key, f"{aips.ORIGINAL}{name}")
                        for name in names[start : start + _PAGE]
                    ]
                yield [file for file in found if file is not None]
            return
        # of several paths the files are sorted out here, so that they come in one order
        path = self.wish.paths[0] if len(self.wish.paths) == 1 else ""
        below, after = f"{aips.ORIGINAL}{path}".rstrip("/"), ""
        while True:
            with database.read() as connection:
                page = aips.files(
                    connection, self.generation.key, below=below, after=after, limit=_PAGE
                )
            if not page:
                return
            yield page
            after = page[-1].member.path


def choose(connection: Connection, wishes: Sequence[Wish], allows: Allows | None) -> list[Part]:
    """The parts of a delivery. ``allows`` is None for those to whom nothing is closed.

    Files that were named must be there and may go out, or nothing does; of a whole unit the files
    that may not are left out. Raises `catalogue.not-found`, `catalogue.member-not-found`,
    `access.file-closed`.
    """
    several = len(wishes) > 1
    return [_part(connection, wish, allows, several) for wish in wishes]


def _part(connection: Connection, wish: Wish, allows: Allows | None, several: bool) -> Part:
    generation = aips.newest(aips.generations(connection, wish.aip))
    if generation is None:
        raise MunimentError("catalogue.not-found", name=wish.aip)
    gate = Gate(wish.aip, openings(connection, wish.aip), allows)
    if wish.names is not None:
        wish = replace(wish, names=tuple(sorted(set(wish.names), key=str.encode)))
    for name in wish.names or ():
        _must_be_there(connection, generation, wish, name)
        if not gate.passes(name):
            raise MunimentError("access.file-closed", member=name)
    held: defaultdict[int, list[Placement]] = defaultdict(list)
    for one in copies.of_aip(connection, wish.aip):
        if one.status is not copies.CopyStatus.OWED:
            held[one.generation_key].append(one.placement)
    return Part(
        generation=generation,
        copies={key: tuple(placements) for key, placements in held.items()},
        wish=wish,
        folder=layout.data_folder(wish.aip, several=several),
        gate=gate,
    )


def _must_be_there(connection: Connection, generation: Generation, wish: Wish, name: str) -> None:
    # ORIGINAL is put before: METS, secrets and the like are no reader's files
    path = f"{aips.ORIGINAL}{name}"
    found = aips.file_of(connection, generation.key, path) if wish.covers(name) else None
    if found is None or found.member.path != path:
        raise MunimentError("catalogue.member-not-found", aip=wish.aip, member=name)
