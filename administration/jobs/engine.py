"""The engine: one durable workflow that runs every kind of job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from dbos import DBOS
from dbos._error import DBOSWorkflowCancelledError

from administration.jobs.book import Book
from administration.jobs.places import APPLICATION, EMBEDDED, VERSION, WORKFLOW, engine_url
from administration.jobs.steps import DurableSteps
from administration.jobs.values import json_alone
from administration.wiring import Archive
from administration.workflows import Queue
from administration.workflows.registry import WORKFLOWS
from model.errors import MunimentError
from model.ports import JobCancelled

_LOG = logging.getLogger("muniment.jobs")
_MOST_ATTEMPTS = 5
_POLL = 0.25  # seconds


@contextmanager
def running(archive: Archive, worker: UUID) -> Iterator[None]:
    """The engine at work; what a dead embedded executor left is taken up at once.

    At the end nothing is waited for: a job in the middle of a step stays open, for the next worker.
    """
    closing = threading.Event()
    embedded = archive.settings.database.is_embedded
    # connected here, so that two threads do not do it at once
    _ = (archive.database, archive.vault, archive.software)
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": engine_url(archive),
            "application_version": VERSION,
            "executor_id": EMBEDDED if embedded else str(worker),
            "console_log_level": "CRITICAL",
            "log_level": "ERROR",
            "enable_otlp": False,
            "scheduler_polling_interval_sec": 3600.0,
            "serializer": json_alone(),
        }
    )

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1000)  # we count them ourselves
    def job(kind: str, arguments: dict[str, Any]) -> None:
        run(archive, worker, kind, arguments, closing)

    DBOS.launch()
    try:
        for queue in Queue:
            # On SQLite there is one writer, and long work would only wait for long work.
            alone = queue is Queue.AHEAD or (embedded and queue is Queue.LONG)
            at_once = 1 if alone else 2
            DBOS.register_queue(
                queue.value, worker_concurrency=at_once, polling_interval_sec=_POLL,
                on_conflict="always_update",
            )  # fmt: skip
        yield
    finally:
        closing.set()
        DBOS.destroy(workflow_completion_timeout_sec=0)


def run(
    archive: Archive,
    worker: UUID,
    kind: str,
    arguments: Mapping[str, Any],
    closing: threading.Event,
) -> None:
    """One job, from its first or next step to its end."""
    book = Book(archive, DBOS.workflow_id or "")
    attempt = book.begin(worker)
    if attempt == 0:
        return
    if attempt > _MOST_ATTEMPTS:
        book.failed(MunimentError("jobs.given-up", attempts=attempt - 1))
        return
    try:
        result = WORKFLOWS[kind].run(DurableSteps(book), archive, arguments)
    except MunimentError as error:
        book.failed(error)
    except JobCancelled:
        book.cancelled()
    except DBOSWorkflowCancelledError:
        book.cancelled()
        raise
    except Exception as error:
        if closing.is_set():
            raise  # the engine is gone under the step: not the job's fault, nor its end
        _LOG.exception("job %s of kind %s", DBOS.workflow_id, kind)
        name = type(error).__name__
        book.failed(MunimentError("internal.unexpected", kind=name, log="log/worker.log"))
    else:
        book.done(result)
