"""Listed in the byte order of the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from storage.stores import Stat, Store

Fill = Callable[[Sequence[str]], None]
"""Put an object under each key, whose content is the key."""

KEYS = [
    "a.b/1", "a/b", "a/b.c", "a/bc/d", "a0", "b/ä", "b/z", "b/€", "aip/ff/00/x",
    "b/\U0001f5c4", "b/\uffee",
]  # fmt: skip


class Listing:
    many = 1_203  # S3 gives a thousand at a time

    def test_an_empty_store_lists_nothing(self, store: Store) -> None:
        assert list(store.list()) == []
        assert list(store.list("nothing/", "nothing/0")) == []

    def test_listed_in_byte_order(self, store: Store, fill: Fill) -> None:
        fill(KEYS)
        in_order = sorted(KEYS, key=str.encode)
        assert list(store.list()) == [
            Stat(key, len(key.encode()), found.version)
            for key, found in zip(in_order, store.list(), strict=True)
        ]
        for start, key in enumerate(in_order):
            assert [found.key for found in store.list(after=key)] == in_order[start + 1 :]
        assert [f.key for f in store.list("a/b")] == ["a/b", "a/b.c", "a/bc/d"]
        assert [f.key for f in store.list("a/", "a/b")] == ["a/b.c", "a/bc/d"]
        assert [f.key for f in store.list("a/", "a/b.")] == ["a/b.c", "a/bc/d"]
        assert [f.key for f in store.list("a/", "b")] == []  # after all that begin so
        assert [f.key for f in store.list("b", "a")] == in_order[-5:]  # before all that begin so
        assert list(store.list("nothing/")) == []
        assert list(store.list("a/b.c/")) == []

    def test_more_than_a_page_of_objects(self, store: Store, fill: Fill) -> None:
        names = [f"aip/{number % 7:02x}/{number:05}" for number in range(self.many)]
        names += [f"aip/03.{number}" for number in range(30)]
        fill(names)
        in_order = sorted(names, key=str.encode)
        assert [found.key for found in store.list()] == in_order
        for at in (0, 1, *range(998, min(1_002, self.many)), len(names) - 1):
            assert [found.key for found in store.list(after=in_order[at])] == in_order[at + 1 :]
        below = [name for name in in_order if name.startswith("aip/03/")]
        assert [found.key for found in store.list("aip/03/")] == below
        assert [found.key for found in store.list("aip/03/", below[20])] == below[21:]

    def test_a_listing_goes_on_while_others_write_and_delete(
        self, store: Store, fill: Fill
    ) -> None:
        names = [f"aip/{number:03}" for number in range(50)]
        fill(names)
        seen = []
        for found in store.list():
            seen.append(found.key)
            if len(seen) == 10:
                store.delete("aip/049")
                store.put("aip/005a", b"behind")
        assert [key for key in seen if key != "aip/049"] == names[:-1]
