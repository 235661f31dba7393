"""Every kind of job."""

from __future__ import annotations

from administration.workflows import Workflow, accession, check_submission

_ALL = (
    Workflow(
        "check-submission",
        check_submission.run,
        "Check of a submission",
        "Prüfung einer Ablieferung",
    ),
    Workflow("accession", accession.run, "Accession", "Übernahme"),
)

WORKFLOWS: dict[str, Workflow] = {one.kind: one for one in _ALL}
"""By kind. Kinds are stored with the jobs: never change one."""
