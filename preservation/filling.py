"""Filling a store from the others, by following the ledger.

What was stored is copied in the order in which it was stored, a stretch of the ledger at a time;
then what the store owes, then what could not be copied before. A crash loses nothing: a copy
that was made and not recorded is found there, read, and recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalogue import aips, copies, fills, ledger
from catalogue.copies import Copy, CopyStatus
from catalogue.database import Connection, Database
from model.aip import Placement
from model.errors import MunimentError
from model.event import Kind
from model.ports import Progress
from preservation import incidents
from preservation.findings import Judged, Recorder
from storage.copying import SourceNotIntact
from storage.vault import Vault

_THREADS = 2  # hashing releases the GIL, and a server is waited for
_PAGE = 200  # AIPs that owe
_A_FEW = 10  # so many bad AIPs stop nothing
_TOO_MANY = 0.01  # of all that were looked at


@dataclass(slots=True)
class Sums:
    """What was done: AIPs that were looked at, copies and bytes that were made."""

    seen: int = 0
    copies: int = 0
    bytes: int = 0
    failed: Counter[str] = field(default_factory=Counter)  # AIPs, by code
    known: set[UUID] = field(default_factory=set)  # to have failed before


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A generation of which the store has no copy, and the copies that others have."""

    number: int
    key: int
    sha256: bytes
    size: int
    sources: Sequence[Copy]


