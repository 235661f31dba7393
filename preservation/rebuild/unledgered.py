"""Objects of which the ledger in the stores does not tell, or not yet: nothing vouches for them.

What was acknowledged in the last minute before the loss may be among them, so they are not left
lying; but their digest must come from their bytes, so every one of these is read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.aips import ORIGINAL
from model.aip import Member, Placement
from model.submission import payload_digest
from preservation.rebuild.listing import Seen, Sighting
from preservation.rebuild.tails import Told, told_by
from storage.copies import Copy
from storage.packing.inspection import headers_of, inspect
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_outline, read_sealed
from storage.stores import NoSuchObject, ObjectUnreadable, Store


@dataclass(frozen=True, slots=True)
class Examined:
    """An object whose every byte is what its manifests say. ``payload``: identity of its files."""

    told: Told
    version: str
    sha256: bytes
    files_root: bytes
    payload: bytes


def examined(stores: Mapping[str, Store], seen: Sighting) -> dict[str, Examined | None]:
    """Each store's object, the newest that is sound; None where none is what it says.

    Raises `storage.away`.
    """
    found: dict[str, Examined | None] = {}
    for one in seen.objects:
        if found.get(one.store) is None:
            found[one.store] = _examine(stores[one.store], seen, one)
    return found


def _examine(store: Store, seen: Sighting, one: Seen) -> Examined | None:
    copy, size = Copy(store, Placement(store.name, seen.key, one.version, 0, one.size)), one.size
    ranges = copy.ranges(from_medium=True)
    try:
        sealed = read_sealed(ranges, size)
        found = inspect(copy.read(from_medium=True), sealed.own, headers_of(sealed))
        told = told_by(read_outline(ranges, size), store.name)
    except (MalformedObject, NoSuchObject, ObjectUnreadable):
        return None
    whole = found.altered is None and found.size == size
    if not whole or (sealed.aip, sealed.generation) != (seen.aip, seen.number):
        return None
    return Examined(told, one.version, found.sha256, sealed.files_root, _payload(sealed.payload))


def _payload(members: Iterable[Member]) -> bytes:
    """As `model.submission` computes it for a unit."""
    return payload_digest((m.path.removeprefix(ORIGINAL), m.sha512) for m in members)
