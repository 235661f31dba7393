"""A finding aid imported: staged, then published at one stroke, then searchable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from administration.aftercare import settle
from administration.executor import executing
from administration.wiring import Archive
from administration.workflows.telling import StepProgress
from ingest.finding_aids.importing import FindingAids
from ingest.finding_aids.report import as_json, from_json
from model.errors import MunimentError
from model.event import Agent, AgentKind
from model.ports import Steps

PATIENCE = 3600.0  # seconds that a job waits for another executor


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Import one document. Arguments: ``path``, ``name``, ``agent``, ``agent_kind``, ``dry_run``.

    Returns the report; with ``error`` {code, details} where the whole document was refused.
    """
    aids = _finding_aids(steps, archive, arguments)
    identifier = UUID(steps.step("begin", lambda: str(archive.new_id())))
    dry_run = bool(arguments.get("dry_run"))

    patience = float(arguments.get("patience", PATIENCE))

    def stage() -> dict[str, Any]:
        with executing(archive, patience):
            return read()

    def read() -> dict[str, Any]:
        try:
            report = aids.stage(Path(arguments["path"]), arguments["name"], identifier)
        except MunimentError as error:
            if not dry_run:
                aids.record_failure(error)
            return {"error": _plain(error)}
        if dry_run:
            aids.drop(identifier)
        return as_json(report)

    def publish() -> dict[str, Any]:
        try:
            with executing(archive, patience):
                aids.publish(identifier, from_json(staged))
        except MunimentError as error:
            aids.drop(identifier)
            aids.record_failure(error)
            return {"error": _plain(error)}
        return {}

    staged = steps.step("stage", stage)
    if dry_run or "error" in staged:
        return staged
    published = steps.step("publish", publish)
    steps.step("settle", lambda: len(settle(archive)))
    if arguments.get("spooled"):
        steps.step("clear", lambda: Path(arguments["path"]).unlink(missing_ok=True))
    return {**staged, **published}


def _finding_aids(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> FindingAids:
    agent = Agent(AgentKind(arguments["agent_kind"]), UUID(arguments["agent"]))
    return FindingAids(
        database=archive.database,
        clock=archive.clock,
        new_id=archive.new_id,
        agent=agent,
        rules=archive.rules,
        progress=StepProgress(steps),
    )


def _plain(error: MunimentError) -> dict[str, Any]:
    return {
        "code": error.code,
        "details": error.kept(),
    }
