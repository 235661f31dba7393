"""Deleted for good, and nothing else with it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.stores import NoSuchObject, NotThere, Removed, Store
from tests.storage.contract import KEY, keys, whole

DAMAGED = hashlib.sha256(b"damaged").digest()


class Deleting:
    def test_deleted_is_gone_and_may_be_deleted_again(self, store: Store) -> None:
        store.put(KEY, b"content")
        assert store.delete(KEY) == Removed()
        assert store.stat(KEY) is None
        assert keys(store) == []
        with pytest.raises(NoSuchObject):
            whole(store)
        assert store.delete(KEY) == NotThere()
        store.put(KEY, b"another")  # no mark of the deletion is in its way
        assert whole(store) == b"another"

    def test_only_what_was_named_is_deleted(self, store: Store) -> None:
        near = [f"{KEY}.p/1", "aip/ab/cd/one/v00002.zip"]
        for key in (KEY, *near):
            store.put(key, key.encode())
        assert store.delete("aip/ab/cd/one/v0000") == NotThere()
        assert store.delete(KEY) == Removed()
        assert keys(store) == near

    def test_deleted_with_what_repairs_set_aside(self, store: Store) -> None:
        for key in (KEY, f"{KEY}2"):
            store.put(key, b"damaged")
            store.replace_damaged(key, DAMAGED, [b"healed"])
        assert store.delete(KEY) == Removed()
        assert store.delete(KEY) == NotThere()
        assert keys(store) == [f"{KEY}2"]

    def test_a_version_is_deleted_alone(self, store: Store) -> None:
        version = store.put(KEY, b"content")
        never = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
        assert store.delete(KEY, never) == NotThere()
        assert whole(store) == b"content"
        assert store.delete(KEY, version) == Removed()
        assert store.stat(KEY) is None

    def test_two_delete_at_once(self, store: Store) -> None:
        store.put(KEY, b"content")
        with ThreadPoolExecutor(4) as threads:
            said = list(threads.map(store.delete, [KEY] * 8))
        assert Removed() in said
        assert set(said) <= {Removed(), NotThere()}
        assert store.stat(KEY) is None
