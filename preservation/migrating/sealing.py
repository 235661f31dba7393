"""What is decided for an AIP before its first byte is written, the sealing, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from catalogue import aips, copies, ledger, migrations, recording
from catalogue.migrations import MIGRATE, Migration, Unit
from model.aip import Placed, Role
from model.errors import MunimentError
from model.event import AgentKind, Kind
from model.ids import object_key
from preservation.migrating.workshop import Workshop
from schemas.premis import PremisAgent, PremisEvent
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal


def decide(work: Workshop, one: Migration, identifier: UUID, purpose: str) -> Unit:
    """What a retry uses again; decided anew where the last try failed and stored nothing."""
    with work.archives.database.write() as connection:
        found = migrations.unit_of(connection, one.id, identifier, purpose)
        if found is None or found.state == "failed":
            newest = aips.newest(aips.generations(connection, identifier))
            values = {
                "aip": identifier,
                "purpose": purpose,
                "generation": newest.number + 1 if newest else 1,
                "number": migrations.next_number(connection, identifier),
                "decided_at": work.recorder.clock(),
                "event": work.recorder.new_id(),
                "secret": os.urandom(32),
                "report": {},
            }
            if found is None:
                migrations.decide(connection, one.id, values)
            else:
                migrations.change(connection, found.key, state="open", **values)
        unit = migrations.unit_of(connection, one.id, identifier, purpose)
    if unit is None:
        raise LookupError("a unit that was just decided")
    return unit


def place(work: Workshop, unit: Unit, build: Callable[[], GenerationPlan], spool: Path) -> Placed:
    """Seal what ``build`` plans into every store. Raises `migration.generation-taken`."""
    key, vault = object_key(unit.aip, unit.generation), work.archives.vault
    # Once a store holds an object under the key, that object is the generation (section 3).
    placed = vault.adopt(key)
    if placed is None:
        wanted = build()
        placed = vault.place(key, lambda write: seal(wanted, write, work.progress, spool))
    if placed.sealed.sealed_at != unit.decided_at:
        raise MunimentError("migration.generation-taken", aip=unit.aip)
    return placed


def done(work: Workshop, one: Migration, unit: Unit, placed: Placed) -> Mapping[str, Any]:
    """Record the generation; the report of the AIP's turn."""
    sealed = placed.sealed
    own = [m for m in sealed.own if m.role is Role.PRESERVATION]
    report = {"files": [{"path": m.path, "bytes": m.size, "code": ""} for m in own]}
    kind = Kind.MIGRATED if unit.purpose == MIGRATE else Kind.MIGRATION_ROLLED_BACK
    recording.ahead(work.archives.database, sealed, work.recorder.clock())
    with work.archives.database.write() as connection:
        known = {g.number for g in aips.generations(connection, unit.aip)}
        if unit.generation not in known:
            _, generation = aips.record(connection, sealed)
            places, owed = placed.placements, placed.owed
            copies.record(connection, generation, places, work.recorder.clock(), owed)
            said = {**aips.told(sealed), "copies": len(places), "owed": len(owed)}
            ledger.append(connection, work.recorder.event(Kind.STORED, said))
            work.tell(
                connection, kind, plan=str(one.id), aip=str(sealed.aip),
                generation=sealed.generation, derived=len(own),
            )  # fmt: skip
        migrations.change(connection, unit.key, state="done", report=report)
    return report


def event_of(
    work: Workshop, one: Migration, unit: Unit, detail: str, tools: Sequence[tuple[str, str]] = ()
) -> PremisEvent:
    """The PREMIS event of a migration, or of its roll-back."""
    return PremisEvent(
        id=unit.event,
        # Library of Congress, eventType. A roll-back is a "modification", the process of making
        # changes to an object: the AIP's newest generation lists one representation less.
        # "Deletion" (from repository storage) would be untrue, the older generation holds it; and
        # "deaccession" (from the repository's inventory) is what ends an AIP, which goes on here.
        type="migration" if unit.purpose == MIGRATE else "modification",
        at=unit.decided_at,
        outcome="success",
        detail=f"{detail}; plan {one.id}",
        agents=tuple(agent.id for agent in agents_of(work, tools)),
    )


def agents_of(work: Workshop, tools: Sequence[tuple[str, str]] = ()) -> list[PremisAgent]:
    """Who did it: who asked, and the tools by name and version."""
    who = work.recorder.agent
    kind = "software" if who.kind is AgentKind.SOFTWARE else "person"
    name = "Muniment" if kind == "software" else ""
    # The same tool of the same version is the same agent, in every AIP.
    return [
        PremisAgent(who.id, kind, name),
        *(
            PremisAgent(uuid5(NAMESPACE_URL, f"{tool} {version}"), "software", tool, version)
            for tool, version in tools
        ),
    ]
