"""A migration, step by step: plan, rehearsal, sign-off by a second person, one AIP after the other.

Every converted file is decoded and compared before anything is stored. Where one file of an AIP
fails, the AIP stays as it is: never half of it. Nothing is ever deleted: a roll-back is a further
generation whose manifest no longer lists the new representation.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from catalogue import aips, copies, ledger, migrations
from catalogue.aips import File
from catalogue.database import Connection
from catalogue.migrations import Migration, Unit
from model.aip import PayloadFile, Placed, Role
from model.errors import MunimentError
from model.event import Agent, AgentKind, Kind
from model.ids import object_key
from model.ports import Progress
from preservation.findings import Recorder
from preservation.generations import Archives, Present
from preservation.measuring import measured
from preservation.migration_plan import MigrationPlan, read_plan
from schemas.premis import Derivation, PremisAgent, PremisEvent
from storage.packing import layout
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal
from storage.packing.successor import Decided, News, next_plan
from tools.convert import EXTENSIONS, Converter
from tools.identify import Identifier

MIGRATE, ROLL_BACK = "migrate", "roll-back"


@dataclass(frozen=True, slots=True)
class Derived:
    """A file that was converted and compared: where it came from, and what is to be packed."""

    source: str  # bag path
    file: PayloadFile
    tool: str
    version: str


@dataclass(frozen=True, slots=True)
class Migrations:
    """Migrations in one archive. The caller holds the executor's lock where bytes are stored."""

    archives: Archives
    recorder: Recorder
    converter: Converter
    identifier: Identifier
    spool: Path
    progress: Progress

    def plan(self, text: str) -> Migration:
        """Write a plan down, or find it. Raises `migration.plan-invalid`."""
        read_plan(text)
        recorder = self.recorder
        with self.archives.database.write() as connection:
            identifier, by = recorder.new_id(), recorder.agent.id
            if migrations.plan(connection, identifier, text, by, recorder.clock()):
                self._append(connection, Kind.MIGRATION_PLANNED, plan=str(identifier))
            found = migrations.by_text(connection, text)
        if found is None:
            raise LookupError("a plan that was just written")
        return found

    def touched(self, plan: MigrationPlan) -> list[tuple[UUID, int, int]]:
        """The AIPs a plan selects: id, files, bytes. Raises `migration.nothing-to-do`."""
        with self.archives.database.read() as connection:
            found = migrations.selected(connection, plan.puids, plan.collection)
        if not found:
            raise MunimentError("migration.nothing-to-do")
        return found

    def rehearse(self, one: Migration) -> Migration:
        """Convert a sample and compare; nothing is stored.

        Raises `migration.nothing-to-do`, `migration.rehearsal-failed`, `migration.out-of-turn`.
        """
        plan = read_plan(one.plan)
        touched = self.touched(plan)
        results: list[dict[str, Any]] = []
        for identifier, _, _ in touched:
            files = _wanted(self.archives.present(identifier), plan)[: plan.sample - len(results)]
            results += [self._tried(identifier, file, plan) for file in files]
            if len(results) == plan.sample:
                break
        good = sum(1 for result in results if not result["code"])
        rehearsal = {
            "aips": len(touched),
            "files": sum(files for _, files, _ in touched),
            "bytes": sum(size for _, _, size in touched),
            "results": results,
        }
        state = "rehearsed" if good else "planned"
        self._move(one, ("planned", "rehearsed"), state, "rehearsed",
                   rehearsed_at=self.recorder.clock(), rehearsal=rehearsal)  # fmt: skip
        with self.archives.database.write() as connection:
            self._append(
                connection, Kind.MIGRATION_REHEARSED, failed=not good, plan=str(one.id),
                derived=good,
            )  # fmt: skip
        if not good:
            raise MunimentError("migration.rehearsal-failed")
        return self.again(one)

    def migrate(self, one: Migration, identifier: UUID) -> Mapping[str, Any]:
        """One AIP: all its files or none. What failed is in the report, and nothing is stored."""
        if one.state != "signed-off":
            raise MunimentError("migration.not-signed-off", plan=one.id)
        unit = self._decide(one, identifier, MIGRATE)
        if unit.state == "done":
            return unit.report
        plan, present = read_plan(one.plan), self.archives.present(identifier)
        with tempfile.TemporaryDirectory(prefix="migrate-", dir=self.spool) as folder:

            def build() -> GenerationPlan:
                made = [
                    self._derive(file, plan, unit.number, Path(folder) / str(number))
                    for number, file in enumerate(_wanted(present, plan))
                ]
                return self._plan(one, unit, present, made)

            try:
                placed = self._place(unit, build, Path(folder))
            except _FilesFailedError as failed:
                return self._failed(one, unit, failed.report)
        return self._done(one, unit, placed, Kind.MIGRATED)

    def roll_back(self, one: Migration, identifier: UUID) -> Mapping[str, Any]:
        """A further generation without the migration's representation; nothing is deleted."""
        with self.archives.database.read() as connection:
            before = migrations.unit_of(connection, one.id, identifier, MIGRATE)
        if before is None or before.state != "done":
            raise MunimentError("migration.nothing-to-do")
        unit = self._decide(one, identifier, ROLL_BACK)
        if unit.state == "done":
            return unit.report
        present = self.archives.present(identifier)
        gone = layout.representation_data(Role.PRESERVATION, before.number) + "/"
        event = self._event(one, unit, f"representation preservation-{before.number} is superseded")
        wanted = next_plan(
            present.past,
            Decided(unit.generation, unit.decided_at, unit.secret),
            present.described,
            News(
                payload=(),
                carried=[m for m in present.carried() if not m.path.startswith(gone)],
                events=[event],
                agents=self._agents(()),
            ),
        )
        with tempfile.TemporaryDirectory(prefix="migrate-", dir=self.spool) as folder:
            placed = self._place(unit, lambda: wanted, Path(folder))
        return self._done(one, unit, placed, Kind.MIGRATION_ROLLED_BACK)

    def end(self, one: Migration, purpose: str) -> Migration:
        """All AIPs had their turn."""
        state = "ended" if purpose == MIGRATE else "rolled-back"
        before = ("signed-off",) if purpose == MIGRATE else ("ended",)
        with self.archives.database.write() as connection:
            units = migrations.units(connection, one.id, purpose)
            at = self.recorder.clock()
            if migrations.move(connection, one.id, before, state, ended_at=at):
                done = sum(unit.state == "done" for unit in units)
                self._append(
                    connection, Kind.MIGRATION_ENDED, failed=done < len(units), plan=str(one.id),
                    units=done, failed_units=len(units) - done,
                )  # fmt: skip
        return self.again(one)

    def again(self, one: Migration) -> Migration:
        """The migration as it stands now. Raises `migration.not-found`."""
        with self.archives.database.read() as connection:
            found = migrations.by_id(connection, one.id)
        if found is None:
            raise MunimentError("migration.not-found", name=one.id)
        return found

    def _decide(self, one: Migration, identifier: UUID, purpose: str) -> Unit:
        """What a retry uses again; decided anew where the last try failed and stored nothing."""
        with self.archives.database.write() as connection:
            found = migrations.unit_of(connection, one.id, identifier, purpose)
            if found is None or found.state == "failed":
                newest = aips.newest(aips.generations(connection, identifier))
                values = {
                    "aip": identifier,
                    "purpose": purpose,
                    "generation": newest.number + 1 if newest else 1,
                    "number": migrations.next_number(connection, identifier),
                    "decided_at": self.recorder.clock(),
                    "event": self.recorder.new_id(),
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

    def _place(self, unit: Unit, build: Any, spool: Path) -> Placed:
        key, vault = object_key(unit.aip, unit.generation), self.archives.vault
        # Once a store holds an object under the key, that object is the generation (section 3).
        placed = vault.adopt(key)
        if placed is None:
            wanted: GenerationPlan = build()
            placed = vault.place(key, lambda write: seal(wanted, write, self.progress, spool))
        if placed.sealed.sealed_at != unit.decided_at:
            raise MunimentError("migration.generation-taken", aip=unit.aip)
        return placed

    def _done(self, one: Migration, unit: Unit, placed: Placed, kind: Kind) -> Mapping[str, Any]:
        sealed = placed.sealed
        own = [m for m in sealed.own if m.role is Role.PRESERVATION]
        report = {"files": [{"path": m.path, "bytes": m.size, "code": ""} for m in own]}
        with self.archives.database.write() as connection:
            known = {g.number for g in aips.generations(connection, unit.aip)}
            if unit.generation not in known:
                _, generation = aips.record(connection, sealed)
                places, owed = placed.placements, placed.owed
                copies.record(connection, generation, places, self.recorder.clock(), owed)
                said = {**aips.told(sealed), "copies": len(places), "owed": len(owed)}
                ledger.append(connection, self.recorder.event(Kind.STORED, said))
                self._append(
                    connection, kind, plan=str(one.id), aip=str(sealed.aip),
                    generation=sealed.generation, derived=len(own),
                )  # fmt: skip
            migrations.change(connection, unit.key, state="done", report=report)
        return report

    def _failed(self, one: Migration, unit: Unit, report: Mapping[str, Any]) -> Mapping[str, Any]:
        with self.archives.database.write() as connection:
            migrations.change(connection, unit.key, state="failed", report=dict(report))
            bad = [found["code"] for found in report["files"] if found["code"]]
            self._append(
                connection, Kind.MIGRATION_FAILED, failed=True, plan=str(one.id),
                aip=str(unit.aip), failed_units=len(bad), code=bad[0],
            )  # fmt: skip
        return report

    def _plan(
        self, one: Migration, unit: Unit, present: Present, made: Sequence[Derived | dict[str, Any]]
    ) -> GenerationPlan:
        good = [found for found in made if isinstance(found, Derived)]
        bad = [found for found in made if isinstance(found, dict)]
        if bad:
            raise _FilesFailedError({"files": bad})
        tools = sorted({(found.tool, found.version) for found in good})
        names = ", ".join(f"{tool} {version}" for tool, version in tools)
        event = self._event(one, unit, f"{len(good)} files by {names}; decoded and compared", tools)
        return next_plan(
            present.past,
            Decided(unit.generation, unit.decided_at, unit.secret),
            present.described,
            News(
                payload=[found.file for found in good],
                carried=present.carried(),
                events=[event],
                agents=self._agents(tools),
                derivations={
                    layout.bag_path(found.file): Derivation(found.source, unit.event)
                    for found in good
                },
            ),
        )

    def _event(
        self, one: Migration, unit: Unit, detail: str, tools: Sequence[tuple[str, str]] = ()
    ) -> PremisEvent:
        return PremisEvent(
            id=unit.event,
            # Library of Congress, eventType: both are migrations of the AIP's content
            type="migration" if unit.purpose == MIGRATE else "deaccession",
            at=unit.decided_at,
            outcome="success",
            detail=f"{detail}; plan {one.id}",
            agents=tuple(agent.id for agent in self._agents(tools)),
        )

    def _agents(self, tools: Sequence[tuple[str, str]]) -> list[PremisAgent]:
        who: Agent = self.recorder.agent
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

    def _tried(self, identifier: UUID, file: File, plan: MigrationPlan) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="rehearse-", dir=self.spool) as folder:
            found = self._derive(file, plan, 1, Path(folder) / "0")
            shown = {"aip": str(identifier), "path": file.name, "bytes": file.member.size}
            if isinstance(found, dict):
                return shown | {"code": found["code"], "result": 0}
            return shown | {"code": "", "result": found.file.size}

    def _derive(
        self, file: File, plan: MigrationPlan, number: int, folder: Path
    ) -> Derived | dict[str, Any]:
        """Convert one file and compare; where it fails, its path and the code of the reason."""
        folder.mkdir()
        source = folder / f"source{PurePosixPath(file.name).suffix[:16]}"
        target = folder / f"result{EXTENSIONS[plan.recipe.target]}"
        self._extract(file, source)
        try:
            made = self.converter.convert(source, target, plan.recipe)
        except MunimentError as error:
            if not error.code.startswith("convert.") or error.code == "convert.tool-missing":
                raise
            return {"path": file.member.path, "bytes": file.member.size, "code": error.code}
        finally:
            source.unlink()
        (found,) = self.identifier.identify([str(target)])
        size, digest, crc32 = measured(target)
        packed = PayloadFile(
            # the original's whole name stays, so that a.bmp and a.gif do not become one a.tif
            f"{file.name}{EXTENSIONS[plan.recipe.target]}",
            str(target), size, digest, crc32, Role.PRESERVATION, found, number,
        )  # fmt: skip
        return Derived(file.member.path, packed, made.tool, made.version)

    def _extract(self, file: File, target: Path) -> None:
        with self.archives.database.read() as connection:
            held = copies.of_generation(connection, file.holder)
        places = copies.readable(held)
        with target.open("xb") as out:
            for chunk in self.archives.vault.open_member(places, file.member):
                out.write(chunk)

    def _move(
        self, one: Migration, before: Sequence[str], state: str, deed: str, **values: Any
    ) -> None:
        with self.archives.database.write() as connection:
            if not migrations.move(connection, one.id, before, state, **values):
                raise MunimentError("migration.out-of-turn", state=one.state, deed=deed)

    def _append(
        self,
        connection: Connection,
        kind: Kind,
        *,
        failed: bool = False,
        failed_units: int | None = None,
        **fields: str | int,
    ) -> None:
        if failed_units is not None:
            fields["failed"] = failed_units
        ledger.append(connection, self.recorder.event(kind, fields, failed=failed))


class _FilesFailedError(Exception):
    """Some files of an AIP could not be converted: the report names each."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.report = report
        super().__init__("files")


def _wanted(present: Present, plan: MigrationPlan) -> list[File]:
    return [
        one
        for one in present.files
        if one.member.role is Role.ORIGINAL
        and one.member.identification is not None
        and one.member.identification.puid in plan.puids
    ]
