"""One writer at a time, among all processes of all machines: a lease in OpenSearch itself.

The lease is one document. Whoever creates it holds it, and renews it while he lives; one that was
not renewed for a while is anybody's. Its sequence number decides between two who would take it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError, OpenSearchException, RequestError

from catalogue.search.opensearch_faults import answering
from model.errors import MunimentError

LASTS = 60.0  # seconds; also what is lost after a writer was killed
_RENEWED_EVERY = 10.0
_POLL = 0.1
_ID = "writer"
_BODY = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"enabled": False},
}


class Lease:
    """The right to write one index. ``lost`` once another may have taken it."""

    def __init__(self, client: OpenSearch, index: str) -> None:
        self._client, self._index = client, index
        self._owner = uuid4().hex
        self._number = self._term = -1
        self._ended = threading.Event()
        self._good_until = 0.0

    @property
    def lost(self) -> bool:
        """Whether it was not renewed in time."""
        return time.monotonic() > self._good_until

    @contextmanager
    def held(self, wait: float) -> Iterator[Lease]:
        """Hold it. Raises `search.busy` if another does after ``wait`` seconds."""
        until = time.monotonic() + wait
        while not self._take():
            if time.monotonic() >= until:
                raise MunimentError("search.busy")
            time.sleep(_POLL)
        keeper = threading.Thread(target=self._keep, name="search lease", daemon=True)
        keeper.start()
        try:
            yield self
        finally:
            self._ended.set()
            keeper.join()
            self._give_back()

    def _take(self) -> bool:
        with answering():
            try:
                there = self._client.get(index=self._index, id=_ID)
            except NotFoundError as fault:
                if fault.error == "index_not_found_exception":
                    self._make_index()
                return self._write(op_type="create")
            # by wall clocks, which machines of one archive keep within seconds of each other
            if time.time() - there["_source"]["renewed_at"] < LASTS:
                return False
            return self._write(if_seq_no=there["_seq_no"], if_primary_term=there["_primary_term"])

    def _make_index(self) -> None:
        try:
            self._client.indices.create(index=self._index, body=_BODY)
        except RequestError as fault:
            if fault.error != "resource_already_exists_exception":
                raise

    def _write(self, **condition: object) -> bool:
        began = time.monotonic()
        body = {"owner": self._owner, "renewed_at": time.time()}
        try:
            done = self._client.index(index=self._index, id=_ID, body=body, params=condition)
        except ConflictError:
            return False
        self._number, self._term = done["_seq_no"], done["_primary_term"]
        self._good_until = began + LASTS
        return True

    def _keep(self) -> None:
        while not self._ended.wait(_RENEWED_EVERY):
            try:
                if not self._write(if_seq_no=self._number, if_primary_term=self._term):
                    self._good_until = 0.0
                    return
            except OpenSearchException:
                continue  # away: perhaps it is back before the lease has ended

    def _give_back(self) -> None:
        params = {"if_seq_no": self._number, "if_primary_term": self._term}
        try:
            self._client.delete(index=self._index, id=_ID, params=params)
        except OpenSearchException:
            return  # it ends by itself
