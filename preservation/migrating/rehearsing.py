"""A sample of the files, converted and compared; nothing of it is stored."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from catalogue import migrations
from catalogue.aips import File
from catalogue.migrations import Migration
from model.errors import MunimentError
from model.event import Kind
from preservation.migrating.deriving import Derived, derive
from preservation.migrating.plan import MigrationPlan, read_plan
from preservation.migrating.planning import touched, wanted
from preservation.migrating.workshop import Workshop


def rehearse(work: Workshop, one: Migration) -> dict[str, Any]:
    """Try a sample; what came of it, as the migration's page shows it.

    Raises `migration.nothing-to-do`, `migration.rehearsal-failed`, `migration.out-of-turn`.
    """
    plan = read_plan(one.plan)
    everything = touched(work, plan)
    results: list[dict[str, Any]] = []
    for identifier, _, _ in everything:
        present = work.archives.present(identifier)
        files = wanted(present, plan)[: plan.sample - len(results)]
        results += [_tried(work, identifier, file, plan) for file in files]
        if len(results) == plan.sample:
            break
    good = sum(1 for result in results if not result["code"])
    rehearsal = {
        "aips": len(everything),
        "files": sum(files for _, files, _ in everything),
        "bytes": sum(size for _, _, size in everything),
        "results": results,
    }
    state = "rehearsed" if good else "planned"
    with work.archives.database.write() as connection:
        moved = migrations.move(
            connection, one.id, ("planned", "rehearsed"), state,
            rehearsed_at=work.recorder.clock(), rehearsal=rehearsal,
        )  # fmt: skip
        if not moved:
            raise MunimentError("migration.out-of-turn", state=one.state, deed="rehearsed")
        work.tell(
            connection, Kind.MIGRATION_REHEARSED, failed=not good, plan=str(one.id), derived=good
        )
    if not good:
        raise MunimentError("migration.rehearsal-failed")
    return rehearsal


def _tried(work: Workshop, identifier: UUID, file: File, plan: MigrationPlan) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="rehearse-", dir=work.spool) as folder:
        found = derive(work, file, plan, 1, Path(folder) / "0")
    shown = {"aip": str(identifier), "path": file.name, "bytes": file.member.size}
    if isinstance(found, Derived):
        return shown | {"code": "", "result": found.file.size}
    return shown | {"code": found.code, "result": 0}
