"""The accession register: what was decided before the first byte, and what was done after the last.

Every method is one transaction, and every deed has its event in the same transaction.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from catalogue import aips, copies, descriptions, disposals, ledger, promises, submissions
from catalogue.accessions import accession_number
from catalogue.database import Connection, Database
from catalogue.submissions import Decision, Intent, Submission
from ingest.delivery import Delivery
from ingest.describe import described, undescribed
from ingest.drafts import Entry, derived_id, lay_out, refuse_unknown_parents, unit_identity
from ingest.package import PREMIS_EVENTS
from ingest.reading import ReadFile
from ingest.units import Plan
from model.aip import Placed
from model.description import Description
from model.digests import named
from model.errors import MunimentError
from model.event import Agent, Event, Kind, Outcome
from model.ports import Clock, NewId
from model.rights import RuleSet

_NOTHING: Mapping[str, str | int] = {}


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of a submission that was stored before."""

    aip: UUID
    generation: int
    refcode: str | None
    files: int
    bytes: int
    submission: UUID | None = None


@dataclass(frozen=True, slots=True)
class DecidedUnit:
    """A unit with everything that a retry must use again."""

    intent: Intent
    description: Description
    entries: Sequence[Entry]  # its own, and those of its parts


@dataclass(frozen=True, slots=True)
class Accessioned:
    """A submission whose row and intents are committed. ``identifiers``: by reference code."""

    submission: Submission
    delivery: Delivery
    entries: Sequence[Entry]
    identifiers: Mapping[str, UUID]
    units: Sequence[DecidedUnit]


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one archive."""

    database: Database
    clock: Clock
    new_id: NewId
    agent: Agent
    rules: RuleSet

    def known(self, identity: bytes, payload: bytes) -> list[KnownUnit]:
        """The units of this very submission where it was stored before, else nothing.

        Raises `ingest.known-content` where its files were stored with other metadata.
        """
        with self.database.read() as connection:
            found = submissions.find(connection, identity)
            if found is None:
                _refuse_known_content(connection, payload)
                return []
            if found.stored_at is None:
                return []  # begun and not finished: it goes on
            intents = submissions.intents_of(connection, found.key)
            known = [
                known_unit(connection, intent.aip, found.id)
                for intent in intents
                if disposals.tombstone(connection, intent.aip) is None
            ]
            if intents and not known:
                _refuse_disposed(connection, intents[0].aip)
            return known

    def refuse_erased(self, files: Sequence[ReadFile]) -> None:
        """Raises `ingest.erased-file` where one of them was erased by order."""
        with self.database.read() as connection:
            digest = disposals.erased(connection, [file.sha512 for file in files])
        if digest is not None:
            path = next(file.path for file in files if file.sha512 == digest)
            raise MunimentError("ingest.erased-file", path=path)

    def check(self, plan: Plan, under: str | None) -> None:
        """What `decide` would refuse. Raises `ingest.unknown-parent`, `ingest.refcode-taken`."""
        with self.database.read() as connection:
            _check(connection, lay_out(plan, "-", under))

    def decide(
        self, delivery: Delivery, plan: Plan, payload: bytes, identity: bytes, under: str | None
    ) -> Accessioned:
        """Fix everything that goes into the AIPs, before their first byte; or find it fixed.

        Raises `ingest.unknown-parent`, `ingest.refcode-taken`.
        """
        with self.database.write() as connection:
            submissions.one_after_another(connection)
            submission = submissions.find(connection, identity)
            is_new = submission is None
            if submission is None:
                submission = submissions.receive(
                    connection, self.new_id(), identity, payload, self.clock(), len(plan.units)
                )
            number = accession_number(submission.key, submission.received_at)
            entries = lay_out(plan, number, under)
            if is_new:
                _check(connection, entries)
            # Of a submission that a rebuild found half stored, what was not stored is decided anew.
            self._intend(connection, submission, plan)
            if is_new:
                files = sum(len(unit.files) for unit in plan.units)
                # Everything that a rebuild needs to know this delivery again, should it come again.
                self._append(
                    connection, Kind.RECEIVED, at=submission.received_at,
                    submission=str(submission.id), accession=submission.key,
                    units=len(plan.units), files=files,
                    identity=named("sha512", identity), payload=named("sha512", payload),
                )  # fmt: skip
            intents = submissions.intents_of(connection, submission.key)
            identifiers = _identifiers(connection, submission, entries)
        units = []
        for unit, intent in zip(plan.units, intents, strict=True):
            own = [entry for entry in entries if entry.unit is unit]
            head = next(entry for entry in own if entry.heads_unit)
            units.append(DecidedUnit(intent, _description(delivery, head, identifiers), own))
        return Accessioned(submission, delivery, entries, identifiers, units)

    def record_stored(
        self,
        accessioned: Accessioned,
        unit: DecidedUnit,
        placed: Placed,
    ) -> None:
        """Descriptions, AIP, copies and the `stored` event, all in one transaction."""
        sealed = placed.sealed
        with self.database.write() as connection:
            submissions.one_after_another(connection)
            if submissions.is_stored(connection, unit.intent.key):
                return  # by a worker that took over from us while we were taken for dead
            wanted = _with_ancestors(accessioned.entries, unit.entries)
            keys = self._describe(connection, accessioned, wanted)
            aip_key, generation = aips.record(connection, sealed, accessioned.submission.key)
            copies.record(connection, generation, placed.placements, self.clock(), placed.owed)
            for entry in unit.entries:
                aips.link(connection, keys[entry.refcode], aip_key, entry.path, self.clock())
            submissions.mark_stored(connection, unit.intent.key)
            self._append(
                connection,
                Kind.STORED,
                submission=str(accessioned.submission.id),
                unit=unit.intent.number,
                identity=named("sha512", unit.intent.unit),
                payload=named("sha512", unit.intent.payload),
                copies=len(placed.placements),
                owed=len(placed.owed),
                said=aips.told(sealed),
            )

    def complete(self, accessioned: Accessioned) -> None:
        """Describe what has no files; the submission is stored."""
        with self.database.write() as connection:
            submissions.one_after_another(connection)
            if submissions.stored_at(connection, accessioned.submission.id) is not None:
                return
            self._describe(connection, accessioned, accessioned.entries)
            at = self.clock()
            submissions.complete(connection, accessioned.submission.key, at)
            self._append(
                connection,
                Kind.DESCRIBED,
                at=at,
                submission=str(accessioned.submission.id),
                created=len(accessioned.entries),
            )

    def record_known(self, known: Sequence[KnownUnit]) -> None:
        """The same submission came again; nothing was stored."""
        with self.database.write() as connection:
            identifier = str(known[0].submission)
            self._append(connection, Kind.KNOWN, submission=identifier, units=len(known))

    def record_failure(self, source: str, error: MunimentError) -> None:
        """A submission was refused or could not be finished; why in full lies in erasable text."""
        refused = error.kind.exit == 1
        kind = Kind.REFUSED if refused else Kind.INTERRUPTED
        with self.database.write() as connection:
            said = f"{source}: {error.message()}".encode(errors="backslashreplace").decode()
            text = ledger.keep_text(connection, said, os.urandom(32))
            failed = Outcome.FAILURE
            self._append(connection, kind, outcome=failed, code=error.code, text=text)

    def _intend(self, connection: Connection, submission: Submission, plan: Plan) -> None:
        at = submission.received_at
        there = {one.number for one in submissions.intents_of(connection, submission.key)}
        for number, unit in enumerate(plan.units):
            if number in there:
                continue

            def derived(what: str, number: int = number) -> UUID:
                return derived_id(at, submission.id, f"{number}:{what}")

            payload, identity = unit_identity(unit)
            decision = Decision(
                number=number,
                unit=identity,
                payload=payload,
                aip=derived("aip"),
                generation=1,
                at=at,
                events={kind: derived(kind) for kind in PREMIS_EVENTS},
                secret=os.urandom(32),
            )
            submissions.intend(connection, submission.key, decision)

    def _describe(
        self, connection: Connection, accessioned: Accessioned, entries: Sequence[Entry]
    ) -> dict[str, int]:
        keys: dict[str, int] = {}
        # A fonds that was missing at the decision may have come with another submission meanwhile.
        identifiers = dict(accessioned.identifiers)
        for entry in entries:
            found = descriptions.key_of(connection, entry.refcode)
            if found is not None:
                keys[entry.refcode], identifiers[entry.refcode] = found
                continue
            noun = _description(accessioned.delivery, entry, identifiers)
            keys[entry.refcode] = descriptions.create(
                connection, noun, self.rules, self.clock(), entry.position, by=self.agent.id
            )
            promises.kept(connection, entry.refcode)
        return keys

    def _append(
        self,
        connection: Connection,
        kind: Kind,
        *,
        at: datetime | None = None,
        outcome: Outcome = Outcome.SUCCESS,
        said: Mapping[str, str | int] = _NOTHING,
        **fields: str | int,
    ) -> None:
        fields |= said
        happened = Event(self.new_id(), kind, at or self.clock(), self.agent, outcome, fields)
        ledger.append(connection, happened)


def _refuse_known_content(connection: Connection, payload: bytes) -> None:
    found = submissions.find_by_payload(connection, payload)
    if found is None:
        return
    stored = [
        i
        for i in submissions.intents_of(connection, found.key)
        if i.stored and disposals.tombstone(connection, i.aip) is None
    ]
    if stored:
        raise MunimentError("ingest.known-content", aip=stored[0].aip)


def _refuse_disposed(connection: Connection, aip: UUID) -> None:
    gone = disposals.tombstone(connection, aip)
    if gone is not None and gone.begun_at is not None:
        raise MunimentError("ingest.disposed", aip=aip, day=gone.begun_at.date())


def known_unit(connection: Connection, aip: UUID, submission: UUID | None = None) -> KnownUnit:
    """What is held of an AIP now."""
    generation = aips.newest(aips.generations(connection, aip))
    described_by = descriptions.of_aip(connection, aip)
    return KnownUnit(
        aip=aip,
        generation=generation.number if generation else 1,
        refcode=described_by[0][0].description.refcode if described_by else None,
        files=generation.files if generation else 0,
        bytes=generation.bytes if generation else 0,
        submission=submission,
    )


def _check(connection: Connection, entries: Sequence[Entry]) -> None:
    refuse_unknown_parents(entries, lambda refcode: descriptions.exists(connection, refcode))
    for entry in entries:
        # A fonds may be told of again with every delivery that goes into it.
        if entry.unit is not None and descriptions.exists(connection, entry.refcode):
            raise MunimentError("ingest.refcode-taken", refcode=entry.refcode)


def _identifiers(
    connection: Connection, submission: Submission, entries: Sequence[Entry]
) -> dict[str, UUID]:
    """The id of each description, and of each parent: the one it has, or the one it will get."""
    identifiers: dict[str, UUID] = {}
    own = {entry.refcode for entry in entries}
    wanted = {entry.refcode: entry.noun.id for entry in entries if entry.noun is not None}
    for refcode in own | {entry.parent for entry in entries if entry.parent}:
        found = descriptions.key_of(connection, refcode)
        what = f"description:{refcode}"
        own_id = derived_id(submission.received_at, submission.id, what)
        if refcode in wanted and _is_free(connection, wanted[refcode]):
            own_id = wanted[refcode]  # handed over by another archive: it stays citable
        identifiers[refcode] = (
            found[1]
            if found
            else promises.promise(connection, refcode, own_id, submission.received_at)
        )
    return identifiers


def _is_free(connection: Connection, identifier: UUID) -> bool:
    return descriptions.by_id(connection, identifier) is None and not promises.is_promised(
        connection, identifier
    )


def _description(delivery: Delivery, entry: Entry, identifiers: Mapping[str, UUID]) -> Description:
    parent = identifiers[entry.parent] if entry.parent else None
    identifier = identifiers[entry.refcode]
    if entry.noun is not None:
        return replace(entry.noun, id=identifier, parent=parent)
    if entry.row is None:
        return undescribed(delivery, identifier, entry.refcode, parent)
    within = entry.unit.row if entry.unit is not None and not entry.heads_unit else None
    return described(entry.row, identifier, entry.refcode, parent, within)


def _with_ancestors(entries: Sequence[Entry], wanted: Sequence[Entry]) -> list[Entry]:
    by_refcode = {entry.refcode: entry for entry in entries}
    needed: set[str] = set()
    for entry in wanted:
        current: Entry | None = entry
        while current is not None and current.refcode not in needed:
            needed.add(current.refcode)
            current = by_refcode.get(current.parent) if current.parent else None
    return [entry for entry in entries if entry.refcode in needed]
