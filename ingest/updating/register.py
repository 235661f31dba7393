"""The register of updates: what was decided for the next generation, and what was done.

As in `ingest.register`, every method that writes is one transaction with its events.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalogue import aips, copies, descriptions, ledger, promises, recording, revising, submissions
from catalogue.accessions import accession_number
from catalogue.database import Connection
from catalogue.submissions import Decision, Intent
from ingest.drafts import derived_id
from ingest.known import KnownUnit, known_unit
from ingest.package import PREMIS_EVENTS, Counts
from ingest.register import Register
from ingest.updating.amendments import Amendment, Amendments, descriptions_of, head_after
from ingest.updating.meant import Meant, Pointing
from model.aip import Placed
from model.description import Description
from model.digests import named
from model.errors import MunimentError
from model.event import Event, Kind


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery says of the AIP. ``identity``: with the generation it goes on from."""

    rows: Meant
    identity: bytes
    payload: bytes
    unit: bytes
    generation: int  # the one that it would become
    files: int


@dataclass(frozen=True, slots=True)
class DecidedUpdate:
    """An update with everything that a retry must use again."""

    submission: UUID
    submission_key: int
    intent: Intent
    head: Description | None  # as it goes into the new generation
    amendments: Sequence[Amendment] = field(repr=False)

    @property
    def refcode(self) -> str | None:
        """Of the AIP from now on."""
        return self.head.refcode if self.head else None


