"""A changed delivery of a unit that the archive holds: the next generation of its AIP.

Only new and changed files go into it. What stayed the same (path and SHA-512) is carried by
``fetch.txt`` from the generation that really holds the bytes; what is gone is superseded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ingest.delivery import Arrived, Delivery
from ingest.outcome import Outcome, Status
from ingest.package import Counts, packed, payload_of, told_of_update
from ingest.papers import papers_of
from ingest.patience import patiently
from ingest.reading import ReadFile
from ingest.table import TABLE_NAME
from ingest.units import Unit
from ingest.updating.meant import Meant, meant
from ingest.updating.register import DecidedUpdate, Told, UpdateRegister
from model.aip import Member, PayloadFile, Placed, Role
from model.errors import MunimentError
from model.ids import object_key
from model.submission import identity, payload_digest
from storage.packing import layout
from storage.packing.seal import seal
from storage.packing.successor import Decided, News, Past, next_plan, without_orphans

if TYPE_CHECKING:
    from ingest.accession import Accession, Inspected, Wishes

_ORIGINAL = f"{layout.representation_data(Role.ORIGINAL)}/"
_SUBMISSION = "data/submission/"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a delivery changes in the files of an AIP."""

    created: Sequence[ReadFile] = field(repr=False)
    changed: Sequence[ReadFile] = field(repr=False)
    carried: Sequence[Member] = field(repr=False)  # originals that stay
    superseded: int

    @property
    def is_none(self) -> bool:
        """Whether every file is as it was."""
        return not (self.created or self.changed or self.superseded)

    @property
    def counts(self) -> Counts:
        """For the records."""
        return Counts(len(self.created), len(self.changed), len(self.carried), self.superseded)


def difference(past: Past, unit: Unit | None) -> Difference:
    """Compare by path and SHA-512. ``unit``: None where no files were delivered."""
    before = {m.path.removeprefix(_ORIGINAL): m for m in past.carried() if _is_original(m)}
    if unit is None:
        return Difference((), (), list(before.values()), 0)
    created, changed, same = [], [], []
    for file in unit.files:
        there = before.pop(unit.inner_path(file.path), None)
        if there is None:
            created.append(file)
        elif there.sha512 != file.sha512:
            changed.append(file)
        else:
            same.append(there)
    return Difference(created, changed, same, len(before))


@dataclass(frozen=True, slots=True)
class Looked:
    """A delivery beside the generation that it is to follow."""

    path: Path
    past: Past
    inspected: Inspected
    rows: Meant
    found: Difference


