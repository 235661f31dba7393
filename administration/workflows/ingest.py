"""Ingest by the worker: one job for each submission, asked for on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from administration.accessioning import accession_of
from administration.aftercare import settle
from administration.executor import executing
from administration.home import take_on_ballast
from administration.wiring import Archive
from administration.workflows.outcomes import outcome_document
from administration.workflows.telling import CourseProgress
from ingest.accession import Wishes
from model.event import Agent, AgentKind
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: path, wishes and agent, as `arguments_of` makes them."""
    return steps.step("take", lambda: _take(steps, archive, arguments))


def arguments_of(path: Path, wishes: Wishes, agent: Agent) -> dict[str, Any]:
    """What the job is told."""
    return {
        "path": str(path.absolute()),
        "as": wishes.as_,
        "under": wishes.under,
        "metadata": str(wishes.metadata.absolute()) if wishes.metadata else None,
        "update": str(wishes.update) if wishes.update else None,
        "reason": wishes.reason,
        "agent": {"kind": agent.kind.value, "id": str(agent.id)},
    }


def _take(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> dict[str, Any]:
    agent = Agent(AgentKind(arguments["agent"]["kind"]), UUID(arguments["agent"]["id"]))
    metadata = Path(arguments["metadata"]) if arguments["metadata"] else None
    update = arguments.get("update")  # none in a job of an earlier program
    wishes = Wishes(
        as_=arguments["as"],
        under=arguments["under"],
        metadata=metadata,
        update=UUID(update) if update else None,
        reason=arguments.get("reason", ""),
    )
    with executing(archive), archive.identifier() as identifier:
        take_on_ballast(archive.home)
        progress = CourseProgress(steps, len(archive.vault.names))
        accession = accession_of(archive, identifier, agent, progress)
        outcomes = accession.take(Path(arguments["path"]), wishes)
    settle(archive)
    return {"outcomes": [outcome_document(one) for one in outcomes]}
