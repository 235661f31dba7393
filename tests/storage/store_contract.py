"""What every store promises. Each kind of store runs all of it: ``class TestX(StoreContract)``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from storage.stores import KeyTaken, NoSuchObject, NotThere, Removed, Stat, Store

KEY = "aip/ab/cd/one/v00001.zip"


def whole(store: Store, key: str = KEY) -> bytes:
    return b"".join(store.read(key))


class StoreContract:
    """Subclasses give the fixture ``store``: an empty one."""

    def test_what_was_put_can_be_read(self, store: Store) -> None:
        version = store.put(KEY, b"content")
        assert whole(store) == b"content"
        assert store.stat(KEY, version) == Stat(KEY, 7, version)
        assert b"".join(store.read(KEY, version, from_medium=True)) == b"content"

    def test_an_empty_object_is_an_object(self, store: Store) -> None:
        store.put(KEY, b"")
        assert whole(store) == b""
        assert [found.size for found in store.list()] == [0]

    def test_a_large_object_in_many_chunks(self, store: Store) -> None:
        data = bytes(range(256)) * 40_000  # ten MB
        with store.receive(KEY) as incoming:
            for start in range(0, len(data), 700_001):
                incoming.write(data[start : start + 700_001])
            incoming.commit()
        assert whole(store) == data

    @pytest.mark.parametrize(
        ("offset", "length"), [(0, 0), (0, 3), (3, 4), (7, None), (9, 100), (10, 1), (50, 2)]
    )
    def test_ranges(self, store: Store, offset: int, length: int | None) -> None:
        store.put(KEY, b"0123456789")
        end = None if length is None else offset + length
        assert b"".join(store.read(KEY, "", offset, length)) == b"0123456789"[offset:end]

    def test_a_range_beyond_one_chunk(self, store: Store) -> None:
        data = bytes(range(251)) * 20_000
        store.put(KEY, data)
        assert b"".join(store.read(KEY, "", 17, 3_000_000)) == data[17:3_000_017]

    def test_a_key_is_written_once(self, store: Store) -> None:
        store.put(KEY, b"first")
        with pytest.raises(KeyTaken):
            store.put(KEY, b"second")
        with store.receive(KEY) as incoming:
            incoming.write(b"first")  # the same bytes are no exception
            with pytest.raises(KeyTaken):
                incoming.commit()
        assert whole(store) == b"first"

    def test_of_many_writers_one_wins(self, store: Store) -> None:
        def write(number: int) -> bool:
            try:
                store.put(KEY, b"%d" % number * 1000)
            except KeyTaken:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            won = list(threads.map(write, range(16)))
        assert won.count(True) == 1
        assert whole(store) == b"%d" % won.index(True) * 1000

    def test_nothing_is_visible_before_commit(self, store: Store) -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"half")
            assert store.stat(KEY) is None
            assert list(store.list()) == []

    def test_leaving_without_commit_leaves_nothing(self, store: Store) -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"half")
        with suppress(ZeroDivisionError), store.receive(KEY) as incoming:
            incoming.write(b"half")
            raise ZeroDivisionError
        assert list(store.list()) == []
        with pytest.raises(NoSuchObject):
            whole(store)
        store.put(KEY, b"whole")
        assert whole(store) == b"whole"

    def test_what_is_not_there(self, store: Store) -> None:
        assert store.stat(KEY) is None
        with pytest.raises(NoSuchObject):
            whole(store)
        store.put(KEY, b"content")
        for near in ("aip/ab/cd/one", "aip/ab/cd/one/v00002.zip", "aip/ab"):
            assert near not in [found.key for found in store.list()]

    def test_listed_in_byte_order(self, store: Store) -> None:
        keys = ["a.b/1", "a/b", "a/b.c", "a/bc/d", "a0", "b/ä", "b/z", "b/€", "aip/ff/00/x"]
        for key in keys:
            store.put(key, key.encode())
        in_order = sorted(keys, key=str.encode)
        assert [found.key for found in store.list()] == in_order
        assert [found.size for found in store.list()] == [len(k.encode()) for k in in_order]
        for start, key in enumerate(in_order):
            after = [found.key for found in store.list(after=key)]
            assert after == in_order[start + 1 :]
        assert [f.key for f in store.list("a/b")] == ["a/b", "a/b.c", "a/bc/d"]
        assert [f.key for f in store.list("a/", "a/b")] == ["a/b.c", "a/bc/d"]
        assert list(store.list("nothing/")) == []

    def test_replaced_for_repair_only(self, store: Store) -> None:
        store.put(KEY, b"damaged")
        bad = hashlib.sha256(b"damaged").digest()
        version = store.replace_damaged(KEY, bad, iter([b"he", b"aled"]))
        assert b"".join(store.read(KEY, version)) == b"healed"
        assert [found.key for found in store.list()] == [KEY]

    def test_what_is_not_the_damaged_object_is_not_replaced(self, store: Store) -> None:
        store.put(KEY, b"healed by somebody else")
        with pytest.raises(KeyTaken):
            store.replace_damaged(KEY, hashlib.sha256(b"damaged").digest(), iter([b"again"]))
        assert whole(store) == b"healed by somebody else"

    def test_a_missing_object_is_replaced(self, store: Store) -> None:
        store.replace_damaged(KEY, None, iter([b"healed"]))
        assert whole(store) == b"healed"

    def test_a_source_that_fails_replaces_nothing(self, store: Store) -> None:
        store.put(KEY, b"damaged")

        def failing() -> Iterator[bytes]:
            yield b"hea"
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.replace_damaged(KEY, hashlib.sha256(b"damaged").digest(), failing())
        assert whole(store) == b"damaged"

    def test_deleted_is_gone_and_may_be_deleted_again(self, store: Store) -> None:
        store.put(KEY, b"content")
        assert store.delete(KEY) == Removed()
        assert store.stat(KEY) is None
        assert list(store.list()) == []
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
        assert [found.key for found in store.list()] == near

    def test_deleted_with_what_repairs_set_aside(self, store: Store) -> None:
        store.put(KEY, b"damaged")
        store.put(f"{KEY}2", b"damaged")
        for key in (KEY, f"{KEY}2"):
            store.replace_damaged(key, hashlib.sha256(b"damaged").digest(), [b"healed"])
        assert store.delete(KEY) == Removed()
        assert store.delete(KEY) == NotThere()
        assert [found.key for found in store.list()] == [f"{KEY}2"]

    def test_a_version_that_was_never_there_is_not_deleted(self, store: Store) -> None:
        store.put(KEY, b"content")
        assert store.delete(KEY, "01ARZ3NDEKTSV4RRFFQ69G5FAV") == NotThere()
        assert whole(store) == b"content"

    def test_two_delete_at_once(self, store: Store) -> None:
        store.put(KEY, b"content")
        with ThreadPoolExecutor(4) as threads:
            said = list(threads.map(store.delete, [KEY] * 8))
        assert Removed() in said
        assert set(said) <= {Removed(), NotThere()}
        assert store.stat(KEY) is None

    @pytest.mark.parametrize(
        "key",
        [
            "", "/absolute", "ends/", "two//slashes", "../out", "a/../../out", "a/./b", "a\\b",
            "a\nb", "a\0b", "tmp/x", "quarantine/x", "x/" + "s" * 256, "k/" * 512 + "k",
        ],
    )  # fmt: skip
    def test_bad_keys_are_refused(self, store: Store, key: str) -> None:
        with pytest.raises(ValueError, match=r"key|segment|workshop|S3"):
            store.put(key, b"")
        with pytest.raises(ValueError, match=r"key|segment|workshop|S3"):
            list(store.read(key))
        with pytest.raises(ValueError, match=r"key|segment|workshop|S3"):
            store.delete(key)

    def test_tidying_spares_what_is_being_written(self, store: Store) -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"still ")
            store.tidy(0)
            incoming.write(b"here")
            incoming.commit()
        assert whole(store) == b"still here"

    def test_room_is_a_number_or_unknown(self, store: Store) -> None:
        assert store.free_bytes() is None or store.free_bytes() > 0  # type: ignore[operator]