@dataclass(frozen=True, slots=True)
class Update:
    """One update of one AIP, on the way that `Accession` walks."""

    accession: Accession
    aip: UUID
    reason: str

    def take(self, path: Path, wishes: Wishes) -> Iterator[Outcome]:
        """Raises what is wrong. The same again is `known`."""
        register = UpdateRegister(self.accession.register, self.aip)
        past = self.accession.past(self.aip)
        with self._delivered(path, wishes) as delivery:
            inspected = self.accession.inspect(delivery, wishes)
            rows = meant(inspected.plan, register.pointing(), table_only=delivery.kind == "table")
            if rows.others:
                delivery.warnings.append(
                    f"{rows.others} units of the delivery are not those of this AIP; "
                    "they were not looked at"
                )
            told = self._told(past, inspected, rows)
            if not wishes.dry_run and self._finished_another(register, told):
                past = self.accession.past(self.aip)
                told = self._told(past, inspected, rows)
            looked = Looked(path, past, inspected, rows, difference(past, rows.unit))
            if looked.found.is_none and not register.would_change(told):
                yield self._known(looked, register, wishes)
            elif wishes.dry_run:
                yield self._outcome("would-store", looked, register.refcode(told))
            else:
                decided = register.decide(told)
                if not decided.intent.stored:
                    placed = patiently(
                        partial(self._place, looked, decided), self.accession.patience
                    )
                    register.record(decided, placed, looked.found.counts, self.reason)
                yield self._outcome("stored", looked, decided.refcode)

    def _delivered(self, path: Path, wishes: Wishes) -> AbstractContextManager[Delivery]:
        if path.is_file() and path.suffix.lower() == ".csv":
            # Metadata alone: every file stays as it is.
            paper = Arrived(TABLE_NAME, str(path.resolve()), path.stat().st_size)
            return nullcontext(Delivery("table", path.name, path.parent, [], [paper]))
        return self.accession.delivered(path, wishes)

    def _told(self, past: Past, inspected: Inspected, rows: Meant) -> Told:
        held = payload_digest(
            (m.path.removeprefix(_ORIGINAL), m.sha512) for m in past.members if _is_original(m)
        )
        payload, unit = rows.identity(held if rows.unit is None else None)
        # The same delivery may come again after another one: then it changes something again.
        said = {"update": str(self.aip), "generation": str(past.number)}
        whole = identity(inspected.identity, [said])
        return Told(rows, whole, payload, unit, past.number + 1, len(rows.files))

    def _known(self, looked: Looked, register: UpdateRegister, wishes: Wishes) -> Outcome:
        held = register.held()
        if not wishes.dry_run:
            register.record_known()
        return Outcome(
            source=str(looked.path),
            status="known",
            aip=self.aip,
            generation=looked.past.number,
            refcode=held.refcode,
            files=held.files,
            bytes=held.bytes,
            message="The AIP is in this state already; nothing was changed.",
            warnings=tuple(looked.inspected.delivery.warnings),
        )

    def _outcome(self, status: Status, looked: Looked, refcode: str | None) -> Outcome:
        found, warnings = looked.found, tuple(looked.inspected.delivery.warnings)
        sizes = [one.size for one in (*found.created, *found.changed)]
        sizes += [one.size for one in found.carried]
        return Outcome(
            source=str(looked.path),
            status=status,
            aip=self.aip,
            generation=looked.past.number + 1,
            refcode=refcode,
            files=len(sizes),
            bytes=sum(sizes),
            message="; ".join(warnings) or None,
            warnings=warnings,
        )

    def _place(self, looked: Looked, decided: DecidedUpdate) -> Placed:
        intent, vault = decided.intent, self.accession.vault
        key = object_key(self.aip, intent.generation)
        # Once a store holds an object under the key, that object is the generation (section 3).
        placed = vault.adopt(key)
        if placed is None:
            with tempfile.TemporaryDirectory(prefix="pack-", dir=self.accession.spool) as folder:
                spool = Path(folder)
                when = Decided(intent.generation, intent.decided_at, intent.secret)
                news = self._news(looked, decided, spool)
                plan = next_plan(looked.past, when, decided.head, news)
                progress = self.accession.progress
                placed = vault.place(
                    key, lambda write: seal(plan, write, progress, spool), progress
                )
        if placed.sealed.sealed_at != intent.decided_at:
            raise MunimentError("aip.generation-taken", aip=self.aip)
        return placed

    def _news(self, looked: Looked, decided: DecidedUpdate, spool: Path) -> News:
        past, found = looked.past, looked.found
        changed = [*found.created, *found.changed]
        own = Unit(looked.rows.head, looked.rows.base, changed)
        payload = list(payload_of(own, self.accession.identified(changed)))
        papers, kept = self._papers(looked, spool)
        others = [m for m in past.carried() if m.role not in (Role.ORIGINAL, Role.SUBMISSION)]
        carried = without_orphans(past, [*found.carried, *kept, *others])
        events, agents = told_of_update(
            decided.intent, looked.inspected.delivery, payload, found.counts, self.reason,
            self.accession.actors,
        )  # fmt: skip
        return News([*payload, *papers], carried, events, agents)

    def _papers(self, looked: Looked, spool: Path) -> tuple[list[PayloadFile], list[Member]]:
        """New papers of the sender, and those that stay: all but the table where it came alone."""
        inspected, rows = looked.inspected, looked.rows
        before = {
            m.path.removeprefix(_SUBMISSION): m
            for m in looked.past.carried()
            if m.role is Role.SUBMISSION
        }
        if rows.unit is None:
            papers = [packed(one, one.path, Role.SUBMISSION) for one in inspected.papers]
        else:
            told = replace(rows.unit, row=rows.head)
            papers = papers_of(
                told, inspected.delivery, inspected.papers, alone=not rows.others, spool=spool
            )
        new = [p for p in papers if p.path not in before or before[p.path].sha512 != p.sha512]
        told_now = {paper.path for paper in papers}
        written = {paper.path for paper in new}
        kept = [
            member
            for path, member in before.items()
            if path not in written and (path in told_now or rows.unit is None)
        ]
        return new, kept

    def _finished_another(self, register: UpdateRegister, told: Told) -> bool:
        """Another update that was killed after its bytes were placed becomes the generation it is.

        What was never placed gives way in `UpdateRegister.decide`.
        """
        begun = register.begun(told)
        if begun is None:
            return False
        placed = self.accession.vault.adopt(object_key(self.aip, begun.generation))
        if placed is None or placed.sealed.sealed_at != begun.decided_at:
            return False
        register.record_adopted(begun, placed)
        return True


def _is_original(member: Member) -> bool:
    return member.role is Role.ORIGINAL