@dataclass(frozen=True, slots=True)
class UpdateRegister:
    """The updates of one AIP."""

    register: Register
    aip: UUID

    def pointing(self) -> Pointing:
        """The descriptions of the AIP."""
        with self.register.database.read() as connection:
            return descriptions_of(connection, self.aip)

    def held(self) -> KnownUnit:
        """The AIP as it is."""
        with self.register.database.read() as connection:
            return known_unit(connection, self.aip)

    def would_change(self, told: Told) -> bool:
        """Whether the rows say anything that the catalogue does not. Raises as `decide`."""
        with self.register.database.read() as connection:
            found = self._amendments(connection, told)
        return any(one.says_anything for one in found)

    def refcode(self, told: Told) -> str | None:
        """The reference code of the AIP after the update."""
        with self.register.database.read() as connection:
            found = self._amendments(connection, told)
            head = head_after(descriptions_of(connection, self.aip), found)
        return head.refcode if head else None

    def begun(self, told: Told) -> Intent | None:
        """Another update that was decided for the same generation and is not recorded yet."""
        with self.register.database.read() as connection:
            return submissions.begun_for(connection, self.aip, told.generation, told.identity)

    def decide(self, told: Told) -> DecidedUpdate:
        """Fix everything that goes into the generation, before its first byte; or find it fixed.

        Raises `ingest.unknown-parent`, `ingest.refcode-taken`, `ingest.update-overtaken`.
        """
        register = self.register
        with register.database.write() as connection:
            submissions.one_after_another(connection)
            newest = aips.newest(aips.generations(connection, self.aip))
            if newest is None or newest.number + 1 != told.generation:
                raise MunimentError("ingest.update-overtaken", aip=self.aip)
            submission = submissions.find(connection, told.identity)
            is_new = submission is None
            if submission is None:
                submission = submissions.receive(
                    connection, register.new_id(), told.identity, told.payload,
                    register.clock(), 1,
                )  # fmt: skip
            number = accession_number(submission.key, submission.received_at)
            found = self._amendments(
                connection, told, number,
                lambda refcode: promises.promise(
                    connection,
                    refcode,
                    derived_id(submission.received_at, submission.id, f"description:{refcode}"),
                    submission.received_at,
                ),
            )  # fmt: skip
            if not submissions.intents_of(connection, submission.key):
                # Another one that never came to a byte in a store gives way.
                submissions.give_way(connection, self.aip, told.generation)
                self._intend(connection, submission, told)
            if is_new:
                self._received(connection, submission, told)
            (intent,) = submissions.intents_of(connection, submission.key)
            head = head_after(descriptions_of(connection, self.aip), found)
        return DecidedUpdate(submission.id, submission.key, intent, head, found)

    def record(
        self,
        decided: DecidedUpdate,
        placed: Placed,
        counts: Counts,
        reason: str,
    ) -> None:
        """Generation, copies, descriptions and events in one transaction, after many files."""
        sealed = placed.sealed
        recording.ahead(self.register.database, sealed, self.register.clock())
        with self.register.database.write() as connection:
            submissions.one_after_another(connection)
            if submissions.is_stored(connection, decided.intent.key):
                return  # by a worker that took over from us while we were taken for dead
            for one in decided.amendments:
                self._amend(connection, sealed.aip, one)
            self._record(connection, decided.intent, placed)
            fields: dict[str, str | int] = {
                "submission": str(decided.submission),
                "aip": str(sealed.aip),
                "generation": sealed.generation,
                "created": counts.created,
                "updated": counts.changed,
                "unchanged": counts.carried,
                "superseded": counts.superseded,
            }
            if reason:
                fields["text"] = ledger.keep_text(connection, reason, os.urandom(32))
            self._append(connection, Kind.UPDATED, fields)

    def record_adopted(self, begun: Intent, placed: Placed) -> None:
        """An update whose bytes are placed, and whose delivery is not at hand any more."""
        recording.ahead(self.register.database, placed.sealed, self.register.clock())
        with self.register.database.write() as connection:
            submissions.one_after_another(connection)
            if not submissions.is_stored(connection, begun.key):
                self._record(connection, begun, placed)

    def record_known(self) -> None:
        """The AIP was in this state already; nothing was stored."""
        with self.register.database.write() as connection:
            self._append(connection, Kind.KNOWN, {"aip": str(self.aip), "units": 1})

    def _amendments(
        self,
        connection: Connection,
        told: Told,
        number: str = "-",
        mint: Callable[[str], UUID] | None = None,
    ) -> list[Amendment]:
        """``mint``: makes ids for new descriptions; without it they are only looked at."""
        last = submissions.last_said(connection, self.aip)
        if last is not None and told.rows.identity(last.payload)[1] == last.unit:
            return []  # said before; what an archivist has changed since then stays
        fresh = mint or (lambda _: self.register.new_id())
        reading = Amendments(connection, descriptions_of(connection, self.aip), fresh, number)
        return reading.read(told.rows)

    def _intend(
        self, connection: Connection, submission: submissions.Submission, told: Told
    ) -> None:
        at = submission.received_at
        decision = Decision(
            number=0,
            unit=told.unit,
            payload=told.payload,
            aip=self.aip,
            generation=told.generation,
            at=at,
            events={kind: derived_id(at, submission.id, f"0:{kind}") for kind in PREMIS_EVENTS},
            secret=os.urandom(32),
        )
        submissions.intend(connection, submission.key, decision)

    def _received(
        self, connection: Connection, submission: submissions.Submission, told: Told
    ) -> None:
        received: dict[str, str | int] = {
            "submission": str(submission.id),
            "accession": submission.key,
            "aip": str(self.aip),
            "units": 1,
            "files": told.files,
            "identity": named("sha512", told.identity),
            "payload": named("sha512", told.payload),
        }
        self._append(connection, Kind.RECEIVED, received, at=submission.received_at)

    def _record(self, connection: Connection, intent: Intent, placed: Placed) -> None:
        sealed, places = placed.sealed, placed.placements
        _, generation = aips.record(connection, sealed)
        copies.record(connection, generation, places, self.register.clock(), placed.owed)
        for described, path in descriptions.of_aip(connection, sealed.aip):
            if not path:
                revising.touch(connection, described.description.id)  # names of files are found
        submissions.mark_stored(connection, intent.key)
        at = self.register.clock()
        submission = submissions.complete(connection, intent.submission, at)
        said: dict[str, str | int] = {
            "submission": str(submission),
            "unit": intent.number,
            "identity": named("sha512", intent.unit),
            "payload": named("sha512", intent.payload),
            "copies": len(places),
            "owed": len(placed.owed),
        }
        self._append(connection, Kind.STORED, {**said, **aips.told(sealed)}, at=at)

    def _amend(self, connection: Connection, aip: UUID, one: Amendment) -> None:
        register, noun = self.register, one.noun
        if one.before is not None:
            now = descriptions.by_key(connection, one.before.key)
            if now is None:
                return
            noun = one.again(now)  # somebody may have edited it while bytes were written
            revision = revising.change(
                connection, noun, now.revision, register.rules, register.clock(), register.agent.id
            )
            if revision != now.revision:
                self._append(
                    connection,
                    Kind.DESCRIPTION_CHANGED,
                    {"description": str(noun.id), "revision": revision},
                )
            return
        there = descriptions.key_of(connection, noun.refcode)
        key = (
            there[0]
            if there
            else descriptions.create(
                connection, noun, register.rules, register.clock(), by=register.agent.id
            )
        )
        promises.kept(connection, noun.refcode)
        if one.path is not None:
            aips.link(connection, key, aips.key_of(connection, aip), one.path, register.clock())
        self._append(
            connection, Kind.DESCRIPTION_CREATED, {"description": str(noun.id), "revision": 1}
        )

    def _append(
        self,
        connection: Connection,
        kind: Kind,
        fields: dict[str, str | int],
        at: datetime | None = None,
    ) -> None:
        register = self.register
        when = at or register.clock()
        event = Event(register.new_id(), kind, when, register.agent, fields=fields)
        ledger.append(connection, event)
