"""The nightly fixity round, partition by partition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.executor import executing
from administration.fixity import beside_of, holding_of, rounds_of
from administration.wiring import Archive
from catalogue import object_incidents, rounds
from catalogue.rounds import Round
from model.errors import MunimentError
from model.ports import Silence, Steps
from preservation.beside import Part
from preservation.rounds import Place, Rounds

PATIENCE = 3600.0  # seconds that a partition waits for another executor
_DONE, _OVER, _AWAY = "done", "over", "away"  # what became of a partition


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: ``deep`` for every file by itself. Gives the sums of the round.

    A store that does not answer is named, and its partitions are left for the next round.
    """
    work = rounds_of(archive, Silence(), deep=bool(arguments.get("deep")))
    identifier = UUID(steps.step("begin", lambda: str(work.begin().id)))

    away = set(steps.step("ask", work.ask))
    steps.step("holds", holding_of(archive, archive.software).settle_all)
    for store in archive.vault.names:
        if store not in away and _search(steps, archive, work, identifier, store) == _AWAY:
            away.add(store)
    beside = _read_beside(steps, archive, work, identifier, away)
    _check(steps, archive, work, identifier, away)

    def end() -> dict[str, Any]:
        with executing(archive, PATIENCE):
            done = work.end(_round(archive, identifier))
        settle_ledger(archive)
        return _sums(done) | {"away": sorted(away), "strays": _strays(archive), **beside}

    return steps.step("end", end)


def _check(steps: Steps, archive: Archive, work: Rounds, identifier: UUID, away: set[str]) -> None:
    """All partitions that are due; nobody waits for stores that are ``away``, or that go away."""

    def due() -> list[list[Any]]:
        return [list(place) for place in work.due(_round(archive, identifier))]

    places = steps.step("due", due)
    for done, (store, number) in enumerate(places):
        if store in away:
            continue

        def check(store: str = store, number: int = number) -> str:
            one = _round(archive, identifier)
            if work.is_over(one):
                return _OVER
            with executing(archive, PATIENCE):
                return _checked(work, one, (store, number))

        found = steps.step(f"{store} {number:04x}", check)
        if found == _OVER:
            return
        if found == _AWAY:
            away.add(store)
        steps.progress(done + 1, len(places))


def _read_beside(
    steps: Steps, archive: Archive, work: Rounds, identifier: UUID, away: set[str]
) -> dict[str, int]:
    """Journal, log and state of every store, each once in the round's period; what came of it."""
    beside = beside_of(archive)
    sums = {"files": 0, "files_damaged": 0, "files_healed": 0}
    for store, part in steps.step("beside", lambda: [list(place) for place in beside.due()]):
        if store in away:
            continue

        def look(store: str = store, part: str = part) -> list[int] | None:
            if work.is_over(_round(archive, identifier)):
                return []
            try:
                with executing(archive, PATIENCE):
                    found = beside.look(store, Part(part))
            except MunimentError as error:
                if error.code != "storage.away":
                    raise
                return None
            return [found.files, found.damaged, found.healed]

        told = steps.step(f"{store} {part}", look)
        if told is None:
            away.add(store)
        for name, count in zip(sums, told or (), strict=False):
            sums[name] += count
    return sums


def _search(steps: Steps, archive: Archive, work: Rounds, identifier: UUID, store: str) -> str:
    """Look for orphans in a store, a step for each piece; it may have been searched in part."""
    steps.step(f"search {store}", lambda: work.search.take_up(store).next)

    def piece() -> str:
        try:
            more = work.look_for_orphans(_round(archive, identifier), store)
        except MunimentError as error:
            if error.code != "storage.away":
                raise
            return _AWAY
        return _DONE if more else _OVER

    while (found := steps.step(f"orphans {store}", piece)) == _DONE:
        pass
    return found


def _checked(work: Rounds, one: Round, place: Place) -> str:
    try:
        work.work(one, place)
    except MunimentError as error:
        if error.code != "storage.away":
            raise
        return _AWAY
    return _DONE


def _strays(archive: Archive) -> int:
    with archive.database.read() as connection:
        return sum(object_incidents.strays_open(connection, one) for one in archive.vault.names)


def _sums(done: Round) -> dict[str, Any]:
    return {
        "round": str(done.id),
        "partitions": done.partitions,
        "checked": done.checked,
        "intact": done.intact,
        "damaged": done.damaged,
        "healed": done.healed,
        "bytes": done.bytes,
    }


def _round(archive: Archive, identifier: UUID) -> Round:
    with archive.database.read() as connection:
        found = rounds.by_id(connection, identifier)
    if found is None:
        raise LookupError("a round that was begun")
    return found
