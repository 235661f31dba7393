"""Fixity: read every copy again from its medium, and say what was found, whatever it was.

AIPs that are named are checked one by one, with one event each. Everything is checked in rounds
by partition and store, longest unchecked first; an intact copy writes no row of its own, a
partition's end is one event, and a crash loses at most the partition at work (DESIGN section 5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from catalogue import aips, copies, ledger
from catalogue.copies import Copy, CopyStatus
from catalogue.database import Connection, Database
from model.aip import Member
from model.errors import MunimentError
from model.event import Kind
from model.ports import Progress
from model.verdict import Altered, Verdict
from preservation import incidents
from preservation.findings import Finding, Judged, Recorder
from storage.limit import UNLIMITED, Limit
from storage.packing.roll import in_order
from storage.vault import Vault

WORKERS = 2  # copies at once: hashing releases the GIL
_TOGETHER = 32  # partitions at once: at most that many are checked again after a crash

Also = Callable[[Connection, Sequence[Judged]], None]
"""More that is written in the transaction of a partition's end."""


def _nothing(_connection: Connection, _judged: Sequence[Judged]) -> None: ...


@dataclass(frozen=True, slots=True)
class Report:
    """How many copies were checked, how many were intact, and all that were not.

    ``troubles``: stores that did not answer, so that nothing is known of their copies.
    """

    checked: int
    intact: int
    findings: tuple[Finding, ...]
    troubles: tuple[MunimentError, ...] = ()


@dataclass(slots=True)
class _Tally:
    """A report in the making: what is intact is counted and forgotten."""

    checked: int = 0
    findings: list[Finding] = field(default_factory=list)
    troubles: dict[str, MunimentError] = field(default_factory=dict)  # by store

    def add(self, judged: Sequence[Judged]) -> None:
        self.checked += len(judged)
        self.findings += [one.finding for one in judged if one.finding is not None]

    def report(self) -> Report:
        findings, troubles = tuple(self.findings), tuple(self.troubles.values())
        return Report(self.checked, self.checked - len(findings), findings, troubles)


