"""The path of a record into the archive, from the doorstep to "stored".

receive -> read -> plan -> decide (one committed row before the first byte) -> for each unit:
identify -> package -> place in every store -> catalogue and ledger in one transaction. A crash
anywhere leaves what the next run of the same submission takes up again.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from uuid import UUID

from catalogue.database import Database
from ingest.decided import DecidedUnit
from ingest.delivery import Arrived, Delivery
from ingest.drafts import submission_identity
from ingest.known import KnownUnit
from ingest.limits import Limits
from ingest.outcome import Outcome, turned_away
from ingest.package import Actors, generation_plan, payload_of
from ingest.papers import papers_of
from ingest.patience import patiently
from ingest.reading import ReadFile, read_all
from ingest.receive import As, received
from ingest.register import Register
from ingest.table import TABLE_NAME, Table, read_table
from ingest.units import Plan, Unit, plan
from ingest.updating.update import Update
from model.aip import Identification, Placed, Sealed
from model.errors import Exit, MunimentError
from model.event import Agent
from model.ids import object_key
from model.ports import Clock, NewId, Progress
from model.rights import RuleSet
from storage.packing.roll import Roll
from storage.packing.seal import seal
from storage.packing.successor import Past
from storage.vault import Vault
from tools.identify import Identifier


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a submission is to be taken, as the archivist said."""

    as_: As = "auto"
    under: str | None = None
    metadata: Path | None = None
    update: UUID | None = None  # the AIP that this is a new state of
    reason: str = ""  # of the update
    dry_run: bool = False
    name: str = ""  # of the delivery, if not that of its folder


@dataclass(frozen=True, slots=True)
class Inspected:
    """A delivery after the first reading: every digest known, nothing decided yet."""

    delivery: Delivery
    papers: Sequence[ReadFile]
    plan: Plan
    payload: bytes
    identity: bytes
    under: str | None


