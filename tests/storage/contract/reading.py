"""Read as it was written, in every part."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.stores import NoSuchObject, Store
from tests.storage.contract import KEY, keys, whole

MIB = 1 << 20
EDGES = [
    (0, 0), (0, 1), (0, 3), (0, 10), (0, 11), (3, 4), (7, None), (9, 1), (9, 100), (10, 0), (10, 1),
    (10, None), (11, 0), (50, 2), (50, None),
]  # fmt: skip
# around the chunks of a megabyte in which stores read
LARGE_EDGES = [
    (0, MIB), (0, MIB + 1), (MIB - 1, 1), (MIB - 1, 2), (MIB, MIB), (1, 3 * MIB), (2 * MIB + 5,
    None),
    (3 * MIB, None), (3 * MIB + 16, 1), (3 * MIB + 17, 1), (3 * MIB + 16, 100 * MIB),
]  # fmt: skip


class Reading:
    @pytest.mark.parametrize("from_medium", [False, True])
    def test_ranges(self, store: Store, from_medium: bool) -> None:
        store.put(KEY, b"0123456789")
        for offset, length in EDGES:
            end = None if length is None else offset + length
            got = b"".join(store.read(KEY, "", offset, length, from_medium=from_medium))
            assert got == b"0123456789"[offset:end], (offset, length)

    def test_ranges_around_chunks(self, store: Store) -> None:
        data = (bytes(range(251)) * 12_600)[: 3 * MIB + 17]
        store.put(KEY, data)
        for offset, length in LARGE_EDGES:
            end = None if length is None else offset + length
            assert b"".join(store.read(KEY, "", offset, length)) == data[offset:end]

    def test_ranges_of_nothing(self, store: Store) -> None:
        store.put(KEY, b"")
        for offset, length in ((0, 0), (0, 1), (0, None), (1, 1), (5, None)):
            assert list(store.read(KEY, "", offset, length)) == []

    def test_chunks_are_never_empty_and_never_large(self, store: Store) -> None:
        store.put(KEY, bytes(3 * MIB + 5))
        sizes = [len(chunk) for chunk in store.read(KEY)]
        assert sum(sizes) == 3 * MIB + 5
        assert min(sizes) > 0
        assert max(sizes) <= MIB

    def test_reading_may_end_early(self, store: Store) -> None:
        store.put(KEY, bytes(5 * MIB))
        for _ in range(40):  # more than connections that a pool would have
            reading = store.read(KEY)
            assert next(reading)
            reading.close()  # type: ignore[attr-defined]  # our stores give generators
        assert len(whole(store)) == 5 * MIB

    def test_many_read_at_once(self, store: Store) -> None:
        data = bytes(range(256)) * 8192
        store.put(KEY, data)
        with ThreadPoolExecutor(8) as threads:
            read = list(threads.map(lambda start: b"".join(store.read(KEY, "", start)), range(16)))
        assert read == [data[start:] for start in range(16)]

    def test_what_is_not_there(self, store: Store) -> None:
        assert store.stat(KEY) is None
        for offset, length in ((0, None), (0, 0), (5, 5)):
            with pytest.raises(NoSuchObject):
                list(store.read(KEY, "", offset, length))
        store.put(KEY, b"content")
        for near in (KEY[:-1], f"{KEY}.p", KEY.upper(), "aip/ab/cd/one/v00002.zip"):
            assert store.stat(near) is None
            assert near not in keys(store)
            with pytest.raises(NoSuchObject):
                whole(store, near)
