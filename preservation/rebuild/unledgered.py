"""Objects of which the ledger in the stores does not tell, or not yet: nothing vouches for them.

What was acknowledged in the last minute before the loss may be among them, so they are not left
lying; but their digest must come from their bytes, so every one of these is read as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from model.aip import Placement, Sealed
from preservation.rebuild.listing import Sighting
from storage.copies import Copy
from storage.packing.inspection import headers_of, inspect
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_sealed
from storage.stores import NoSuchObject, ObjectUnreadable, Store


def examined(stores: Mapping[str, Store], seen: Sighting) -> dict[str, Sealed | None]:
    """Each store's object, every byte of it verified; None where it is not what it says.

    Raises `storage.away`.
    """
    return {name: _examine(stores[name], seen, size) for name, size in seen.sizes}


def _examine(store: Store, seen: Sighting, size: int) -> Sealed | None:
    copy = Copy(store, Placement(store.name, seen.key, "", 0, size))
    try:
        sealed = read_sealed(copy.ranges(from_medium=True), size)
        found = inspect(copy.read(from_medium=True), sealed.own, headers_of(sealed))
    except (MalformedObject, NoSuchObject, ObjectUnreadable):
        return None
    whole = found.altered is None and found.size == size
    if not whole or (sealed.aip, sealed.generation) != (seen.aip, seen.number):
        return None
    return replace(sealed, object_sha256=found.sha256)
