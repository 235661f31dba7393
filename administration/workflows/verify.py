"""Checking all copies in the background, as `muniment verify` does in the foreground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from administration.fixity import verify
from administration.wiring import Archive
from administration.workflows.telling import StepProgress
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: ``deep`` if every file is to be read."""

    def check() -> dict[str, int]:
        done = verify(archive, [], StepProgress(steps), deep=bool(arguments.get("deep")))
        report = done.report
        if report.troubles:
            # What answers was checked, and recorded; the job waits for what does not.
            raise report.troubles[0]
        return {"checked": report.checked, "intact": report.intact}

    return steps.step("verify", check)