@dataclass(frozen=True, slots=True)
class _Deed:
    """What came of one AIP. ``bad``: sources that turned out not to be intact."""

    aip: UUID
    made: Sequence[tuple[_Lacking, Placement]]
    bad: Sequence[Judged]
    error: MunimentError | None


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills one store of an archive."""

    database: Database
    vault: Vault
    recorder: Recorder
    progress: Progress
    store: str
    sums: Sums = field(default_factory=Sums)

    def turns(self) -> Iterator[None]:
        """All the work in pieces: whoever calls may let others do something in between.

        Raises `stores.fill-stopped` where more than ten AIPs and more than one in a hundred
        failed, and `storage.away`, `storage.full` where the store itself does. Call it again: it
        goes on.
        """
        ledger.sequence(self.database)
        with self.database.read() as connection:
            self.sums.known.update(one.aip for one in fills.failures(connection, self.store))
        for _ in self._following():
            yield
        for _ in self._owing():
            yield
        self._again()

    def _following(self) -> Iterator[None]:
        while True:
            with self.database.read() as connection:
                piece = fills.stretch(connection, fills.position(connection, self.store))
            if piece is None:
                return
            with self.database.read() as connection:
                lacking = fills.lacking(connection, self.store, piece.aips)
            self.sums.seen += len(piece.aips) - len(lacking)
            self._fill(lacking)
            with self.database.write() as connection:
                fills.advance(connection, self.store, piece.end)
            yield

    def _owing(self) -> Iterator[None]:
        after: UUID | None = None
        while True:
            with self.database.read() as connection:
                page = fills.owed(connection, self.store, after, _PAGE)
            if not page:
                return
            self._fill(page)
            after = page[-1]
            yield

    def _again(self) -> None:
        """What failed before this run: damage may be healed by now."""
        with self.database.read() as connection:
            failed = fills.failures(connection, self.store)
        for one in failed:
            if one.aip in self.sums.known:
                self._note(self._copied(one.aip))

    def _fill(self, identifiers: Sequence[UUID]) -> None:
        with ThreadPoolExecutor(_THREADS) as threads:
            try:
                for deed in threads.map(self._copied, identifiers):
                    self.sums.seen += 1
                    self._note(deed)
                    self._must_not_be_too_many()
            except BaseException:
                threads.shutdown(cancel_futures=True)  # the rest is not begun any more
                raise

    def _copied(self, identifier: UUID) -> _Deed:
        """Copy what the store lacks of an AIP; nothing is written into the catalogue."""
        made: list[tuple[_Lacking, Placement]] = []
        bad: list[Judged] = []
        error: MunimentError | None = None
        for lacking in self._lacking(identifier):
            try:
                made.append((lacking, self._copy(identifier, lacking, bad)))
                self.progress.advance(lacking.size)
            except MunimentError as problem:
                error = problem
        return _Deed(identifier, made, bad, error)

    def _copy(self, identifier: UUID, lacking: _Lacking, bad: list[Judged]) -> Placement:
        away: MunimentError | None = None
        for source in lacking.sources:
            try:
                return self.vault.copy_to(self.store, source.placement, lacking.sha256)
            except SourceNotIntact as found:
                bad.append(Judged(source, found.verdict))
            except MunimentError as error:
                if error.code != "storage.away" or error.details.get("store") == self.store:
                    raise
                away = error  # the source's store; another one may answer
        raise away or MunimentError(
            "storage.no-healthy-copy",
            aip=identifier,
            generation=lacking.number,
            stores=", ".join(source.placement.store for source in lacking.sources),
        )

    def _lacking(self, identifier: UUID) -> Iterator[_Lacking]:
        with self.database.read() as connection:
            generations = [
                one
                for one in aips.generations(connection, identifier)
                if not fills.is_going(connection, identifier, one.number)
            ]
            held = copies.of_aip(connection, identifier)
        for one in generations:
            its = [copy for copy in held if copy.generation == one.number]
            there = [copy for copy in its if copy.status is not CopyStatus.OWED]
            if any(copy.placement.store == self.store for copy in there):
                continue
            near = list(self.vault.names)
            sources = [copy for copy in there if copy.placement.store in near]
            # those that are known to be damaged only at last
            sources.sort(key=lambda c: (c.placement.doubtful, near.index(c.placement.store)))
            yield _Lacking(one.number, one.key, one.sha256, one.size, sources)

    def _note(self, deed: _Deed) -> None:
        size, at = sum(lacking.size for lacking, _ in deed.made), self.recorder.clock()
        fields: dict[str, str | int] = {"aip": str(deed.aip), "store": self.store}
        with self.database.write() as connection:
            going = [
                placement.key
                for lacking, placement in deed.made
                if fills.is_going(connection, deed.aip, lacking.number)
            ]
            for lacking, placement in deed.made:
                if placement.key not in going:
                    copies.filled(connection, lacking.key, placement, at)
            for judged in deed.bad:
                incidents.record(connection, self.recorder, judged)
            if deed.made:
                done = {"copies": len(deed.made), "bytes": size}
                ledger.append(connection, self.recorder.event(Kind.FILLED, {**fields, **done}))
            self._note_failure(connection, deed, fields, at)
        for key in going:
            # Its disposal began while it was copied, and does not know of this copy.
            self.vault.remove(self.store, key)
        self.sums.copies += len(deed.made)
        self.sums.bytes += size
        if deed.error is None:
            self.sums.known.discard(deed.aip)
        elif self._is_fault_of_a_store(deed.error):
            raise deed.error
        elif deed.aip not in self.sums.known:
            # What failed in an earlier run was counted there, and must not stop this one too.
            self.sums.failed[deed.error.code] += 1

    def _note_failure(
        self, connection: Connection, deed: _Deed, fields: Mapping[str, str | int], at: datetime
    ) -> None:
        if deed.error is None:
            fills.succeed(connection, self.store, deed.aip)
        elif not self._is_fault_of_a_store(deed.error):
            code = deed.error.code
            fills.fail(connection, self.store, deed.aip, code, at)
            failed = self.recorder.event(Kind.FILL_FAILED, {**fields, "code": code}, failed=True)
            ledger.append(connection, failed)

    def _is_fault_of_a_store(self, error: MunimentError) -> bool:
        # Nothing can be copied to it, or from where no source answers: no AIP is to blame.
        return error.code in ("storage.away", "storage.full")

    def _must_not_be_too_many(self) -> None:
        failed, seen = self.sums.failed.total(), self.sums.seen
        if failed > _A_FEW and failed > seen * _TOO_MANY:
            ((code, _),) = self.sums.failed.most_common(1)
            raise MunimentError(
                "stores.fill-stopped", store=self.store, failed=failed, seen=seen, why=code
            )
