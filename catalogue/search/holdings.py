"""What files the descriptions of a batch have: formats, kinds of media, names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from catalogue.tables import description_aip, file, format, generation
from model.aip import Role

MOST_NAMES = 1_000  # of one description, as the engine takes no more
_PAYLOAD = "data/representations/original/data/"  # model.aip.Role.ORIGINAL in the bag
_AT_ONCE = 100  # parts of AIPs looked up by one statement


@dataclass(slots=True)
class Holding:
    """The files of one description; ``digital`` even where an AIP has none to show."""

    digital: bool = False
    formats: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)

    def add_format(self, puid: str | None, mime: str | None) -> None:
        if puid:
            self.formats.add(puid)
        if mime:
            self.media.add(mime.partition("/")[0])

    def add_name(self, path: str) -> None:
        if len(self.names) < MOST_NAMES:
            self.names.append(path.removeprefix(_PAYLOAD))


def holdings(connection: Connection, keys: Sequence[int]) -> defaultdict[int, Holding]:
    """The files of the descriptions with these keys, of each AIP's newest generation."""
    found: defaultdict[int, Holding] = defaultdict(Holding)
    wholes: defaultdict[int, list[int]] = defaultdict(list)
    parts: list[tuple[int, int, str]] = []
    for key, path, newest in connection.execute(_links(keys)):
        found[key].digital = True
        if newest is not None and path:
            parts.append((key, newest, path.rstrip("/")))
        elif newest is not None:
            wholes[newest].append(key)
    _add_wholes(connection, wholes, found)
    _add_parts(connection, parts, found)
    return found


def _links(keys: Sequence[int]) -> Select[Any]:
    numbers = select(generation.c.aip, func.max(generation.c.number).label("number"))
    newest = numbers.group_by(generation.c.aip).subquery()
    link = description_aip.c
    return (
        select(link.description, link.path, generation.c.key)
        .select_from(description_aip)
        .outerjoin(newest, newest.c.aip == link.aip)
        .outerjoin(
            generation,
            and_(generation.c.aip == link.aip, generation.c.number == newest.c.number),
        )
        .where(link.description.in_(keys))
        .order_by(link.description, link.aip, link.path)
    )


def _add_wholes(
    connection: Connection, wholes: dict[int, list[int]], found: dict[int, Holding]
) -> None:
    """Whole AIPs: a unit of 200,000 files has few formats, and only its first names matter."""
    payload = and_(file.c.generation.in_(wholes), file.c.role == Role.ORIGINAL)
    formats = select(file.c.generation, format.c.puid, format.c.mime).join_from(file, format)
    for number, puid, mime in connection.execute(formats.where(payload).distinct()):
        for key in wholes[number]:
            found[key].add_format(puid, mime)
    rank = func.row_number().over(partition_by=file.c.generation, order_by=file.c.path)
    ranked = select(file.c.generation, file.c.path, rank.label("rank")).where(payload).subquery()
    names = select(ranked.c.generation, ranked.c.path).where(ranked.c.rank <= MOST_NAMES)
    for number, path in connection.execute(names.order_by(ranked.c.generation, ranked.c.path)):
        for key in wholes[number]:
            found[key].add_name(path)


def _add_parts(
    connection: Connection, parts: list[tuple[int, int, str]], found: dict[int, Holding]
) -> None:
    columns = select(file.c.generation, file.c.path, format.c.puid, format.c.mime)
    files = columns.select_from(file.outerjoin(format)).where(file.c.role == Role.ORIGINAL)
    for some in _chunks(parts):
        by_part: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for key, number, path in some:
            by_part[number, _PAYLOAD + path].append(key)
        # "0" follows "/": everything in the folder, by the index on (generation, path)
        ranges = (
            and_(
                file.c.generation == number,
                or_(file.c.path == path, and_(file.c.path > f"{path}/", file.c.path < f"{path}0")),
            )
            for number, path in by_part
        )
        for number, path, puid, mime in connection.execute(files.where(or_(*ranges))):
            for above in _above(path):
                for key in by_part.get((number, above), ()):
                    found[key].add_format(puid, mime)
                    found[key].add_name(path)


def _above(path: str) -> Iterator[str]:
    """The path itself and the folders it lies in."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _chunks(parts: Iterable[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    rest = iter(parts)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk
