"""Erasing one file by law: a generation that carries everything else in full takes its place.

Nothing of it is fetched from earlier generations, because they are going to be disposed of. Where
the order says so the file's name goes too: from PREMIS, and with the sender's papers that name it.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue import aips, copies, disposals, ledger, recording
from catalogue.aips import File
from catalogue.database import Database
from catalogue.disposals import Disposal
from model.aip import Member, PayloadFile, Placed, Role
from model.errors import MunimentError
from model.event import AgentKind, Kind
from model.ids import object_key
from model.ports import Progress
from preservation.disposal.deciding import state_of
from preservation.findings import Recorder
from preservation.generations import Archives, Present
from schemas.premis import PremisAgent, PremisEvent
from storage.packing import layout
from storage.packing.plan import GenerationPlan
from storage.packing.seal import seal
from storage.packing.successor import Decided, News, next_plan, without_orphans
from storage.vault import Vault

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Erasing:
    """Makes the generation that stays."""

    database: Database
    vault: Vault
    recorder: Recorder
    spool: Path
    progress: Progress

    def make_what_stays(self, one: Disposal) -> Disposal:
        """The disposal with ``keeps``; that generation is stored and recorded.

        Where a later delivery has taken the file out already, the earlier generations go all the
        same. Raises `catalogue.not-found`, `storage.member-altered`, `aip.generation-taken`.
        """
        one = self._decided(one)
        assert one.keeps is not None
        with self.database.read() as connection:
            known = {g.number for g in aips.generations(connection, one.aip)}
        if one.keeps in known:
            return one
        key = object_key(one.aip, one.keeps)
        placed = self.vault.adopt(key)
        if placed is None:
            with tempfile.TemporaryDirectory(prefix="erase-", dir=self.spool) as folder:
                plan = self._plan(one, Path(folder))
                spool = Path(folder)
                placed = self.vault.place(
                    key, lambda write: seal(plan, write, self.progress, spool)
                )
        if placed.sealed.sealed_at != one.sealed_at:
            raise MunimentError("aip.generation-taken", aip=one.aip)
        self._record(one, placed)
        return one

    def _decided(self, one: Disposal) -> Disposal:
        """Fix what a retry must use again, before the first byte."""
        if one.keeps is not None:
            return one
        with self.database.write() as connection:
            newest = aips.newest(aips.generations(connection, one.aip))
            if newest is None or one.path is None:
                raise MunimentError("catalogue.not-found", name=one.aip)
            disposals.change(
                connection,
                one.id,
                generation=newest.number + 1,
                sealed_at=self.recorder.clock(),
                event=self.recorder.new_id(),
                secret=os.urandom(32),
            )
        return state_of(self.database, one.id)

    def _plan(self, one: Disposal, folder: Path) -> GenerationPlan:
        present = Archives(self.database, self.vault).present(one.aip)
        assert one.keeps is not None
        assert one.sealed_at is not None
        assert one.event is not None
        assert one.secret is not None
        assert one.path is not None
        stays, kept = self._extracted(present, one, folder)
        event = PremisEvent(
            id=one.event,
            type="deletion",  # Library of Congress, eventType
            at=one.sealed_at,
            outcome="success",
            detail=f"one file erased by order, everything else carried in full; {one.id}",
            agents=(self.recorder.agent.id,),
        )
        past = present.past
        if one.unnamed:
            past = replace(past, events=_without_name(past.events, one.path))
        return next_plan(
            past,
            Decided(one.keeps, one.sealed_at, one.secret),
            present.described,
            News(
                payload=stays,
                carried=(),
                events=[event],
                agents=[self._agent()],
                derivations={path: how for path, how in past.derivations.items() if path in kept},
            ),
        )

    def _extracted(
        self, present: Present, one: Disposal, folder: Path
    ) -> tuple[list[PayloadFile], set[str]]:
        """Everything that stays, as files in the spool: a generation is written from files."""
        assert one.path is not None
        left = [m for m in present.carried() if m.sha512 != one.sha512 and m.path != one.path]
        kept = {member.path for member in without_orphans(present.past, left)}
        by_path = {file.member.path: file for file in present.files}
        stays = []
        self.progress.begin("get", len(kept))
        for number, path in enumerate(sorted(kept)):
            file, place = by_path[path], folder / str(number)
            self._extract(file, place)
            self.progress.advance(1)
            if one.unnamed and _names(place, file, one.path):
                place.unlink()
                continue
            stays.append(_packed(file.member, place))
        return stays, kept

    def _extract(self, file: File, place: Path) -> None:
        with self.database.read() as connection:
            held = copies.of_generation(connection, file.holder)
        places = [one.placement for one in held if one.status is not copies.CopyStatus.OWED]
        with place.open("xb") as out:
            for chunk in self.vault.open_member(places, file.member):
                out.write(chunk)

    def _record(self, one: Disposal, placed: Placed) -> None:
        sealed, places = placed.sealed, placed.placements
        recording.ahead(self.database, sealed, self.recorder.clock())
        with self.database.write() as connection:
            known = {g.number for g in aips.generations(connection, one.aip)}
            if sealed.generation in known:
                return
            _, generation = aips.record(connection, sealed)
            copies.record(connection, generation, places, self.recorder.clock(), placed.owed)
            said = {
                **aips.told(sealed),
                "copies": len(places),
                "owed": len(placed.owed),
                "disposal": str(one.id),
            }
            ledger.append(connection, self.recorder.event(Kind.STORED, said))

    def _agent(self) -> PremisAgent:
        who = self.recorder.agent
        kind = "software" if who.kind is AgentKind.SOFTWARE else "person"
        return PremisAgent(who.id, kind, "Muniment" if kind == "software" else "")


def _packed(member: Member, place: Path) -> PayloadFile:
    path, number = layout.unplaced(member)
    return PayloadFile(
        path=path,
        source=str(place),
        size=member.size,
        sha512=member.sha512,
        crc32=_crc32(place),
        role=member.role,
        identification=member.identification,
        number=number,
    )


def _crc32(place: Path) -> int:
    crc = 0
    with place.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _names(place: Path, file: File, path: str) -> bool:
    """Whether one of the sender's papers names the file: manifests and rows of tables do."""
    if file.member.role is not Role.SUBMISSION:
        return False
    name = path.rpartition("/")[2].encode()
    tail = b""
    with place.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if name in tail + chunk:
                return True
            tail = chunk[-len(name) :]
    return False


def _without_name(events: Sequence[PremisEvent], path: str) -> list[PremisEvent]:
    name = path.rpartition("/")[2]
    return [
        replace(
            event,
            objects=tuple(one for one in event.objects if one != path),
            detail="" if name in event.detail else event.detail,
            note="" if name in event.note else event.note,
        )
        for event in events
    ]
