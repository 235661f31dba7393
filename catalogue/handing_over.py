"""What belongs to a hand-over: AIPs with the descriptions around them, parents before children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, select

from catalogue import aips, descriptions, tree
from catalogue.aips import ORIGINAL
from catalogue.description_rows import Described
from catalogue.tables import aip, description, description_aip, file

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Row keys of descriptions, parents first, and the ids of AIPs."""

    descriptions: Sequence[int]
    aips: Sequence[UUID]


def of_aips(connection: Connection, identifiers: Sequence[UUID]) -> Chosen:
    """Some AIPs, what describes them and their parts, and everything above."""
    keys: dict[int, None] = {}
    for identifier in identifiers:
        for one, _ in descriptions.of_aip(connection, identifier):
            for above in tree.ancestors(connection, one.key):
                keys.setdefault(above.key)
            keys.setdefault(one.key)
    return Chosen(list(keys), list(identifiers))


def of_tree(connection: Connection, top: int) -> Chosen:
    """A unit with all below it and above it, and every AIP that any below points to."""
    keys = [one.key for one in tree.ancestors(connection, top)] + [top]
    level = [top]
    while level:
        below: list[int] = []
        for start in range(0, len(level), _PAGE):
            wanted = select(description.c.key).where(
                description.c.parent.in_(level[start : start + _PAGE])
            )
            order = wanted.order_by(description.c.parent, description.c.position, description.c.key)
            below += connection.execute(order).scalars()
        keys += below
        level = below
    found: dict[UUID, None] = {}
    for start in range(0, len(keys), _PAGE):
        pointing = (
            select(aip.c.id)
            .join(description_aip, description_aip.c.aip == aip.c.key)
            .where(description_aip.c.description.in_(keys[start : start + _PAGE]))
            .order_by(aip.c.id)
        )
        found |= dict.fromkeys(connection.execute(pointing).scalars())
    return Chosen(keys, list(found))


def described(
    connection: Connection, chosen: Chosen
) -> Iterator[tuple[Described, int, list[tuple[UUID, str]]]]:
    """Each description with its position among its siblings, and where it points to."""
    ours = set(chosen.aips)
    for key in chosen.descriptions:
        one = descriptions.by_key(connection, key)
        if one is not None:
            position = connection.execute(
                select(description.c.position).where(description.c.key == key)
            ).scalar_one()
            pointing = aips.of_description(connection, key)
            yield one, int(position), [each for each in pointing if each[0] in ours]


def fonds_among(connection: Connection, chosen: Chosen) -> list[int]:
    """Row keys of the fonds among the descriptions, for finding aids."""
    found: list[int] = []
    for start in range(0, len(chosen.descriptions), _PAGE):
        some = chosen.descriptions[start : start + _PAGE]
        wanted = select(description.c.key).where(
            description.c.key.in_(some), description.c.level == "fonds"
        )
        found += connection.execute(wanted.order_by(description.c.key)).scalars()
    return found


def size_of(connection: Connection, identifiers: Sequence[UUID]) -> tuple[int, int]:
    """Files and bytes that the producers gave, in the newest generations."""
    files = size = 0
    for identifier in identifiers:
        newest = aips.newest(aips.generations(connection, identifier))
        if newest is not None:
            files, size = files + newest.files, size + newest.bytes
    return files, size


def payload_of(connection: Connection, generation_key: int) -> tuple[int, int]:
    """Files and octets below ``data/``: the Payload-Oxum of the complete bag."""
    # what came in sorts by itself (`columns.BagPath`)
    original = (file.c.path >= ORIGINAL) & (file.c.path < f"{ORIGINAL.rstrip('/')}0")
    payload = original | ((file.c.path >= "data/") & (file.c.path < "data0"))
    wanted = select(func.count(), func.coalesce(func.sum(file.c.size), 0)).where(
        file.c.generation == generation_key, payload
    )
    row = connection.execute(wanted).one()
    return int(row[0]), int(row[1])
