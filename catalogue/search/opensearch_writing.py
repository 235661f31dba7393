"""Writing into an index of OpenSearch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from opensearchpy import OpenSearch

from catalogue.search.opensearch_faults import answering
from catalogue.search.opensearch_fields import document
from catalogue.search.opensearch_lease import Lease
from catalogue.search.protocol import SearchEntry
from model.errors import MunimentError

_PER_REQUEST = 1_000  # documents; some megabytes
_PATIENCE = 120  # seconds


class OpenSearchWriting:
    """The one writer of an index. ``at_once``: the index is nobody's yet, so nothing need wait."""

    def __init__(
        self, client: OpenSearch, index: str, lease: Lease, *, at_once: bool = False
    ) -> None:
        self._client, self._index, self._lease, self._at_once = client, index, lease, at_once
        # each an action, and the document that belongs to it
        self._waiting: list[tuple[dict[str, Any], ...]] = []

    def put(self, entries: Iterable[SearchEntry]) -> int:
        """See `protocol.Writing`."""
        count = 0
        for entry in entries:
            self._waiting.append(({"index": {"_id": entry.id.hex}}, document(entry)))
            count += 1
            if self._at_once and len(self._waiting) >= _PER_REQUEST:
                self._send()
        return count

    def remove(self, ids: Collection[UUID]) -> None:
        """See `protocol.Writing`."""
        self._waiting += [({"delete": {"_id": identifier.hex}},) for identifier in ids]

    def commit(self) -> None:
        """See `protocol.Writing`. What a crash leaves half done is done again from the outbox."""
        self._send()
        with answering():
            self._client.indices.refresh(index=self._index)

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), _PER_REQUEST):
            some = waiting[start : start + _PER_REQUEST]
            self._send_some([line for action in some for line in action])

    def _send_some(self, lines: list[dict[str, Any]]) -> None:
        if self._lease.lost:
            # somebody else writes by now: what we know may be older than what he wrote
            raise MunimentError("search.busy")
        with answering():
            done = self._client.bulk(
                body=lines, index=self._index, params={"request_timeout": _PATIENCE}
            )
        refused = [
            result["error"]["reason"]
            for item in done["items"]
            for result in item.values()
            if "error" in result
        ]
        if refused:
            raise MunimentError("search.away", reason=f"it refuses an entry: {refused[0][:150]}")
