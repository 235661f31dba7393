"""Carrying out disposals: one that two people decided, or all that wait for a store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from administration.disposing import disposing_of, settle_disposal
from administration.executor import executing
from administration.wiring import Archive
from administration.workflows.telling import StepProgress
from model.disposal import DisposalState
from model.ports import Steps
from preservation.disposal.carrying_out import unfinished

PATIENCE = 3600.0  # seconds that a disposal waits for another executor


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: ``disposal``, an id; without it everything that was begun and is not done.

    Gives how many are done and how many wait. Raises what `Disposing.carry_out` does.
    """
    asked = arguments.get("disposal")
    found = [asked] if asked else [str(one.id) for one in unfinished(archive.database)]
    done = 0
    for one in found:

        def turn(one: str = one) -> bool:
            with executing(archive, PATIENCE):
                disposing = disposing_of(archive, archive.software, StepProgress(steps))
                return disposing.carry_out(UUID(one)).state is DisposalState.DISPOSED

        done += steps.step(one, turn)
    settle_disposal(archive, [UUID(one) for one in found])
    return {"done": done, "waiting": len(found) - done}
