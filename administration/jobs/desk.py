"""Where jobs are put in their queue, cancelled and tried again."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue import jobs, ledger
from model.errors import MunimentError
from model.event import Agent, Event, Kind
from model.job import Job, JobState

if TYPE_CHECKING:
    from dbos import DBOSClient

    from administration.wiring import Archive


class JobDesk:
    """`model.ports.Jobs`, with what people may do to a job besides. Connects when first used."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()

    def start(
        self, kind: str, arguments: Mapping[str, Any], *, key: str = "", account: UUID | None = None
    ) -> str:
        """Put a job in its queue; its id. The same ``key`` again is the same job.

        So is one without key and arguments while its like waits: ten letters are sent by one job.
        The book comes first: a crash in between is made good by the sweeper.
        """
        with self._archive.database.write() as connection:
            waiting = jobs.queued_alike(connection, kind) if not (key or arguments) else None
            identifier = waiting or key or str(self._archive.new_id())
            jobs.add(connection, identifier, kind, arguments, account, self._archive.clock())
        self.enqueue(identifier, kind, arguments)
        return identifier

    def enqueue(self, identifier: str, kind: str, arguments: Mapping[str, Any]) -> None:
        """Hand a job of the book to the engine; handed over twice it is still one."""
        from administration.jobs.places import VERSION, WORKFLOW
        from administration.jobs.values import require_json
        from administration.workflows.registry import WORKFLOWS

        require_json(dict(arguments))
        self._client.enqueue(
            {
                "workflow_name": WORKFLOW,
                "queue_name": WORKFLOWS[kind].queue.value,
                "workflow_id": identifier,
                "app_version": VERSION,
            },
            kind,
            dict(arguments),
        )

    def cancel(self, identifier: str, agent: Agent) -> None:
        """Let a job end before its next step. Raises `jobs.not-found`, `jobs.ended`."""
        found = self._find(identifier)
        if found.state.ended:
            raise MunimentError("jobs.ended", job=identifier)
        self._client.cancel_workflow(identifier)
        with self._archive.database.write() as connection:
            if jobs.end(connection, identifier, JobState.CANCELLED, self._archive.clock()):
                event = Event(
                    self._archive.new_id(), Kind.JOB_CANCELLED, self._archive.clock(), agent
                )
                ledger.append(connection, event)

    def retry(self, identifier: str, account: UUID | None = None) -> str:
        """A failed or cancelled job again, as a new one; its id.

        Raises `jobs.not-found`, `jobs.not-ended`.
        """
        found = self._find(identifier)
        if found.state not in (JobState.FAILED, JobState.CANCELLED):
            raise MunimentError("jobs.not-ended", job=identifier)
        # The key of the first one, so that two who press the button start one.
        return self.start(
            found.kind, found.arguments, key=f"{identifier[:60]}~{found.attempts}", account=account
        )

    def take_over(self, dead: UUID) -> int:
        """Give the jobs of a dead worker to those alive; how many.

        The engine itself does not: an executor that is gone for ever keeps its jobs for ever.
        """
        from administration.workflows.registry import WORKFLOWS

        held = self._client.list_workflows(
            executor_id=str(dead), status="PENDING", load_input=False, load_output=False
        )
        with self._archive.database.read() as connection:
            known = {one.workflow_id: jobs.by_id(connection, one.workflow_id) for one in held}
        for identifier, found in known.items():
            if found is not None:
                queue = WORKFLOWS[found.kind].queue.value
                self._client.resume_workflow(identifier, queue_name=queue)
        return len(known)

    def unreadable(self, identifiers: Sequence[str]) -> set[str]:
        """Jobs that the engine has given up without our having said so: it cannot read them."""
        if not identifiers:
            return set()
        found = self._client.list_workflows(
            workflow_ids=list(identifiers), status="ERROR", load_input=False, load_output=False
        )
        return {one.workflow_id for one in found}

    def close(self) -> None:
        """Let go of the engine's database."""
        if "_client" in vars(self):
            self._client.destroy()

    def _find(self, identifier: str) -> Job:
        with self._archive.database.read() as connection:
            found = jobs.by_id(connection, identifier)
        if found is None:
            raise MunimentError("jobs.not-found", job=identifier)
        return found

    @cached_property
    def _client(self) -> DBOSClient:
        with self._lock:
            from dbos import DBOSClient  # takes a second, and most commands start no job

            from administration.jobs.places import engine_url
            from administration.jobs.prepare import prepare
            from administration.jobs.values import json_alone

            prepare(self._archive)
            return DBOSClient(
                system_database_url=engine_url(self._archive), serializer=json_alone()
            )
