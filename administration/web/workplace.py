"""The ways to the staff's pages: one line for each, shown to whom its act is allowed."""

from __future__ import annotations

from model.policy import Act, User, UserRole, admitted

# address, key of its name, act
WORKPLACE: tuple[tuple[str, str, Act], ...] = (
    ("/submissions", "nav.submissions", Act.INGEST),
    ("/describe", "nav.describe", Act.DESCRIBE),
    ("/finding-aids", "nav.finding-aids", Act.DESCRIBE),
    ("/operations", "nav.operations", Act.SEE_OPERATIONS),
    ("/incidents", "incidents.title", Act.SEE_OPERATIONS),
    ("/formats", "formats.title", Act.SEE_OPERATIONS),
    ("/migrations", "migrations.title", Act.SEE_OPERATIONS),
    ("/disposals", "disposals.title", Act.DISPOSE),
    ("/desk/applications", "nav.applications", Act.DECIDE_PERMITS),
    ("/desk", "nav.desk", Act.WORK_DESK),
)
READERS = (
    ("/basket", "nav.basket"),
    ("/orders", "nav.orders"),
    ("/application", "nav.application"),
)
"""Readers' own pages."""


def workplace(user: User) -> list[tuple[str, str]]:
    """The pages that ``user`` works on."""
    if user.role is UserRole.READER:
        return list(READERS)
    return [(href, key) for href, key, act in WORKPLACE if admitted(user, act)]


def working_at(user: User, path: str) -> str:
    """Which of these pages ``path`` belongs to: the longest that it begins with, or none."""
    return max((href for href, _ in workplace(user) if path.startswith(href)), key=len, default="")