@dataclass(frozen=True, slots=True)
class Accession:
    """Takes submissions into the archive. One at a time: the caller holds the executor's lock."""

    database: Database
    vault: Vault
    past: Callable[[UUID], Past]  # of an AIP, for its next generation
    identifier: Identifier
    clock: Clock
    new_id: NewId
    agent: Agent  # who asks
    software: UUID  # this program, as an agent
    version: str
    rules: RuleSet
    limits: Limits
    spool: Path
    progress: Progress
    patience: float = 0.0  # seconds that a required store which is away or full is waited for
    relieve: Callable[[], object] = field(default=lambda: None)  # frees the ballast on a full disk

    @property
    def register(self) -> Register:
        """The accession register: what was decided, and what was done."""
        return Register(self.database, self.clock, self.new_id, self.agent, self.rules)

    @property
    def actors(self) -> Actors:
        """Who acts, as PREMIS names them."""
        return Actors(
            person=self.agent,
            software=self.software,
            name="Muniment",
            version=self.version,
            identifier=self.identifier.signature_version,
        )

    def take(self, path: Path, wishes: Wishes) -> list[Outcome]:
        """Take one submission. What is wrong becomes an outcome and an event, not an error.

        Units stored before a failure stay stored, and are among the outcomes.
        """
        outcomes: list[Outcome] = []
        try:
            for outcome in self._take(path, wishes):
                outcomes.append(outcome)  # noqa: PERF402 - what came before a failure counts
        except MunimentError as error:
            outcomes.append(self._turn_away(path, wishes, error))
        except OSError as error:
            outcomes.append(self._turn_away(path, wishes, self._trouble(error)))
        return outcomes

    def _take(self, path: Path, wishes: Wishes) -> Iterator[Outcome]:
        if wishes.update is not None:
            yield from Update(self, wishes.update, wishes.reason).take(path, wishes)
            return
        with self.delivered(path, wishes) as delivery:
            inspected = self.inspect(delivery, wishes)
            known = self.register.known(inspected.identity, inspected.payload)
            if known:
                yield from self._known(path, known, inspected, wishes)
            elif wishes.dry_run:
                self.register.check(inspected.plan, wishes.under)
                yield from self._would_store(path, inspected)
            else:
                yield from self._store(path, inspected)

    def delivered(self, path: Path, wishes: Wishes) -> AbstractContextManager[Delivery]:
        """What stands on the doorstep, listed; see `ingest.receive`."""
        own_table = wishes.metadata is None
        return received(
            path, wishes.as_, self.limits, self.spool, own_table=own_table, name=wishes.name
        )

    def inspect(self, delivery: Delivery, wishes: Wishes) -> Inspected:
        """The first reading: digests, claims, the table, the units. Raises what is wrong."""
        table = _table_of(delivery, wishes, self.limits)
        arrived = partial(chain, delivery.payload, delivery.papers)
        self.progress.begin("read", sum(file.size for file in arrived()))
        read = read_all(arrived(), delivery.claims, self.progress)
        files = Roll(self.spool, islice(read, len(delivery.payload)))
        papers = list(read)
        self.register.refuse_erased(files)
        divided = plan(delivery, files, table, self.spool)
        payload, identity = submission_identity(delivery, files, table, wishes.under)
        return Inspected(delivery, papers, divided, payload, identity, wishes.under)

    def _known(
        self, path: Path, known: Sequence[KnownUnit], inspected: Inspected, wishes: Wishes
    ) -> Iterator[Outcome]:
        if not wishes.dry_run:
            self.register.record_known(known)
        warnings = tuple(inspected.delivery.warnings)
        for unit in known:
            yield Outcome(
                source=str(path),
                status="known",
                aip=unit.aip,
                generation=unit.generation,
                refcode=unit.refcode,
                files=unit.files,
                bytes=unit.bytes,
                message="This was stored before; nothing was changed.",
                warnings=warnings,
            )
            warnings = ()

    def _would_store(self, path: Path, inspected: Inspected) -> Iterator[Outcome]:
        warnings = tuple(inspected.delivery.warnings)
        for unit in inspected.plan.units:
            yield Outcome(
                source=str(path),
                status="would-store",
                refcode=unit.row.get("reference_code") or None if unit.row else None,
                files=len(unit.files),
                bytes=sum(file.size for file in unit.files),
                warnings=warnings,
            )
            warnings = ()

    def _store(self, path: Path, inspected: Inspected) -> Iterator[Outcome]:
        register = self.register
        accessioned = register.decide(
            inspected.delivery,
            inspected.plan,
            inspected.payload,
            inspected.identity,
            inspected.under,
        )
        warnings = tuple(inspected.delivery.warnings)
        for unit, decided in zip(inspected.plan.units, accessioned.units, strict=True):
            if not decided.intent.stored:
                placed = patiently(partial(self._place, inspected, unit, decided), self.patience)
                register.record_stored(accessioned, decided, placed)
            yield Outcome(
                source=str(path),
                status="stored",
                aip=decided.intent.aip,
                generation=decided.intent.generation,
                refcode=decided.description.refcode,
                files=len(unit.files),
                bytes=sum(file.size for file in unit.files),
                message="; ".join(warnings) or None,
                warnings=warnings,
            )
            warnings = ()
        register.complete(accessioned)

    def _place(self, inspected: Inspected, unit: Unit, decided: DecidedUnit) -> Placed:
        key = object_key(decided.intent.aip, decided.intent.generation)
        # Once a store holds an object under the key, that object is the AIP: never built twice.
        adopted = self.vault.adopt(key)
        if adopted is not None:
            return adopted
        with tempfile.TemporaryDirectory(prefix="pack-", dir=self.spool) as spool:
            sealing = self._sealing(inspected, unit, decided, Path(spool))
            return self.vault.place(key, sealing, self.progress)

    def _sealing(
        self, inspected: Inspected, unit: Unit, decided: DecidedUnit, spool: Path
    ) -> Callable[[Callable[[bytes], None]], Sealed]:
        payload = Roll(spool, payload_of(unit, self.identified(unit.files)))
        alone = len(inspected.plan.units) == 1
        delivery = inspected.delivery
        payload.extend(papers_of(unit, delivery, inspected.papers, alone=alone, spool=spool))
        package = generation_plan(
            decided.intent, decided.description, delivery, payload, self.actors, unit.past, spool
        )
        return lambda write: seal(package, write, self.progress, spool)

    def identified(self, files: Collection[ReadFile]) -> Iterator[Identification]:
        """Their formats, in their order."""
        self.progress.begin("identify", len(files))
        for found in self.identifier.identify(file.source for file in files):
            yield found
            self.progress.advance(1)

    def _turn_away(self, path: Path, wishes: Wishes, error: MunimentError) -> Outcome:
        if not wishes.dry_run:
            if error.kind.exit is Exit.ENVIRONMENT:
                self.relieve()
            self.register.record_failure(str(path), error)
        return turned_away(str(path), error)

    def _trouble(self, error: OSError) -> MunimentError:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = error.strerror or type(error).__name__
        code = "home.full" if full else "home.not-writable"
        return MunimentError(code, home=self.spool.parent, reason=reason)


def _table_of(delivery: Delivery, wishes: Wishes, limits: Limits) -> Table | None:
    own = [Path(paper.source) for paper in delivery.papers if paper.path == TABLE_NAME]
    path = wishes.metadata or (own[0] if own and delivery.kind != "bag" else None)
    if path is None:
        return None
    if not path.is_file():
        raise MunimentError("ingest.not-found", path=path)
    table = read_table(path, limits)
    if wishes.metadata is not None:
        delivery.papers.append(Arrived(TABLE_NAME, str(path.resolve()), path.stat().st_size))
    delivery.warnings += [
        f"{table.name}: the column {heading!r} is not one of ours and was kept as it is"
        for heading in table.unknown_headings
    ]
    return table
