"""The stores from some folder on: what they list, and what the end of each object tells.

Where a store is far away several ends are asked for at once. Order is kept, and no more is under
way than a few, so that memory stays flat.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from preservation.rebuild.listing import Away, Page, Sighting, pages
from preservation.rebuild.tails import Told, read_tail
from storage.packing.directory import FAR, NEAR
from storage.stores import Store

Read = tuple[Page, Sequence[Told | None]]
"""Some AIPs next to one another, and what each object tells of itself; None: it is not ours."""


@dataclass(frozen=True, slots=True)
class Way:
    """How ends are read: so many at once, and so much of each (`sealed.read_outline`)."""

    threads: int
    first: int


NEARBY = Way(1, NEAR)
DISTANT = Way(16, FAR)  # a store that is a server: waiting is what costs

_AT_ONCE = 500  # objects of a page, as long as they have few files
_FILES = 100_000  # in hand: more are not waited for
_AHEAD = 2  # ends under way for each thread


def read_stores(stores: Mapping[str, Store], after: str, away: Away, way: Way) -> Iterator[Read]:
    """Everything behind ``after``, in pages. Raises `storage.away` for an end that is not given.

    ``after`` and ``away`` as for `listing.pages`.
    """
    read = partial(read_tail, stores, first=way.first)
    listed = pages(list(stores.values()), after, away, _AT_ONCE)
    if way.threads <= 1:
        for page in listed:
            yield from _parts(page, map(read, page.seen))
        return
    with ThreadPoolExecutor(way.threads) as pool:
        for page in listed:
            yield from _parts(page, _in_order(pool, read, page.seen, way.threads * _AHEAD))


def read_ends(stores: Mapping[str, Store], seen: Sequence[Sighting], way: Way) -> list[Told | None]:
    """What some objects tell of themselves. Raises `storage.away`."""
    read = partial(read_tail, stores, first=way.first)
    if way.threads <= 1 or len(seen) <= 1:
        return [read(one) for one in seen]
    with ThreadPoolExecutor(way.threads) as pool:
        return list(_in_order(pool, read, seen, way.threads * _AHEAD))


def _in_order(
    pool: ThreadPoolExecutor,
    read: Callable[[Sighting], Told | None],
    seen: Iterable[Sighting],
    most: int,
) -> Iterator[Told | None]:
    waiting = deque[Future[Told | None]]()
    for one in seen:
        waiting.append(pool.submit(read, one))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _parts(page: Page, answers: Iterable[Told | None]) -> Iterator[Read]:
    """The page, divided between two AIPs where enough files are in hand."""
    begun, files, told = 0, 0, list[Told | None]()
    seen = page.seen
    for place, answer in enumerate(answers):
        told.append(answer)
        files += len(answer.members.paths) if answer else 0
        following = seen[place + 1 : place + 2]
        if files >= _FILES and following and following[0].aip != seen[place].aip:
            yield Page(seen[place].folder, seen[begun : place + 1], ()), told
            begun, files, told = place + 1, 0, []
    yield Page(page.last, seen[begun:], page.strays), told
