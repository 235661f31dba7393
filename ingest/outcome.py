"""What came of a submission, one line for each AIP (the JSON of ``muniment ingest``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from model.errors import MunimentError

Status = Literal["stored", "known", "refused", "waiting", "would-store"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One AIP of a submission; `refused` and `waiting` speak of the submission as a whole."""

    source: str
    status: Status
    aip: UUID | None = None
    generation: int | None = None
    refcode: str | None = None
    files: int = 0
    bytes: int = 0
    indexed: bool = False
    code: str | None = None
    message: str | None = None
    warnings: tuple[str, ...] = field(default=())
    error: MunimentError | None = field(default=None, compare=False, repr=False)


def turned_away(source: str, error: MunimentError) -> Outcome:
    """The outcome of a submission that failed: refused, or waiting for its surroundings."""
    waits = error.kind.exit == 3  # nothing is wrong with the submission itself
    return Outcome(
        source=source,
        status="waiting" if waits else "refused",
        code=error.code,
        message=error.message(),
        error=error,
    )
