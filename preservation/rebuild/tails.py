"""The end of an object, read with one ranged read if the AIP is small; it tells its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress

from model.aip import Identification, Placement, Role
from model.members import Members
from preservation.rebuild.listing import Sighting
from storage.copies import Copy
from storage.packing.directory import FAR
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import Outline, read_outline
from storage.stores import NoSuchObject, ObjectUnreadable, Store


@dataclass(frozen=True, slots=True)
class Told:
    """What the end of a generation's object tells: plain rows, quick to hand from a process.

    ``store``: where it was read. ``bad``: stores whose object does not end as one of ours.
    """

    sealed_at: datetime
    size: int
    manifest_sha512: bytes
    secret: bytes
    files: int
    store: str
    bad: tuple[str, ...]
    members: Members = field(repr=False)
    formats: Sequence[Identification]
    bytes: int


def read_tail(
    stores: Mapping[str, Store], seen: Sighting, names: Sequence[str] = (), first: int = FAR
) -> Told | None:
    """What the first store tells whose object ends as ours do; None where none does.

    ``names``: ask these stores only. ``first`` as for `read_outline`. Raises `storage.away`.
    """
    bad: list[str] = []
    for name, size, version in seen.objects:
        if names and name not in names:
            continue
        copy = Copy(stores[name], Placement(name, seen.key, version, 0, size))
        try:
            said = read_outline(copy.ranges(), size, first)
        except (MalformedObject, NoSuchObject, ObjectUnreadable):
            said = None
        if said is not None and (said.aip, said.generation) == (seen.aip, seen.number):
            return told_by(said, name, tuple(bad))
        bad.append(name)
    return None


def told_by(said: Outline, store: str, bad: tuple[str, ...] = ()) -> Told:
    """What a generation tells of itself."""
    members = said.members
    given = [role == Role.ORIGINAL for role in members.roles]
    sizes = list(compress(members.sizes, given))
    return Told(
        sealed_at=said.sealed_at,
        size=said.size,
        manifest_sha512=said.manifest_sha512,
        secret=said.secret,
        files=len(sizes),
        store=store,
        bad=bad,
        members=said.members,
        formats=said.formats,
        bytes=sum(sizes),
    )
