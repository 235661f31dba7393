"""The way back: a further generation whose manifest no longer lists what a migration made."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from catalogue import migrations
from catalogue.migrations import MIGRATE, ROLL_BACK, Migration
from model.aip import Role
from model.errors import MunimentError
from preservation.migrating.sealing import agents_of, decide, done, event_of, place
from preservation.migrating.workshop import Workshop
from storage.packing import layout
from storage.packing.successor import Decided, News, next_plan


def roll_back(work: Workshop, one: Migration, identifier: UUID) -> Mapping[str, Any]:
    """One AIP without the migration's representation; older generations still hold it.

    Raises `migration.nothing-to-do`, `migration.generation-taken`.
    """
    with work.archives.database.read() as connection:
        before = migrations.unit_of(connection, one.id, identifier, MIGRATE)
    if before is None or before.state != "done":
        raise MunimentError("migration.nothing-to-do")
    unit = decide(work, one, identifier, ROLL_BACK)
    if unit.state == "done":
        return unit.report
    present = work.archives.present(identifier)
    gone = layout.representation_data(Role.PRESERVATION, before.number) + "/"
    detail = f"representation preservation-{before.number} is superseded"
    wanted = next_plan(
        present.past,
        Decided(unit.generation, unit.decided_at, unit.secret),
        present.described,
        News(
            payload=(),
            carried=[m for m in present.carried() if not m.path.startswith(gone)],
            events=[event_of(work, one, unit, detail)],
            agents=agents_of(work),
        ),
    )
    with tempfile.TemporaryDirectory(prefix="migrate-", dir=work.spool) as folder:
        placed = place(work, unit, lambda: wanted, Path(folder))
    return done(work, one, unit, placed)
