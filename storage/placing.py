"""Placing an object in every store, and adopting one that lies there already.

A store that may owe its copy stops nothing: it gets the copy later (`debts`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from model.aip import Placed, Placement, Sealed
from model.errors import MunimentError
from model.ports import Progress
from storage.copies import Copy, side_by_side
from storage.copying import SourceNotIntact, copy_on
from storage.debts import Debts
from storage.packing.inspection import headers_of, inspect
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_sealed
from storage.share import Share
from storage.stores import KeyTaken, NoSuchObject, ObjectUnreadable, Stat, Store

Write = Callable[[bytes], None]
Seal = Callable[[Write], Sealed]


def place(
    stores: Sequence[Store], debts: Debts, key: str, seal: Seal, progress: Progress
) -> Placed:
    """Bytes first: whatever happens, no more than an orphan is left, and a retry adopts it."""
    there = adopt(stores, debts, key)
    if there is not None:
        return there
    try:
        return _write_everywhere(stores, debts, key, seal, progress)
    except KeyTaken:
        # Somebody placed it meanwhile: that object is the AIP now.
        there = adopt(stores, debts, key)
        if there is None:
            raise
        return there


def _write_everywhere(
    stores: Sequence[Store], debts: Debts, key: str, seal: Seal, progress: Progress
) -> Placed:
    shares = [Share(store, key, debts) for store in stores]
    with ExitStack() as opened:
        for share in shares:
            opened.enter_context(share)

        def write(chunk: bytes) -> None:
            for share in shares:
                share.write(chunk)

        try:
            sealed = seal(write)
            for share in shares:
                share.close()
        finally:
            for share in shares:
                share.abandon()
        written = sum(not share.owed for share in shares)
        progress.begin("read-back", sealed.object_size * written)
        # The required copies first, so that what a failure leaves lies never only in a store that
        # may be away when the deed is tried again.
        needed = [share for share in shares if not debts.may_owe(share.store.name)]
        others = [share for share in shares if debts.may_owe(share.store.name)]
        placed = [
            placement
            for some in (needed, others)
            for placement in side_by_side(
                [partial(share.commit, sealed, progress.advance) for share in some]
            )
            if placement is not None
        ]
    return _placed(stores, sealed, placed)


def _placed(stores: Sequence[Store], sealed: Sealed, placements: Sequence[Placement]) -> Placed:
    found = {one.store: one for one in placements}
    names = [store.name for store in stores]
    safe = [found[name] for name in names if name in found]
    return Placed(sealed, safe, [name for name in names if name not in found])


def adopt(stores: Sequence[Store], debts: Debts, key: str) -> Placed | None:
    """The object that some store holds under the key; afterwards every store holds or owes it.

    None where no store has it. Raises `storage.orphan-damaged` and `storage.key-conflict`; then
    everything stays as it is, because nobody can tell which bytes were meant.
    """
    held: list[Copy] = []
    for store in stores:
        there = debts.excused(store.name, partial(_stat, store, key))
        if there is not None:
            held.append(Copy(store, Placement(store.name, key, there.version, 0, there.size)))
    found = side_by_side(
        [partial(debts.excused, copy.store.name, partial(_examine, copy)) for copy in held]
    )
    good = [(copy, sealed) for copy, sealed in zip(held, found, strict=True) if sealed is not None]
    if not good:
        return None
    source, sealed = good[0]
    for copy, other in good:
        if other.object_sha256 != sealed.object_sha256:
            raise MunimentError("storage.key-conflict", store=copy.store.name, key=key)
    placed = [copy.placement for copy, _ in good]
    have = {place.store for place in placed}
    for store in stores:
        if store.name not in have:
            copied = debts.excused(store.name, partial(_copied, source, store, sealed))
            placed += [copied] if copied is not None else []
    return _placed(stores, sealed, placed)


def _copied(source: Copy, store: Store, sealed: Sealed) -> Placement:
    try:
        return copy_on(source, store, sealed.object_sha256)
    except SourceNotIntact as error:
        # It was intact a moment ago: a medium that gives this and that is not to be trusted.
        raise MunimentError(
            "storage.read-back-failed", store=source.store.name, key=source.placement.key
        ) from error


def _stat(store: Store, key: str) -> Stat | None:
    try:
        return store.stat(key)
    except ObjectUnreadable as error:
        raise MunimentError("storage.orphan-damaged", store=store.name, key=key) from error


def _examine(copy: Copy) -> Sealed:
    """Every byte of an object that no catalogue speaks for."""
    place = copy.placement
    try:
        sealed = read_sealed(copy.ranges(from_medium=True), place.length)
        found = inspect(copy.read(from_medium=True), sealed.own, headers_of(sealed))
        if found.altered is None and found.size == place.length:
            return replace(sealed, object_sha256=found.sha256)
        cause: Exception | None = None
    except (MalformedObject, NoSuchObject, ObjectUnreadable) as error:
        cause = error
    raise MunimentError("storage.orphan-damaged", store=place.store, key=place.key) from cause
