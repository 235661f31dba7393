"""The accession register: what was decided before the first byte, and what was done after the last.

Every method is one transaction, and every deed has its event in the same transaction.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from catalogue import (
    aips,
    copies,
    descriptions,
    disposals,
    ledger,
    promises,
    recording,
    submissions,
)
from catalogue.accessions import accession_number
from catalogue.database import Connection, Database
from catalogue.submissions import Decision, Submission
from ingest.decided import (
    Accessioned,
    DecidedUnit,
    description_of,
    identifiers_of,
    refuse_misplaced,
    with_ancestors,
)
from ingest.delivery import Delivery
from ingest.drafts import Entry, derived_id, lay_out, unit_identity
from ingest.known import KnownUnit, known_unit, refuse_disposed, refuse_known_content
from ingest.package import PREMIS_EVENTS
from ingest.reading import ReadFile
from ingest.units import Plan
from model.aip import Placed
from model.digests import named
from model.errors import MunimentError
from model.event import Agent, Event, Kind, Outcome
from model.ports import Clock, NewId
from model.rights import RuleSet

_NOTHING: Mapping[str, str | int] = {}


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
                refuse_known_content(connection, payload)
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
                refuse_disposed(connection, intents[0].aip)
            return known

    def refuse_erased(self, files: Collection[ReadFile]) -> None:
        """Raises `ingest.erased-file` where one of them was erased by order."""
        with self.database.read() as connection:
            digest = disposals.erased(connection, (file.sha512 for file in files))
        if digest is not None:
            path = next(file.path for file in files if file.sha512 == digest)
            raise MunimentError("ingest.erased-file", path=path)

    def check(self, plan: Plan, under: str | None) -> None:
        """What `decide` would refuse. Raises `ingest.unknown-parent`, `ingest.refcode-taken`."""
        with self.database.read() as connection:
            refuse_misplaced(connection, lay_out(plan, "-", under))

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
                refuse_misplaced(connection, entries)
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
            identifiers = identifiers_of(connection, submission, entries)
        units = []
        for unit, intent in zip(plan.units, intents, strict=True):
            own = [entry for entry in entries if entry.unit is unit]
            head = next(entry for entry in own if entry.heads_unit)
            units.append(DecidedUnit(intent, description_of(delivery, head, identifiers), own))
        return Accessioned(submission, delivery, entries, identifiers, units)

    def record_stored(
        self,
        accessioned: Accessioned,
        unit: DecidedUnit,
        placed: Placed,
    ) -> None:
        """Descriptions, AIP, copies and the `stored` event in one transaction, after many files."""
        sealed = placed.sealed
        recording.ahead(self.database, sealed, self.clock())
        with self.database.write() as connection:
            submissions.one_after_another(connection)
            if submissions.is_stored(connection, unit.intent.key):
                return  # by a worker that took over from us while we were taken for dead
            wanted = with_ancestors(accessioned.entries, unit.entries)
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
            noun = description_of(accessioned.delivery, entry, identifiers)
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
