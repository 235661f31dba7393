"""The embedded engine: tantivy, in files of the archive's home, read by many, written by one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from tantivy import Index, Order, Searcher, SearchResult
from tantivy import Query as Lookup

from catalogue.search import embedded_facets as counting
from catalogue.search.asked import Asked, understand
from catalogue.search.embedded_faults import answering
from catalogue.search.embedded_fields import Shown, number, register, schema, stems, version
from catalogue.search.embedded_query import Asking
from catalogue.search.embedded_shelf import Shelf
from catalogue.search.embedded_words import LongWords, Opened
from catalogue.search.embedded_writing import (
    LARGE_HEAP,
    SMALL_HEAP,
    EmbeddedWriting,
    writer_of,
)
from catalogue.search.marking import Marker
from catalogue.search.protocol import MOST_HITS, Access, Answer, Hit, Query, Sort
from model.errors import MunimentError

_REMEMBERED = 100  # questions; people turn pages, and robots turn all of them

_ORDERS = {
    Sort.DATE: ("first_year", Order.Asc),
    Sort.DATE_NEWEST: ("last_year", Order.Desc),
    Sort.REFCODE: ("order", Order.Asc),
}


class EmbeddedEngine:
    """See `protocol.SearchEngine`. ``root`` is the archive's ``index/``. Safe for many threads."""

    def __init__(self, root: Path) -> None:
        self._shelf = Shelf(root, version())
        self._schema = schema()
        self._opened: Opened | None = None
        self._opening = threading.Lock()
        self._words = LongWords()
        self._counts: dict[tuple[tuple[int, ...], Query], dict[str, Any]] = {}

    def is_built(self) -> bool:
        """See `protocol.SearchEngine`."""
        with answering():
            return self._shelf.in_use() is not None

    @contextmanager
    def writing(self, *, wait: float = 0.0) -> Iterator[EmbeddedWriting]:
        """See `protocol.SearchEngine`."""
        with self._shelf.locked(wait):
            folder = self._shelf.in_use()
            if folder is None:
                raise MunimentError("search.away", reason="it has not been built yet")
            with writer_of(self._open(folder), SMALL_HEAP) as writing:
                yield writing

    @contextmanager
    def rebuilding(self, *, wait: float = 0.0) -> Iterator[EmbeddedWriting]:
        """See `protocol.SearchEngine`."""
        with self._shelf.locked(wait):
            with answering():
                folder = self._shelf.new_folder()
            with writer_of(self._open(folder), LARGE_HEAP) as writing:
                yield writing
                writing.commit()
            with answering():
                self._shelf.put_in_use(folder)

    def search(self, query: Query) -> Answer:
        """See `protocol.SearchEngine`."""
        began = time.perf_counter()
        asked = understand(query.text)
        with answering():
            opened = self._current()
            # asked for to rank, to count and to mark
            compounds = cache(self._words.of(opened).compounds_of)
            lookup = Asking(self._schema, compounds).whole(query, asked)
            total, shown = self._page(opened.searcher, lookup, query, asked)
            marker = Marker.of(asked, stems, compounds)
            hits = tuple(hit(one, query, marker) for one in shown)
            counted = {}
            if query.facets:
                light = Asking(self._schema, compounds, ranked=False).whole(query, asked)
                counted = self._counted(opened, light, query, total)
        return Answer(
            total=total,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            hits=hits,
            facets=counting.facets(counted) if counted else (),
            histogram=counting.histogram(counted) if counted else (),
        )

    def _counted(self, opened: Opened, lookup: Lookup, query: Query, total: int) -> dict[str, Any]:
        """All counts; those of another page of the same question are remembered."""
        question = replace(query, offset=0, limit=0, sort=Sort.RELEVANCE)
        key = (opened.state, question)
        if (counted := self._counts.get(key)) is None:
            counted = opened.searcher.aggregate(lookup, counting.aggregation(query.today, total))
            if len(self._counts) >= _REMEMBERED:
                self._counts.clear()
            self._counts[key] = counted
        return counted

    def count(self, query: Query) -> int:
        """See `protocol.SearchEngine`."""
        asked = understand(query.text)
        with answering():
            opened = self._current()
            compounds = self._words.of(opened).compounds_of
            asking = Asking(self._schema, compounds, ranked=False)
            return _total(opened.searcher.search(asking.whole(query, asked), limit=1))

    def close(self) -> None:
        """See `protocol.SearchEngine`."""
        with self._opening:
            self._opened = None

    # --- reading -----------------------------------------------------------------------------

    def _open(self, folder: Path) -> Index:
        with answering():
            index = Index(self._schema, path=str(folder))
            index.config_reader("manual")
            register(index)
            return index

    def _current(self) -> Opened:
        """The index at its last commit, whichever process made it."""
        state, opened = self._shelf.state(), self._opened
        if opened is not None and opened.state == state:
            return opened
        with self._opening:
            folder = self._shelf.in_use()
            # the state is taken before the searcher: a commit in between is seen next time
            state = self._shelf.state()
            if folder is None or state is None:
                raise MunimentError("search.away", reason="it has not been built yet")
            opened = self._opened
            same = opened is not None and opened.folder == folder
            index = opened.index if opened is not None and same else self._open(folder)
            index.reload()
            self._opened = opened = Opened(index, index.searcher(), folder, state)
            return opened

    @staticmethod
    def _page(
        searcher: Searcher, lookup: Lookup, query: Query, asked: Asked
    ) -> tuple[int, list[Shown]]:
        limit = max(1, min(query.limit, MOST_HITS))
        # what was not asked for in words has no relevance to sort by
        sort = Sort.REFCODE if query.sort is Sort.RELEVANCE and not asked.typed else query.sort
        if sort is Sort.RELEVANCE:
            result = searcher.search(lookup, limit=limit, offset=query.offset)
        else:
            field, order = _ORDERS[sort]
            result = searcher.search(
                lookup, limit=limit, offset=query.offset, order_by_field=field, order=order
            )
        shown = [json.loads(searcher.doc(address)["shown"][0]) for _, address in result.hits]
        return _total(result), [Shown(*fields) for fields in shown]


def _total(result: SearchResult) -> int:
    return int(result.count or 0)  # type: ignore[attr-defined]  # forgotten in tantivy's stub


def hit(shown: Shown, query: Query, marker: Marker) -> Hit:
    """One unit found, as it is shown."""
    texts: Sequence[str] = shown.texts
    if query.sees_closed and shown.file_names:
        texts = [*shown.texts, " · ".join(shown.file_names)]
    day = shown.content_from
    return Hit(
        id=UUID(shown.id),
        refcode=shown.refcode,
        title=shown.title,
        level=shown.level,
        dates=shown.dates,
        first_year=shown.first_year,
        last_year=shown.last_year,
        access=Access.OPEN if day <= number(query.today) else Access.CLOSED,
        content_from=date(day // 10_000, day // 100 % 100, day % 100),
        reason=shown.reason,
        digital=shown.digital,
        title_marked=marker.marked(shown.title),
        snippet=marker.snippet(texts),
    )
