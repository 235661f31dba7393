"""The nightly fixity round, partition by partition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from administration.aftercare import settle_ledger
from administration.executor import executing
from administration.fixity import rounds_of
from administration.wiring import Archive
from catalogue import rounds
from catalogue.rounds import Round
from model.ports import Silence, Steps

PATIENCE = 3600.0  # seconds that a partition waits for another executor


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: ``deep`` for every file by itself. Gives the sums of the round."""
    work = rounds_of(archive, Silence(), deep=bool(arguments.get("deep")))
    identifier = UUID(steps.step("begin", lambda: str(work.begin().id)))

    def due() -> list[list[Any]]:
        return [list(place) for place in work.due(_round(archive, identifier))]

    places = steps.step("due", due)
    for done, (store, number) in enumerate(places):

        def check(store: str = store, number: int = number) -> bool:
            one = _round(archive, identifier)
            if work.is_over(one):
                return False
            with executing(archive, PATIENCE):
                work.work(one, (store, number))
            return True

        if not steps.step(f"{store} {number:04x}", check):
            break
        steps.progress(done + 1, len(places))

    def end() -> dict[str, Any]:
        with executing(archive, PATIENCE):
            done = work.end(_round(archive, identifier))
        settle_ledger(archive)
        return _sums(done)

    return steps.step("end", end)


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