@dataclass(frozen=True, slots=True)
class Fixity:
    """Checks copies. ``deep``: every file by itself, not only the object as a whole."""

    database: Database
    vault: Vault
    recorder: Recorder
    progress: Progress
    deep: bool = False
    limit: Limit = UNLIMITED
    workers: int = WORKERS
    spool: Path | None = None  # for lists of files; None: where the system keeps such things

    @property
    def depth(self) -> str:
        """As events and partitions name it."""
        return "deep" if self.deep else "routine"

    def check_aips(self, identifiers: Sequence[UUID], store: str | None = None) -> Report:
        """Check all copies of some AIPs. Raises `catalogue.not-found`, `storage.unknown`."""
        self._know(store)
        work: dict[UUID, list[Copy]] = {}
        with self.database.read() as connection:
            for identifier in identifiers:
                found = copies.of_aip(connection, identifier)
                if not found:
                    raise MunimentError("catalogue.not-found", name=identifier)
                wanted = [c for c in found if store in (None, c.placement.store)]
                work[identifier] = [c for c in wanted if c.status is not CopyStatus.OWED]
        self.progress.begin("verify", sum(c.size for held in work.values() for c in held))
        tally = _Tally()
        for identifier, held in work.items():
            part, away = self.look(held)
            tally.add(part)
            tally.troubles |= away
            with self.database.write() as connection:
                self._write(connection, part)
                fields: dict[str, str | int] = {"aip": str(identifier), **self._counts(part)}
                ledger.append(connection, self.recorder.event(Kind.CHECKED, fields))
        return tally.report()

    def check_everything(self, store: str | None = None) -> Report:
        """All partitions of one store or all, longest unchecked first. Raises `storage.unknown`."""
        self._know(store)
        names = [store] if store else list(self.vault.names)
        with self.database.read() as connection:
            self.progress.begin("verify", copies.bytes_in(connection, names))
            work = {name: list(copies.partitions(connection, name)) for name in names}
        tally = _Tally()
        for name, numbers in work.items():
            for start in range(0, len(numbers), _TOGETHER):
                if name not in tally.troubles:
                    self._check_together(name, numbers[start : start + _TOGETHER], tally)
        return tally.report()

    def _check_together(self, store: str, numbers: Sequence[int], tally: _Tally) -> None:
        with self.database.read() as connection:
            held = [copies.in_partition(connection, number, store) for number in numbers]
        judged, away = self.look([copy for some in held for copy in some])
        tally.troubles |= away
        found = {one.copy.key: one for one in judged}
        for number, some in zip(numbers, held, strict=True):
            part = [found[copy.key] for copy in some if copy.key in found]
            if len(part) == len(some):
                self._end_partition(store, number, part, _nothing)
                tally.add(part)

    def look(self, held: Sequence[Copy]) -> tuple[list[Judged], dict[str, MunimentError]]:
        """Read copies from their media; nothing is written anywhere.

        Also gives the stores that did not answer: nothing is known of their copies.
        """
        away: dict[str, MunimentError] = {}

        def one(copy: Copy) -> Judged | None:
            store = copy.placement.store
            try:
                return None if store in away else self._judge(copy)
            except MunimentError as error:
                if error.code not in ("storage.away", "storage.unknown"):
                    raise
                away[store] = error
                return None

        with ThreadPoolExecutor(self.workers) as threads:
            found = list(threads.map(one, held))
        return [judged for judged in found if judged is not None], away

    def check_partition(self, store: str, number: int, also: Also = _nothing) -> list[Judged]:
        """Check a partition of a store; ``also`` is written with what was found.

        Raises `storage.away`.
        """
        with self.database.read() as connection:
            held = copies.in_partition(connection, number, store)
        judged, away = self.look(held)
        if away:
            raise away[store]
        self._end_partition(store, number, judged, also)
        return judged

    def _end_partition(self, store: str, number: int, judged: Sequence[Judged], also: Also) -> None:
        at = self.recorder.clock()
        with self.database.write() as connection:
            # an intact copy that was thought intact writes nothing: the partition speaks for it
            self._write(connection, [one for one in judged if _is_news(one)])
            copies.partition_checked(connection, number, store, at, self.depth)
            fields: dict[str, str | int] = {
                "partition": number,
                "store": store,
                **self._counts(judged),
            }
            ledger.append(connection, self.recorder.event(Kind.CHECKED, fields))
            also(connection, judged)

    def _judge(self, copy: Copy) -> Judged:
        verdict: Verdict
        if self.deep:
            verdict = self.vault.check_deep(
                copy.placement, copy.sha256, self._members(copy), self.limit, self.spool
            )
        else:
            verdict = self.vault.check(copy.placement, copy.sha256, self.limit)
            if isinstance(verdict, Altered):
                member = self.vault.locate(copy.placement, self._members(copy))
                verdict = Altered(verdict.found, member)
        self.progress.advance(copy.size)
        return Judged(copy, verdict)

    def _members(self, copy: Copy) -> Collection[Member]:
        """All of its generation, in the order of their offsets."""
        with self.database.read() as connection:
            held = aips.all_files(connection, copy.generation_key)
            return in_order((file.member for file in held), lambda m: m.offset, self.spool)

    def _write(self, connection: Connection, judged: Sequence[Judged]) -> None:
        for one in judged:
            incidents.record(connection, self.recorder, one)

    def _counts(self, judged: Sequence[Judged]) -> dict[str, str | int]:
        found = Counter(one.status for one in judged)
        return {
            "depth": self.depth,
            "checked": len(judged),
            "intact": found[CopyStatus.INTACT],
            "altered": found[CopyStatus.ALTERED],
            "missing": found[CopyStatus.MISSING],
            "unreadable": found[CopyStatus.UNREADABLE],
        }

    def _know(self, store: str | None) -> None:
        if store is not None and store not in self.vault.names:
            raise MunimentError("storage.unknown", store=store, stores=", ".join(self.vault.names))


def _is_news(judged: Judged) -> bool:
    return judged.status is not CopyStatus.INTACT or judged.copy.status is not CopyStatus.INTACT
