"""Written once, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest

from storage.stores import (
    MAX_KEY_BYTES,
    MAX_SEGMENT_BYTES,
    KeyTaken,
    NoSuchObject,
    Removed,
    Stat,
    Store,
)
from tests.storage.contract import KEY, keys, whole

MIB = 1 << 20
ODD_KEYS = [
    "a b/c d", "a+b", "a%20b", "a%2Fb", "a&b=c", "a?b#c", "a~b", "a'b\"c", "a<b>c", "a*b:c|d",
    "a;b,c",
    "Schöne/Grüße €.zip", "e\u0301/é", "日本語", "\U0001f5c4", "-a", ".hidden", "a/.b", "a/...",
    "muniment",
    "aip/tmp/x", "tmp.x", "s" * MAX_SEGMENT_BYTES,
    "k/" * ((MAX_KEY_BYTES - 1) // 2) + "k",
]  # fmt: skip
BAD_KEYS = [
    "", "/absolute", "ends/", "two//slashes", "../out", "a/../../out", "a/./b", "a\\b",
    "a\nb", "a\0b", "a\x7fb", "tmp/x", "tmp", "quarantine/x",
    "x/" + "s" * (MAX_SEGMENT_BYTES + 1),
    "ü" * (MAX_SEGMENT_BYTES // 2 + 1), "k/" * (MAX_KEY_BYTES // 2) + "k",
    "muniment-store.txt",
]  # fmt: skip


class Writing:
    def test_what_was_put_can_be_read(self, store: Store) -> None:
        version = store.put(KEY, b"content")
        assert whole(store) == b"content"
        assert store.stat(KEY, version) == Stat(KEY, 7, version)
        assert store.stat(KEY) == Stat(KEY, 7, version)
        assert b"".join(store.read(KEY, version, from_medium=True)) == b"content"

    def test_an_empty_object_is_an_object(self, store: Store) -> None:
        version = store.put(KEY, b"")
        assert whole(store) == b""
        assert store.stat(KEY) == Stat(KEY, 0, version)
        assert [found.size for found in store.list()] == [0]
        with pytest.raises(KeyTaken):
            store.put(KEY, b"content")

    @pytest.mark.parametrize("size", [5 * MIB, 16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 32 * MIB])
    def test_sizes_around_those_of_parts(self, store: Store, size: int) -> None:
        block = bytes(range(256)) * 2730 + b"odd"  # no divisor of anything
        data = (block * (size // len(block) + 1))[:size]
        with store.receive(KEY) as incoming:
            for start in range(0, size, 3_000_017):
                incoming.write(data[start : start + 3_000_017])
            version = incoming.commit()
        digest = hashlib.sha256()
        for chunk in store.read(KEY, version, from_medium=True):
            digest.update(chunk)
        assert digest.digest() == hashlib.sha256(data).digest()
        assert store.stat(KEY) == Stat(KEY, size, version)

    def test_a_chunk_larger_than_all_parts(self, store: Store) -> None:
        data = bytes(range(251)) * 160_000  # 40 MB at once
        store.put(KEY, data)
        assert whole(store) == data

    def test_a_key_is_written_once(self, store: Store) -> None:
        store.put(KEY, b"first")
        with pytest.raises(KeyTaken):
            store.put(KEY, b"second")
        with store.receive(KEY) as incoming:
            incoming.write(b"first")  # the same bytes are no exception
            with pytest.raises(KeyTaken):
                incoming.commit()
        assert whole(store) == b"first"
        assert keys(store) == [KEY]

    def test_a_large_object_does_not_overwrite_either(self, store: Store) -> None:
        store.put(KEY, b"first")
        with store.receive(KEY) as incoming:
            incoming.write(bytes(17 * MIB))
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

    def test_of_many_writers_with_stores_of_their_own_one_wins(
        self, store: Store, another: Callable[[], Store]
    ) -> None:
        """As programs beside one another: small objects and one that comes in parts."""
        sizes = [1000, 1000, 17 * MIB, 2000]
        ready = Barrier(len(sizes))

        def write(number: int) -> bool:
            with another().receive(KEY) as incoming:
                incoming.write(b"%d" % number * sizes[number])
                ready.wait()
                try:
                    incoming.commit()
                except KeyTaken:
                    return False
            return True

        with ThreadPoolExecutor(len(sizes)) as threads:
            won = list(threads.map(write, range(len(sizes))))
        assert won.count(True) == 1
        winner = won.index(True)
        assert whole(store) == b"%d" % winner * sizes[winner]

    def test_nothing_is_visible_before_commit(self, store: Store) -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"half")
            assert store.stat(KEY) is None
            assert keys(store) == []
            with pytest.raises(NoSuchObject):
                whole(store)

    def test_leaving_without_commit_leaves_nothing(self, store: Store) -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"half")
        with suppress(ZeroDivisionError), store.receive(KEY) as incoming:
            incoming.write(bytes(17 * MIB))
            raise ZeroDivisionError
        assert keys(store) == []
        with pytest.raises(NoSuchObject):
            whole(store)
        store.put(KEY, b"whole")
        assert whole(store) == b"whole"

    def test_many_objects_on_their_way_at_once(self, store: Store) -> None:
        names = [f"aip/{number}" for number in range(6)]

        def write(name: str) -> None:
            with store.receive(name) as incoming:
                for _ in range(5):
                    incoming.write(name.encode())
                incoming.commit()

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(write, names))
        assert [whole(store, name) for name in names] == [name.encode() * 5 for name in names]

    def test_bad_keys_are_refused(self, store: Store) -> None:
        for key in BAD_KEYS:
            for deed in (
                lambda key: store.put(key, b""),
                store.receive,
                lambda key: list(store.read(key)),
                store.stat,
                lambda key: store.replace_damaged(key, None, [b""]),
                store.delete,
            ):
                with pytest.raises(ValueError, match=r"key|segment|workshop|S3"):
                    deed(key)

    def test_odd_keys_are_keys(self, store: Store) -> None:
        for key in ODD_KEYS:
            store.put(key, key.encode())
        assert keys(store) == sorted(ODD_KEYS, key=str.encode)
        for key in ODD_KEYS:
            assert whole(store, key) == key.encode()
            assert store.stat(key) is not None
            assert key in [found.key for found in store.list(key[:-1])]
            store.replace_damaged(key, hashlib.sha256(key.encode()).digest(), [b"healed"])
            assert whole(store, key) == b"healed"
            assert store.delete(key) == Removed()
        assert keys(store) == []

    def test_tidying_spares_what_is_being_written(self, store: Store) -> None:
        with store.receive(KEY) as incoming:
            incoming.write(b"still ")
            store.tidy(0)
            incoming.write(b"here")
            incoming.commit()
        assert whole(store) == b"still here"

    def test_tidying_spares_what_was_written(self, store: Store) -> None:
        store.put(KEY, b"content")
        store.put("journal/00/1", b"change")
        store.tidy(0)
        assert keys(store) == [KEY, "journal/00/1"]

    def test_room_is_a_number_or_unknown(self, store: Store) -> None:
        assert store.free_bytes() is None or store.free_bytes() > 0  # type: ignore[operator]
