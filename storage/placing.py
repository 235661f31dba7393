"""Placing an object in every store, and adopting one that lies there already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from model.aip import Placement, Sealed
from model.errors import MunimentError
from model.verdict import Intact
from storage.checking import check
from storage.copies import Copy, side_by_side
from storage.flow import Lane
from storage.packing.inspection import headers_of, inspect
from storage.packing.malformed import MalformedObject
from storage.packing.sealed import read_sealed
from storage.stores import Incoming, KeyTaken, NoSuchObject, ObjectUnreadable, Stat, Store

Write = Callable[[bytes], None]
Seal = Callable[[Write], Sealed]
Placed = tuple[Sealed, list[Placement]]


def place(stores: Sequence[Store], key: str, seal: Seal) -> Placed:
    """Bytes first: whatever happens, no more than an orphan is left, and a retry adopts it."""
    there = adopt(stores, key)
    if there is not None:
        return there
    try:
        return _write_everywhere(stores, key, seal)
    except KeyTaken:
        # Somebody placed it meanwhile: that object is the AIP now.
        there = adopt(stores, key)
        if there is None:
            raise
        return there


def _write_everywhere(stores: Sequence[Store], key: str, seal: Seal) -> Placed:
    with ExitStack() as open_ones:
        incoming = [open_ones.enter_context(store.receive(key)) for store in stores]
        lanes: list[Lane[bytes]] = [Lane(one.write) for one in incoming]

        def write(chunk: bytes) -> None:
            for lane in lanes:
                lane.put(chunk)

        try:
            sealed = seal(write)
            for lane in lanes:
                lane.close()
        finally:
            for lane in lanes:
                lane.abandon()
        tasks = [
            partial(_commit, store, one, key, sealed)
            for store, one in zip(stores, incoming, strict=True)
        ]
        return sealed, side_by_side(tasks)


def _commit(store: Store, incoming: Incoming, key: str, sealed: Sealed) -> Placement:
    version = incoming.commit()
    placement = Placement(store.name, key, version, 0, sealed.object_size)
    confirm(Copy(store, placement), sealed.object_sha256)
    return placement


def confirm(copy: Copy, sha256: bytes) -> None:
    """Read back from the medium what was just written. Raises `storage.read-back-failed`."""
    if not isinstance(check(copy, sha256), Intact):
        place = copy.placement
        raise MunimentError("storage.read-back-failed", store=place.store, key=place.key)


def adopt(stores: Sequence[Store], key: str) -> Placed | None:
    """The object that some store holds under the key; afterwards every store holds it.

    None where no store has it. Raises `storage.orphan-damaged` and `storage.key-conflict`; then
    everything stays as it is, because nobody can tell which bytes were meant.
    """
    stats = [_stat(store, key) for store in stores]
    holders = [(s, t) for s, t in zip(stores, stats, strict=True) if t is not None]
    if not holders:
        return None
    copies = [Copy(s, Placement(s.name, key, t.version, 0, t.size)) for s, t in holders]
    found = side_by_side([partial(_examine, copy) for copy in copies])
    for copy, sealed in zip(copies, found, strict=True):
        if sealed.object_sha256 != found[0].object_sha256:
            raise MunimentError("storage.key-conflict", store=copy.store.name, key=key)
    lacking = [s for s, t in zip(stores, stats, strict=True) if t is None]
    placed = {copy.store.name: copy.placement for copy in copies}
    for store in lacking:
        placed[store.name] = _copy_on(copies[0], store, found[0])
    return found[0], [placed[store.name] for store in stores]


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


def _copy_on(source: Copy, store: Store, sealed: Sealed) -> Placement:
    key, digest = source.placement.key, hashlib.sha256()
    with store.receive(key) as incoming:
        for chunk in source.read(from_medium=True):
            digest.update(chunk)
            incoming.write(chunk)
        if digest.digest() != sealed.object_sha256:
            raise MunimentError("storage.read-back-failed", store=source.store.name, key=key)
        try:
            version = incoming.commit()
        except KeyTaken:
            version = ""  # somebody else copies it too; reading back tells whether it is the same
    placement = Placement(store.name, key, version, 0, sealed.object_size)
    confirm(Copy(store, placement), sealed.object_sha256)
    return placement
