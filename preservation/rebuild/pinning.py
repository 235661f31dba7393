"""Which version of an object is the one that was stored, where a bucket has several under its key.

A copy pins the version that was verified (DESIGN section 4); the newest may be what somebody put
over it. Few objects have more than one version, so these may be read more closely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from catalogue.rebuilding.facts import Fact
from model.aip import Placement
from model.verdict import Intact
from preservation.rebuild.listing import Seen, Sighting
from preservation.rebuild.tails import Told, read_tail
from storage.checking import check
from storage.copies import Copy
from storage.stores import Store


@dataclass(frozen=True, slots=True)
class Pinned:
    """A sighting with one object for each store, the first of those that it had before.

    ``bad``: stores without any that was stored; their newest is named. ``covered``: stores where
    something newer lies over the one that was stored.
    """

    seen: Sighting
    bad: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()


def has_versions(seen: Sighting) -> bool:
    """Whether a store has several objects under the key."""
    return len(seen.objects) > len(seen.stores)


def pinned(stores: Mapping[str, Store], seen: Sighting, fact: Fact) -> Pinned:
    """The versions that the ledger tells of. Raises `storage.away`."""
    objects, bad, covered = [], [], []
    for name, group in groupby(seen.objects, key=lambda one: one.store):
        versions = list(group)
        found = _stored(stores[name], seen, versions, fact) if len(versions) > 1 else versions[0]
        objects.append(found or versions[0])
        if found is None:
            bad.append(name)
        elif found is not versions[0]:
            covered.append(name)
    return Pinned(replace(seen, objects=tuple(objects)), tuple(bad), tuple(covered))


def fits(told: Told, fact: Fact) -> bool:
    """Whether an object's end is that of the object the ledger tells of."""
    if fact.size is not None and fact.size != told.size:
        return False
    # what follows from the manifest need not be compared again
    return told.manifest_sha512 == fact.manifest_sha512


def _stored(store: Store, seen: Sighting, versions: Sequence[Seen], fact: Fact) -> Seen | None:
    likely = []
    for one in versions:
        told = read_tail({store.name: store}, replace(seen, objects=(one,)))
        if told is not None and fits(told, fact):
            likely.append(one)
    if len(likely) <= 1:
        return likely[0] if likely else None
    # Ends that are alike say nothing of the payload before them.
    for one in likely:
        copy = Copy(store, Placement(store.name, seen.key, one.version, 0, one.size))
        if isinstance(check(copy, fact.sha256), Intact):
            return one
    return None
