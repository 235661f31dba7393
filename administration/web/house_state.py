"""The state of the house at one moment, as the page of operations shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from administration.web.house import House
from administration.web.store_watch import StoreSeen, StoreWatch
from catalogue import absences, figures, jobs, rounds
from catalogue.absences import Absence
from catalogue.jobs import Routine
from catalogue.ledger import waiting as waiting_events
from catalogue.rounds import Round
from catalogue.search import indexer
from model.job import Job, JobState, Worker

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """Which jobs somebody wants to see; without a wish those that matter, and routine summed up."""

    state: JobState | None = None
    kind: str = ""

    @property
    def is_none(self) -> bool:
        """Whether nothing was wished for."""
        return self.state is None and not self.kind


@dataclass(frozen=True, slots=True)
class Shown:
    """A job, and how many of the clock's failed in just the same way before it."""

    job: Job
    alike: int


@dataclass(frozen=True, slots=True)
class HouseState:
    """The state of the house at one moment."""

    jobs: list[Shown]
    routine: list[Routine]
    counts: dict[JobState, int]
    kinds: set[str]
    workers: list[Worker]
    index_waiting: int
    events_waiting: int
    oldest_event: datetime | None
    copies: dict[str, int]
    stores: list[StoreSeen]
    round: Round | None
    away: list[Absence]  # since when they have not answered a round
    now: datetime

    @property
    def alive(self) -> list[Worker]:
        """The workers that were heard of lately."""
        return [one for one in self.workers if one.alive(self.now)]

    @property
    def total(self) -> int:
        """All jobs of the kind that is looked at."""
        return sum(self.counts.values())


def state_of(house: House, watch: StoreWatch, wish: Wish) -> HouseState:
    """Look around."""
    stores = watch.look([store.name for store in house.settings.stores])
    events = waiting_events(house.database)
    with house.database.read() as connection:
        found = jobs.listed(
            connection, _SHOWN, state=wish.state, kind=wish.kind, with_routine=not wish.is_none
        )
        return HouseState(
            jobs=folded(found) if wish.is_none else [Shown(one, 0) for one in found],
            routine=jobs.routine(connection) if wish.is_none else [],
            counts=jobs.counts(connection, wish.kind),
            kinds=jobs.kinds(connection),
            workers=jobs.workers(connection),
            index_waiting=indexer.waiting(connection),
            events_waiting=events.count,
            oldest_event=events.oldest,
            copies=figures.copies_by_status(connection),
            stores=stores,
            round=next(iter(rounds.newest(connection, 1)), None),
            away=absences.absent(connection),
            now=house.clock(),
        )


def folded(found: list[Job]) -> list[Shown]:
    """What the clock failed to do again and again, for the same reason, told once."""
    alike = Counter(_reason(one) for one in found if one.account is None and one.code)
    shown, told = [], set()
    for one in found:
        reason = _reason(one)
        if one.state is not JobState.FAILED or reason not in alike or one.account is not None:
            shown.append(Shown(one, 0))
        elif reason not in told:
            told.add(reason)
            shown.append(Shown(one, alike[reason] - 1))
    return shown


def _reason(one: Job) -> tuple[str, JobState, str]:
    return one.kind, one.state, one.code
