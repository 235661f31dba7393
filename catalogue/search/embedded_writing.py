"""Writing into one folder of the embedded index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from tantivy import Index, IndexWriter

from catalogue.search.embedded_faults import answering
from catalogue.search.embedded_fields import document
from catalogue.search.protocol import SearchEntry

SMALL_HEAP = 32_000_000  # bytes; what one import's entries need
LARGE_HEAP = 256_000_000  # for a whole index: fewer, larger segments, and a thread more


class EmbeddedWriting:
    """The one writer of an index folder."""

    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer

    def put(self, entries: Iterable[SearchEntry]) -> int:
        """See `protocol.Writing`."""
        count = 0
        for entry in entries:
            built = document(entry)
            with answering():
                self._writer.delete_documents_by_term("id", entry.id.hex)
                self._writer.add_document(built)
            count += 1
        return count

    def remove(self, ids: Collection[UUID]) -> None:
        """See `protocol.Writing`."""
        with answering():
            for identifier in ids:
                self._writer.delete_documents_by_term("id", identifier.hex)

    def commit(self) -> None:
        """See `protocol.Writing`."""
        with answering():
            self._writer.commit()


@contextmanager
def writer_of(index: Index, heap: int) -> Iterator[EmbeddedWriting]:
    """The writer of an opened index. What it did not commit is gone when it leaves."""
    with answering():
        writer = index.writer(heap_size=heap, num_threads=2 if heap >= LARGE_HEAP else 1)
    try:
        yield EmbeddedWriting(writer)
    except BaseException:
        with answering():
            writer.rollback()
        raise
    with answering():
        # merges still running would be lost, and segments would pile up commit by commit
        writer.wait_merging_threads()
