"""Copies that stores owe or lack, made by itself as soon as the stores are there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from administration.filling import fill, to_be_filled
from administration.wiring import Archive
from administration.workflows.telling import StepProgress
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: none. Gives for each store what was copied, and why it stopped.

    A store that is still away stops nothing: its turn comes again.
    """
    names = steps.step("which", lambda: to_be_filled(archive))

    def one(name: str) -> dict[str, Any]:
        done = fill(archive, name, StepProgress(steps), by_itself=True)
        return {
            "store": name,
            "copies": done.copies,
            "bytes": done.bytes,
            "failed": len(done.failures),
            "code": done.error.code if done.error else "",
        }

    return {"stores": [steps.step(name, partial(one, name)) for name in names]}
