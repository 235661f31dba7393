"""OpenSearch as the engine: for more than one machine, or more than the embedded one can hold.

``<name>-<layout>`` is an alias of the index in use. A rebuilt index gets a name of its own, and
one change of the alias puts it in the old one's place.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opensearchpy import OpenSearch

from catalogue.search import embedded_facets as counting
from catalogue.search.asked import understand
from catalogue.search.compounds import Vocabulary
from catalogue.search.embedded import hit
from catalogue.search.embedded_fields import Shown, stems
from catalogue.search.marking import Marker
from catalogue.search.opensearch_faults import NOT_BUILT, answering
from catalogue.search.opensearch_fields import DEEPEST, body, layout
from catalogue.search.opensearch_lease import Lease
from catalogue.search.opensearch_query import whole
from catalogue.search.opensearch_writing import OpenSearchWriting
from catalogue.search.protocol import MOST_HITS, Answer, Query, Sort
from catalogue.search.spelling import fold, words
from model.errors import MunimentError

_PATIENCE = 10  # seconds, for a reader

# What its library would say on standard error, we say in a sentence.
logging.getLogger("opensearch").addHandler(logging.NullHandler())

_ORDERS: dict[Sort, list[dict[str, Any]]] = {
    Sort.RELEVANCE: [{"_score": "desc"}],
    Sort.DATE: [{"first_year": {"order": "asc", "missing": "_last"}}],
    Sort.DATE_NEWEST: [{"last_year": {"order": "desc", "missing": "_last"}}],
    Sort.REFCODE: [],
}
_TIES: list[dict[str, Any]] = [{"order": "asc"}, {"id": "asc"}]


class OpenSearchEngine:
    """See `protocol.SearchEngine`. Safe for many threads; nothing connects before it is asked."""

    def __init__(
        self, url: str, name: str = "muniment", *, user: str = "", password: str = ""
    ) -> None:
        self._client = OpenSearch(
            url,
            http_auth=(user, password) if user else None,
            timeout=_PATIENCE,
            max_retries=2,
            retry_on_timeout=False,
            http_compress=not url.startswith("http://127."),
        )
        self._alias = f"{name}-{layout()}"
        self._lock = f"{name}.lock"

    def is_built(self) -> bool:
        """See `protocol.SearchEngine`."""
        with answering():
            return bool(self._client.indices.exists_alias(name=self._alias))

    @contextmanager
    def writing(self, *, wait: float = 0.0) -> Iterator[OpenSearchWriting]:
        """See `protocol.SearchEngine`."""
        if not self.is_built():
            raise MunimentError("search.away", reason=NOT_BUILT)
        with Lease(self._client, self._lock).held(wait) as lease:
            yield OpenSearchWriting(self._client, self._alias, lease)

    @contextmanager
    def rebuilding(self, *, wait: float = 0.0) -> Iterator[OpenSearchWriting]:
        """See `protocol.SearchEngine`."""
        with Lease(self._client, self._lock).held(wait) as lease:
            self._sweep()  # an index that was never finished is nobody's
            fresh = f"{self._alias}.{time.time_ns()}"
            with answering():
                self._client.indices.create(index=fresh, body=body())
            writing = OpenSearchWriting(self._client, fresh, lease, at_once=True)
            try:
                yield writing
                writing.commit()
            except BaseException:
                with answering():
                    self._client.indices.delete(index=fresh)
                raise
            self._put_in_use(fresh)

    def search(self, query: Query) -> Answer:
        """See `protocol.SearchEngine`."""
        began = time.perf_counter()
        asked = understand(query.text)
        lookup = whole(query, asked)
        with answering():
            page, counts = self._ask(query, lookup, typed=bool(asked.typed))
        found = [Shown(*json.loads(one["_source"]["shown"])) for one in page["hits"]["hits"]]
        marker = Marker.of(asked, stems, _words_of(found).compounds_of)
        counted = counts["aggregations"] if counts else {}
        return Answer(
            total=int(page["hits"]["total"]["value"]),
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            hits=tuple(hit(one, query, marker) for one in found),
            facets=counting.facets(counted) if counted else (),
            histogram=counting.histogram(counted) if counted else (),
        )

    def count(self, query: Query) -> int:
        """See `protocol.SearchEngine`."""
        lookup = whole(query, understand(query.text))
        with answering():
            return int(self._client.count(index=self._alias, body={"query": lookup})["count"])

    def close(self) -> None:
        """See `protocol.SearchEngine`."""
        self._client.close()

    def _ask(self, query: Query, lookup: dict[str, Any], *, typed: bool) -> tuple[Any, Any]:
        """The page of hits, and the counts over all, asked for together."""
        limit = max(1, min(query.limit, MOST_HITS))
        if query.offset + limit > DEEPEST:
            limit = 0  # nobody pages so far
        # what was not asked for in words has no relevance to sort by
        sort = Sort.REFCODE if query.sort is Sort.RELEVANCE and not typed else query.sort
        page = {
            "query": lookup,
            "from": query.offset if limit else 0,
            "size": limit,
            "sort": [*_ORDERS[sort], *_TIES],
            "track_total_hits": True,
            "_source": ["shown"],
        }
        # apart from the page, because the server remembers answers that hold no hits
        counts = {"query": lookup, "size": 0, "aggs": _counted(query)}
        questions: list[dict[str, Any]] = [{}, page, *([{}, counts] if query.facets else [])]
        answers = self._client.msearch(index=self._alias, body=questions)["responses"]
        for answer in answers:
            if "error" in answer:
                missing = answer["status"] == 404
                said = NOT_BUILT if missing else str(answer["error"].get("reason", "no answer"))
                raise MunimentError("search.away", reason=said[:200])
        return answers[0], answers[1] if query.facets else None

    def _put_in_use(self, fresh: str) -> None:
        with answering():
            old = self._client.indices.get_alias(index=f"{self._alias}.*").items()
            gone = [index for index, found in old if self._alias in found["aliases"]]
            self._client.indices.update_aliases(
                body={
                    "actions": [
                        {"add": {"index": fresh, "alias": self._alias}},
                        *({"remove_index": {"index": index}} for index in gone),
                    ]
                }
            )

    def _sweep(self) -> None:
        with answering():
            for index, found in self._client.indices.get_alias(index=f"{self._alias}.*").items():
                if self._alias not in found["aliases"]:
                    self._client.indices.delete(index=index)


def _counted(query: Query) -> dict[str, Any]:
    counted = counting.aggregation(query.today, 0)
    for one in counted.values():
        if "terms" in one:
            one["terms"]["shard_size"] = one["terms"].pop("segment_size")
    return counted


def _words_of(shown: list[Shown]) -> Vocabulary:
    """The long words of one page: only they can be marked on it."""
    texts = [text for one in shown for text in (one.title, *one.texts, *one.file_names)]
    return Vocabulary(fold(word) for text in texts for word in words(text))
