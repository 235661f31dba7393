"""Workflows: what runs as a job. Each is a function that calls plain functions of the rooms below.

A file for each kind. The engine behind `model.ports.Jobs` runs them with durable steps; a command
that is the only executor runs them `inline`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from model.ports import Steps

if TYPE_CHECKING:
    from administration.wiring import Archive

Run = Callable[[Steps, "Archive", Mapping[str, Any]], Mapping[str, Any]]


class Queue(StrEnum):
    """Long work does not keep short work waiting, nor does what nobody waits for.

    Values are stored: never change one.
    """

    LONG = "long"
    SHORT = "short"
    AHEAD = "ahead"  # before anybody asks


@dataclass(frozen=True, slots=True)
class Workflow:
    """One kind of job. ``run`` gets JSON arguments and returns a JSON object."""

    kind: str
    run: Run
    title_en: str
    title_de: str
    queue: Queue = Queue.LONG
