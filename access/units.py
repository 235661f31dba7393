"""A unit with everything around it, for who may see it; for all others it does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.availability import Availability, availability
from access.gone import refuse_gone
from access.reading import Reading
from catalogue import aips, copies, descriptions, tree
from catalogue.aips import File, Generation
from catalogue.copies import Copy
from catalogue.database import Connection
from catalogue.description_rows import Described
from catalogue.tree import Child, Place
from model.errors import MunimentError
from model.ids import parse_uuid
from model.policy import Act, User, may, sees_closed_descriptions

CHILDREN_AT_ONCE = 100
FILES_AT_ONCE = 200
_PAGES_AT_MOST = 50  # looked through for files that may be listed


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit has in one AIP: the files at or below ``path``, a page of them."""

    generation: Generation
    path: str
    files: list[File]
    more_after: str | None  # the path to go on after, where there are more


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, its place in the tree, and its files."""

    described: Described
    above: list[Described]
    previous: Described | None
    following: Described | None
    children: list[Child]
    child_count: int
    more_children: Place | None
    parts: list[Part]
    availability: Availability

    @property
    def digital(self) -> bool:
        """Whether it has files."""
        return bool(self.parts)


def seen_from(user: User, today: date) -> date | None:
    """The day for the tree's queries: None where nothing is hidden from ``user``."""
    return None if sees_closed_descriptions(user) else today


def find_unit(connection: Connection, identifier: str, user: User, today: date) -> Described:
    """The description that an id names. Raises `catalogue.not-found`, also where it is hidden."""
    uuid = parse_uuid(identifier)
    found = descriptions.by_id(connection, uuid) if uuid else None
    return visible(found, identifier, user, today)


def visible(found: Described | None, name: str, user: User, today: date) -> Described:
    """The description, or the same answer as for one that never was."""
    if found is None or not may(user, Act.READ_DESCRIPTION, found.opening, today):
        raise MunimentError("catalogue.not-found", name=name)
    return found


def unit(
    connection: Connection,
    described: Described,
    user: User,
    today: date,
    *,
    after: Place | None = None,
    files_after: str = "",
) -> Unit:
    """Everything around a unit. ``after``, ``files_after``: where the pages begin."""
    day = seen_from(user, today)
    page = tree.children(connection, described.key, day, after, CHILDREN_AT_ONCE + 1)
    previous, following = tree.neighbours(connection, described, day)
    above = [
        one
        for one in tree.ancestors(connection, described.key)
        if may(user, Act.READ_DESCRIPTION, one.opening, today)
    ]
    parts = parts_of(connection, described, user, today, files_after)
    return Unit(
        described=described,
        above=above,
        previous=previous,
        following=following,
        children=page[:CHILDREN_AT_ONCE],
        child_count=tree.child_count(connection, described.key, day),
        more_children=page[CHILDREN_AT_ONCE - 1].place if len(page) > CHILDREN_AT_ONCE else None,
        parts=parts,
        availability=availability(described, digital=bool(parts), user=user, today=today),
    )


def parts_of(
    connection: Connection, described: Described, user: User, today: date, after: str = ""
) -> list[Part]:
    """The unit's files in each AIP it points to, a page of each, from ``after`` on.

    A name can tell as much as a file: what a stricter unit closes to ``user`` is not listed.
    """
    parts = []
    for identifier, path in aips.of_description(connection, described.key):
        generation = aips.newest(aips.generations(connection, identifier))
        if generation is not None:
            parts.append(_part(connection, generation, path, user, today, after))
    return parts


def readable(
    connection: Connection, aip: UUID, files: list[File], user: User, today: date
) -> Iterator[tuple[File, bool]]:
    """Those of some files that ``user`` may see, each with whether that is an exception.

    The others are as if they were not there.
    """
    openings = descriptions.strictest_of_files(connection, aip, [file.name for file in files])
    for file in files:
        opening = openings.get(file.name)
        if may(user, Act.READ_CONTENT, opening, today):
            yield file, opening is None or not opening.content_public(today)


def following_page(connection: Connection, part: Part, user: User, today: date) -> Part | None:
    """The next page of a part's files; None after the last."""
    if part.more_after is None:
        return None
    return _part(connection, part.generation, part.path, user, today, part.more_after)


def _part(
    connection: Connection, generation: Generation, path: str, user: User, today: date, after: str
) -> Part:
    below = f"{aips.ORIGINAL}{path}".rstrip("/")
    last = f"{aips.ORIGINAL}{after}" if after else ""
    listed: list[File] = []
    for _ in range(_PAGES_AT_MOST):
        page = aips.files(
            connection, generation.key, below=below, after=last, limit=FILES_AT_ONCE + 1
        )
        names = [file.name for file in page]
        known = descriptions.strictest_of_files(connection, generation.aip, names)
        listed += [
            file for file in page if may(user, Act.READ_CONTENT, known.get(file.name), today)
        ]
        if len(listed) > FILES_AT_ONCE or len(page) <= FILES_AT_ONCE:
            break
        last = page[-1].member.path
    shown = listed[:FILES_AT_ONCE]
    more = shown[-1].name if len(listed) > FILES_AT_ONCE else None
    return Part(generation, path, shown, more)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody may have, and its copies."""

    described: Described
    generation: Generation
    file: File
    copies: list[Copy]
    exceptional: bool  # closed to the public; only this user's role lets it through


def wanted_file(
    reading: Reading, identifier: str, aip: str, path: str, user: User, today: date
) -> Wanted:
    """A file for reading. Raises `catalogue.not-found`, `catalogue.member-not-found`,
    `access.closed`, `access.locked`.
    """
    with reading.database.read() as connection:
        described = find_unit(connection, identifier, user, today)
        generation, file = _locate(connection, described, aip, path)
        opening = descriptions.strictest_of_aip(connection, generation.aip, file.name)
        if not may(user, Act.READ_CONTENT, opening, today):
            raise closed([described], today)
        held = copies.of_generation(connection, file.holder)
        public = opening is not None and opening.content_public(today)
        return Wanted(described, generation, file, held, not public)


def _locate(
    connection: Connection, described: Described, aip: str, path: str
) -> tuple[Generation, File]:
    wanted = parse_uuid(aip)
    for identifier, part in aips.of_description(connection, described.key):
        inside = not part or path == part or path.startswith(f"{part}/")
        if identifier != wanted or not inside:
            continue
        generation = aips.newest(aips.generations(connection, identifier))
        # ORIGINAL is put before: only what the producer gave is handed out here
        file = generation and aips.file_of(connection, generation.key, f"{aips.ORIGINAL}{path}")
        if generation and file:
            return generation, file
    refuse_gone(connection, described)
    raise MunimentError("catalogue.member-not-found", aip=aip, member=path)


def closed(covering: Sequence[Described], today: date) -> MunimentError:
    """Why nobody may read what these units cover: the one that opens last decides."""
    last = max(covering, key=lambda one: one.opening.content_from)
    found = availability(last, digital=True, user=User(), today=today)
    unit = last.description.refcode
    if found.until is None:
        return MunimentError("access.locked", unit=unit)
    return MunimentError("access.closed", unit=unit, day=found.until)


def holdings_of(connection: Connection, parts: list[Part]) -> dict[UUID, list[Copy]]:
    """The copies of a unit's AIPs, for staff."""
    return {part.generation.aip: copies.of_aip(connection, part.generation.aip) for part in parts}
