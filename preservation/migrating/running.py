"""An AIP's turn: all its files get a new representation in a new generation, or none of them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from catalogue import ledger, migrations
from catalogue.migrations import MIGRATE, Migration, Unit
from model.errors import MunimentError
from model.event import Kind
from preservation.generations import Present
from preservation.migrating.deriving import Derived, Underived, derive
from preservation.migrating.plan import read_plan
from preservation.migrating.planning import wanted
from preservation.migrating.sealing import agents_of, decide, done, event_of, place
from preservation.migrating.workshop import Workshop
from schemas.premis import Derivation
from storage.packing import layout
from storage.packing.plan import GenerationPlan
from storage.packing.successor import Decided, News, next_plan

RUNS_IN = ("signed-off", "ended")
"""States in which AIPs have their turn; after the end those that failed have another one."""


def migrate(work: Workshop, one: Migration, identifier: UUID) -> Mapping[str, Any]:
    """One AIP; the report of its turn. What failed is in it, and nothing is stored then.

    Raises `migration.not-signed-off`, `migration.generation-taken`, `convert.tool-missing`.
    """
    if one.state not in RUNS_IN:
        raise MunimentError("migration.not-signed-off", plan=one.id)
    unit = decide(work, one, identifier, MIGRATE)
    if unit.state == "done":
        return unit.report
    plan, present = read_plan(one.plan), work.archives.present(identifier)
    with tempfile.TemporaryDirectory(prefix="migrate-", dir=work.spool) as folder:

        def build() -> GenerationPlan:
            made = [
                derive(work, file, plan, unit.number, Path(folder) / str(number))
                for number, file in enumerate(wanted(present, plan))
            ]
            return _next(work, one, unit, present, made)

        try:
            placed = place(work, unit, build, Path(folder))
        except _FilesFailedError as failed:
            return _failed(work, one, unit, failed.files)
    return done(work, one, unit, placed)


class _FilesFailedError(Exception):
    """Some files of an AIP could not be converted."""

    def __init__(self, files: Sequence[Underived]) -> None:
        self.files = files
        super().__init__("files")


def _next(
    work: Workshop, one: Migration, unit: Unit, present: Present,
    made: Sequence[Derived | Underived],
) -> GenerationPlan:  # fmt: skip
    good = [found for found in made if isinstance(found, Derived)]
    bad = [found for found in made if isinstance(found, Underived)]
    if bad:
        raise _FilesFailedError(bad)
    tools = sorted({(found.tool, found.version) for found in good})
    names = ", ".join(f"{tool} {version}" for tool, version in tools)
    detail = f"{len(good)} files by {names}; decoded and compared"
    return next_plan(
        present.past,
        Decided(unit.generation, unit.decided_at, unit.secret),
        present.described,
        News(
            payload=[found.file for found in good],
            carried=present.carried(),
            events=[event_of(work, one, unit, detail, tools)],
            agents=agents_of(work, tools),
            derivations={
                layout.bag_path(found.file): Derivation(found.source, unit.event) for found in good
            },
        ),
    )


def _failed(
    work: Workshop, one: Migration, unit: Unit, files: Sequence[Underived]
) -> Mapping[str, Any]:
    report = {"files": [{"path": f.source, "bytes": f.size, "code": f.code} for f in files]}
    with work.archives.database.write() as connection:
        migrations.change(connection, unit.key, state="failed", report=report)
        fields: dict[str, str | int] = {
            "plan": str(one.id), "aip": str(unit.aip), "failed": len(files), "code": files[0].code,
        }  # fmt: skip
        event = work.recorder.event(Kind.MIGRATION_FAILED, fields, failed=True)
        ledger.append(connection, event)
    return report
