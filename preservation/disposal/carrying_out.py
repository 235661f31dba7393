"""Carrying a disposal out: nobody has it any more, then no cache, no row and no store has.

Every step can be done again, so that a kill at any instant loses nothing: the disposal stays at
work, and whoever carries it out next goes on. Object Lock is respected: what a store holds is
named, and tried again later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never
from uuid import UUID

from catalogue import (
    aips,
    descriptions,
    disposals,
    erasing,
    grants,
    journal,
    ledger,
    letting_go,
    revising,
    submissions,
    unseen,
)
from catalogue.database import Connection, Database
from catalogue.disposals import Disposal, Gone
from catalogue.journal import segments
from model.aip import Role
from model.description import Carrier
from model.digests import named, sha256
from model.disposal import CAN_BE_CARRIED_OUT, DisposalState, erased_digest
from model.errors import MunimentError
from model.event import Kind
from model.ids import object_key
from model.ports import Progress
from model.rights import RuleSet
from preservation.disposal.deciding import blocked, out_of_turn, state_of
from preservation.disposal.erasing import Erasing
from preservation.findings import Recorder
from storage.stores import Held, NotThere, Removed
from storage.vault import Vault

_SHOWN = frozenset({Role.ORIGINAL, Role.PRESERVATION, Role.ACCESS})


@dataclass(frozen=True, slots=True)
class Caches:
    """What else holds something of an AIP. ``forget``: a file's access copies, by its SHA-512.

    ``discard``: ready deliveries, by their ids.
    """

    forget: Callable[[bytes], None]
    discard: Callable[[Iterable[UUID]], None]


@dataclass(frozen=True, slots=True)
class Disposing:
    """Carries out what two people have decided. The caller holds the executor's lock."""

    database: Database
    vault: Vault
    recorder: Recorder
    rules: RuleSet
    caches: Caches
    spool: Path
    progress: Progress

    def carry_out(self, identifier: UUID) -> Disposal:
        """Everything that can be done now; the disposal afterwards, disposed or waiting.

        Raises `disposal.not-found`, `disposal.not-approved`, `disposal.orders-open`.
        """
        one = state_of(self.database, identifier)
        if one.state not in CAN_BE_CARRIED_OUT:
            raise MunimentError("disposal.not-approved", disposal=one.id, state=one.state.value)
        if one.state is DisposalState.APPROVED:
            with self.database.read() as connection:
                blocked(connection, one.aip)
        if one.of_one_file:
            # The rest of the AIP is safe in every store before anything of it is touched.
            erasing = Erasing(self.database, self.vault, self.recorder, self.spool, self.progress)
            one = erasing.make_what_stays(one)
        if one.state is DisposalState.APPROVED:
            one = self._begin(one)
        self._clear_caches(one)
        self._drop_rows(one)
        self._find_objects(one)
        removed = self._remove_objects(one)
        return self._end(one, removed)

    def present_again(self) -> list[tuple[Disposal, Gone]]:
        """Objects that were removed and lie in a store again: an old medium came back.

        They are noted, so that carrying the disposal out again removes them.
        """
        found: list[tuple[Disposal, Gone]] = []
        with self.database.read() as connection:
            done = disposals.in_state(connection, DisposalState.DISPOSED)
        for one in done:
            self._find_objects(one)
            with self.database.read() as connection:
                objects = disposals.objects(connection, one.id)
            found += [(one, gone) for gone in objects if gone.state != "removed"]
        return found

    def _begin(self, one: Disposal) -> Disposal:
        """From here on nobody has it: one transaction."""
        recorder = self.recorder
        with self.database.write() as connection:
            blocked(connection, one.aip)
            found = [
                g for g in aips.generations(connection, one.aip)
                if one.keeps is None or g.number < one.keeps
            ]  # fmt: skip
            copies = disposals.name_objects(connection, one)
            parts = letting_go.parts_of(connection, one)
            keys = letting_go.take_units(connection, one, parts)
            self._leave_on_paper_what_is(connection, one, keys)
            letting_go.unlink(connection, one.aip, parts)
            if one.unnamed:
                erasing.forget_where(connection, keys, recorder.clock())
            unseen.drop(connection, one.aip)
            submissions.drop_open(connection, one.aip)
            self._end_grants(connection, one, keys, parts)
            journal.note_keys(connection, keys, recorder.clock())
            segments.outdate(connection, one.aip, recorder.clock())
            counts = {
                "generations": len(found),
                "files": 1 if one.of_one_file else max((g.files for g in found), default=0),
                "bytes": max((g.bytes for g in found), default=0),
            }
            erased = None if one.sha512 is None else erased_digest(one.id, one.sha512)
            begun = disposals.move(
                connection, one, DisposalState.AT_WORK, begun_at=recorder.clock(), erased=erased,
                **counts,
            )  # fmt: skip
            if not begun:
                raise out_of_turn(one, "carried out")
            fields: dict[str, str | int] = {**self._about(one), **counts, "copies": copies}
            if erased is not None:
                fields["erased"] = named("sha256", erased)
            if keys and (head := descriptions.by_key(connection, min(keys))) is not None:
                fields["description"] = str(head.description.id)
            ledger.append(connection, recorder.event(Kind.DISPOSAL_BEGUN, fields))
        return state_of(self.database, one.id)

    def _leave_on_paper_what_is(
        self, connection: Connection, one: Disposal, keys: list[int]
    ) -> None:
        """What had files alone is not on paper now that they are gone; the index hears of all."""
        recorder = self.recorder
        for key in keys:
            described = descriptions.by_key(connection, key)
            if described is None:
                continue
            noun = described.description
            others = [a for a, _ in aips.of_description(connection, described.key) if a != one.aip]
            if not one.of_one_file and noun.carrier is None and not others and noun.level.is_unit:
                digital = replace(noun, carrier=Carrier.DIGITAL)
                revising.change(
                    connection, digital, described.revision, self.rules, recorder.clock(),
                    recorder.agent.id,
                )  # fmt: skip
            revising.touch(connection, noun.id)

    def _end_grants(
        self, connection: Connection, one: Disposal, keys: list[int], parts: set[str] | None
    ) -> None:
        """Nobody may fetch it any more; of one file, those grants that name it or its like."""
        now = self.recorder.clock()
        for key in keys:
            for grant in grants.of_description(connection, key):
                names = () if grant.names is None else grant.names.get(one.aip, ())
                ends = parts is None or not parts.isdisjoint(names)
                if ends and grants.revoke(connection, grant.id, now):
                    fields = {"grant": str(grant.id), "disposal": str(one.id)}
                    ledger.append(connection, self.recorder.event(Kind.GRANT_REVOKED, fields))

    def _clear_caches(self, one: Disposal) -> None:
        """Access copies and ready deliveries; the rows that tell of them go afterwards."""
        with self.database.read() as connection:
            units = letting_go.units_of(connection, one.id)
            ready = [
                (grant.id, there.id)
                for key in units
                for grant in grants.of_description(connection, key)
                if (there := grants.ready_for(connection, grant.id)) is not None
            ]
        self.caches.discard([delivery for _, delivery in ready])
        with self.database.write() as connection:
            for grant, _ in ready:
                grants.forget(connection, grant)
        if one.of_one_file:
            if one.sha512:  # after a rebuild there is no cache either
                self.caches.forget(one.sha512)
            return
        with self.database.read() as connection:
            for generation in aips.generations(connection, one.aip):
                for file in aips.all_files(connection, generation.key):
                    if file.member.role in _SHOWN:
                        self.caches.forget(file.member.sha512)

    def _drop_rows(self, one: Disposal) -> None:
        """The catalogue's rows, batch by batch; the AIP's own comes last."""
        while True:
            with self.database.write() as connection:
                if not letting_go.drop_some_files(connection, one.aip, one.keeps):
                    letting_go.drop_generations(connection, one.aip, one.keeps)
                    return

    def _find_objects(self, one: Disposal) -> None:
        """What stores list under the AIP's keys beyond what the catalogue knew."""
        prefix = object_key(one.aip, 1).rpartition("/")[0] + "/"
        for name in self.vault.names:
            try:
                listed = list(self.vault.listed(name, prefix))
            except MunimentError:
                continue  # away: `_remove_objects` says so
            numbers = [_number(key) for key in listed]
            with self.database.write() as connection:
                for number in numbers:
                    if number and (one.keeps is None or number < one.keeps):
                        disposals.note_object(connection, one.id, number, name)

    def _remove_objects(self, one: Disposal) -> int:
        """Each object from its store, with what repairs set aside; how many went now."""
        with self.database.read() as connection:
            left = [g for g in disposals.objects(connection, one.id) if g.state != "removed"]
        self.progress.begin("dispose", len(left))
        removed = 0
        for gone in left:
            removed += self._remove(one, gone)
            self.progress.advance(1)
        return removed

    def _remove(self, one: Disposal, gone: Gone) -> int:
        try:
            found = self.vault.remove(gone.store, object_key(one.aip, gone.generation))
        except MunimentError as error:
            self._note(one, code=error.code)
            return 0
        now = self.recorder.clock()
        with self.database.write() as connection:
            match found:
                case Removed() | NotThere():
                    state = {"state": "removed", "until": None, "removed_at": now}
                    disposals.set_object(connection, one.id, gone, **state)
                    return int(isinstance(found, Removed))
                case Held(until):
                    disposals.set_object(connection, one.id, gone, state="held", until=until)
                    disposals.change(connection, one.id, code="disposal.held")
                    return 0
                case _:
                    assert_never(found)

    def _note(self, one: Disposal, code: str) -> None:
        with self.database.write() as connection:
            disposals.change(connection, one.id, code=code)

    def _end(self, one: Disposal, removed: int) -> Disposal:
        one = state_of(self.database, one.id)
        with self.database.write() as connection:
            objects = disposals.objects(connection, one.id)
            left = [gone for gone in objects if gone.state != "removed"]
            fields = {**self._about(one), "copies": removed}
            if left:
                until = disposals.later([g.until for g in left if g.state == "held"])
                disposals.move(connection, one, DisposalState.WAITING, held_until=until)
                if one.state is not DisposalState.WAITING or removed:
                    held: dict[str, str | int] = {**fields, "failed": len(left), "code": one.code}
                    event = self.recorder.event(Kind.DISPOSAL_HELD, held, failed=True)
                    ledger.append(connection, event)
            elif one.state is not DisposalState.DISPOSED or removed:
                now = self.recorder.clock()
                done_at = one.done_at or now
                disposals.move(
                    connection, one, DisposalState.DISPOSED, done_at=done_at, code="",
                    held_until=None, path=None if one.unnamed else one.path,
                )  # fmt: skip
                done = {**fields, "generations": one.generations, "files": one.files}
                done |= {"bytes": one.bytes, "detail": _digest(objects)}
                ledger.append(connection, self.recorder.event(Kind.DISPOSED, done))
        return state_of(self.database, one.id)

    def _about(self, one: Disposal) -> dict[str, str | int]:
        about: dict[str, str | int] = {
            "disposal": str(one.id),
            "aip": str(one.aip),
            "ground": one.ground.value,
        }
        if one.keeps is not None:
            about["kept_from"] = one.keeps
        return about


def _number(key: str) -> int:
    name = key.rpartition("/")[2].removeprefix("v").removesuffix(".zip")
    return int(name) if name.isdecimal() else 0


def _digest(objects: list[Gone]) -> str:
    """Binds the list of what went: the tombstone's own rows, in their order."""
    told = "".join(
        f"{g.generation} {g.store} {g.sha256.hex() if g.sha256 else '-'}\n" for g in objects
    )
    return named("sha256", sha256(told.encode()))


def unfinished(database: Database) -> list[Disposal]:
    """Those that were begun and are not done, for a retry by the clock."""
    with database.read() as connection:
        return disposals.in_state(connection, DisposalState.AT_WORK, DisposalState.WAITING)
