"""What the stores list, brought together: one generation after the other, AIP by AIP.

Every store lists its objects in the byte order of their keys, so that a merge holds one entry of
each in memory, whatever they hold.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from model.errors import MunimentError
from model.ids import object_key
from storage.stores import Stat, Store, Versioned

FOLDER = "aip/"
_KEY = re.compile(r"aip/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f-]{36})/v(\d{5})\.zip")
_BEHIND = "~"  # sorts behind every name in an AIP's folder

Away = Callable[[MunimentError], None]


class Seen(NamedTuple):
    """An object in a store, or one version of it. ``version``: empty where it has none."""

    store: str
    size: int
    version: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A generation, and its objects in the stores that list it, in their order.

    Where a store keeps versions each is one, the newest first.
    """

    aip: UUID
    number: int
    key: str
    objects: tuple[Seen, ...]

    @property
    def stores(self) -> list[str]:
        """The names of those that list it, each once."""
        return list(dict.fromkeys(one.store for one in self.objects))

    @property
    def folder(self) -> str:
        """The folder of its AIP, to go on behind."""
        return self.key.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Stray:
    """What lies among the AIPs and is none."""

    store: str
    key: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some AIPs next to one another. ``last``: the folder of the last, to go on behind."""

    last: str
    seen: Sequence[Sighting]
    strays: Sequence[Stray]

    @property
    def aips(self) -> list[UUID]:
        """Each once, in their order."""
        return list(dict.fromkeys(one.aip for one in self.seen))


def pages(stores: Sequence[Store], after: str, away: Away, at_least: int) -> Iterator[Page]:
    """Everything that the stores list, in pages of so many objects; no AIP lies on two."""
    seen: list[Sighting] = []
    strays: list[Stray] = []
    last = after
    for folder, found in sightings(stores, after, away):
        seen += [one for one in found if isinstance(one, Sighting)]
        strays += [one for one in found if isinstance(one, Stray)]
        last = folder
        if len(seen) + len(strays) >= at_least:
            yield Page(last, seen, strays)
            seen, strays = [], []
    if seen or strays:
        yield Page(last, seen, strays)


def sightings(
    stores: Sequence[Store], after: str, away: Away
) -> Iterator[tuple[str, list[Sighting | Stray]]]:
    """AIPs in the order of their keys: the folder of each, and what lies in it.

    ``after``: the folder of the last AIP that was dealt with. ``away`` hears of a store that does
    not answer, or stops answering; the others go on.
    """
    start = f"{after}{_BEHIND}" if after else ""
    listed = heapq.merge(*(_listed(n, store, start, away) for n, store in enumerate(stores)))
    by_folder = groupby(listed, key=lambda one: one[0].rpartition("/")[0])
    for folder, objects in by_folder:
        by_key = groupby(objects, key=lambda one: one[0])
        yield folder, [found for key, group in by_key for found in _seen(key, list(group), stores)]


_Listed = tuple[str, int, Stat]  # key, which store, what it says


def _listed(number: int, store: Store, after: str, away: Away) -> Iterator[_Listed]:
    try:
        all_of_it = store.versions if isinstance(store, Versioned) else store.list
        for stat in all_of_it(FOLDER, after):
            yield stat.key, number, stat
    except MunimentError as error:
        away(error)


def _seen(
    key: str, group: Sequence[_Listed], stores: Sequence[Store]
) -> Iterator[Sighting | Stray]:
    match = _KEY.fullmatch(key)
    if match is not None:
        aip, number = UUID(match[1]), int(match[2])
        if number and object_key(aip, number) == key:
            objects = tuple(
                Seen(stores[which].name, stat.size, stat.version) for _, which, stat in group
            )
            yield Sighting(aip, number, key, objects)
            return
    for which in dict.fromkeys(which for _, which, _ in group):
        yield Stray(stores[which].name, key)
