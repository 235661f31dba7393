"""What checks and repairs found, in the words of reports and of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, assert_never
from uuid import UUID

from catalogue.copies import Copy, CopyStatus
from model.digests import named
from model.event import Agent, Event, Kind, Outcome
from model.ports import Clock, NewId
from model.verdict import Altered, Intact, Missing, Unreadable, Verdict

VerdictWord = Literal["altered", "missing", "unreadable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A copy that is not intact. ``member``: which file of it, where that is known."""

    aip: UUID
    generation: int
    store: str
    verdict: VerdictWord
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A copy and what was found of it."""

    copy: Copy
    verdict: Verdict

    @property
    def status(self) -> CopyStatus:
        """As the catalogue keeps it."""
        match self.verdict:
            case Intact():
                return CopyStatus.INTACT
            case Altered():
                return CopyStatus.ALTERED
            case Missing():
                return CopyStatus.MISSING
            case Unreadable():
                return CopyStatus.UNREADABLE
            case _:
                assert_never(self.verdict)

    @property
    def finding(self) -> Finding | None:
        """As reports tell it; None for an intact copy."""
        match self.verdict:
            case Intact():
                return None
            case Altered(member=member):
                return self._finding("altered", member)
            case Missing():
                return self._finding("missing", None)
            case Unreadable():
                return self._finding("unreadable", None)
            case _:
                assert_never(self.verdict)

    def _finding(self, word: VerdictWord, member: str | None) -> Finding:
        copy = self.copy
        return Finding(copy.aip, copy.generation, copy.placement.store, word, member)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes the events of this room, in the name of who asked."""

    clock: Clock
    new_id: NewId
    agent: Agent

    def event(self, kind: Kind, fields: Mapping[str, str | int], *, failed: bool = False) -> Event:
        """An event that happened now."""
        outcome = Outcome.FAILURE if failed else Outcome.SUCCESS
        return Event(self.new_id(), kind, self.clock(), self.agent, outcome, fields)

    def damaged(self, judged: Judged) -> Event:
        """A copy was found damaged."""
        copy = judged.copy
        fields: dict[str, str | int] = {
            "aip": str(copy.aip),
            "generation": copy.generation,
            "store": copy.placement.store,
            "verdict": judged.status.value,
            "object": named("sha256", copy.sha256),
        }
        if isinstance(judged.verdict, Altered):
            fields["found"] = named("sha256", judged.verdict.found)
        return self.event(Kind.DAMAGED, fields, failed=True)
