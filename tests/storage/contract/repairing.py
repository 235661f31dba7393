"""Replaced for repair only, and then what was damaged is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from storage.stores import KeyTaken, Store
from tests.storage.contract import KEY, keys, whole

MIB = 1 << 20
DAMAGED = hashlib.sha256(b"damaged").digest()


class Repairing:
    def test_replaced_for_repair_only(self, store: Store) -> None:
        store.put(KEY, b"damaged")
        version = store.replace_damaged(KEY, DAMAGED, iter([b"he", b"aled"]))
        assert whole(store, KEY, version) == b"healed"
        assert whole(store) == b"healed"
        assert keys(store) == [KEY]

    def test_a_large_object_in_place_of_a_small_one(self, store: Store) -> None:
        store.put(KEY, b"damaged")
        version = store.replace_damaged(KEY, DAMAGED, (bytes(MIB) for _ in range(17)))
        assert whole(store, KEY, version) == bytes(17 * MIB)
        assert store.stat(KEY) == store.stat(KEY, version)

    def test_what_is_not_the_damaged_object_is_not_replaced(self, store: Store) -> None:
        store.put(KEY, b"healed by somebody else")
        with pytest.raises(KeyTaken):
            store.replace_damaged(KEY, DAMAGED, iter([b"again"]))
        assert whole(store) == b"healed by somebody else"
        assert keys(store) == [KEY]

    def test_what_could_not_be_read_is_replaced(self, store: Store) -> None:
        store.put(KEY, b"unreadable when it was looked at")
        store.replace_damaged(KEY, None, [b"healed"])
        assert whole(store) == b"healed"

    @pytest.mark.parametrize("bad", [None, DAMAGED])
    def test_a_missing_object_is_replaced(self, store: Store, bad: bytes | None) -> None:
        version = store.replace_damaged(KEY, bad, iter([b"healed"]))
        assert whole(store, KEY, version) == b"healed"

    def test_a_healed_object_is_written_once_like_any_other(self, store: Store) -> None:
        store.put(KEY, b"damaged")
        store.replace_damaged(KEY, DAMAGED, [b"healed"])
        with pytest.raises(KeyTaken):
            store.put(KEY, b"another")
        with pytest.raises(KeyTaken):
            store.replace_damaged(KEY, DAMAGED, [b"healed again"])
        assert whole(store) == b"healed"

    def test_healed_as_often_as_it_is_damaged(self, store: Store) -> None:
        store.put(KEY, b"damaged")
        for number in range(3):
            found = hashlib.sha256(whole(store)).digest()
            store.replace_damaged(KEY, found, [b"%d" % number])
        assert whole(store) == b"2"
        assert keys(store) == [KEY]

    @pytest.mark.parametrize("size", [3, 17 * MIB])
    def test_a_source_that_fails_replaces_nothing(self, store: Store, size: int) -> None:
        store.put(KEY, b"damaged")

        def failing() -> Iterator[bytes]:
            yield bytes(size)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.replace_damaged(KEY, DAMAGED, failing())
        assert whole(store) == b"damaged"
        assert keys(store) == [KEY]
