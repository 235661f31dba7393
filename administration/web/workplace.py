"""The ways to the staff's pages, in groups: one line for each, shown to whom its act is allowed."""

from __future__ import annotations

from dataclasses import dataclass

from model.policy import Act, User, UserRole, admitted


@dataclass(frozen=True, slots=True)
class Way:
    """A page that somebody works on."""

    href: str
    key: str  # of its name
    act: Act


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one kind of work. One page alone stands for its group, under its own name."""

    key: str
    ways: tuple[Way, ...]


WORKPLACE = (
    Group(
        "nav.group.archive",
        (
            Way("/submissions", "receiving.title", Act.INGEST),
            Way("/accessions", "receiving.register", Act.INGEST),
            Way("/describe", "describing.new", Act.DESCRIBE),
            Way("/finding-aids", "aids.title", Act.DESCRIBE),
        ),
    ),
    Group(
        "nav.group.reading-room",
        (
            Way("/desk", "desk.title", Act.WORK_DESK),
            Way("/desk/queue", "queue.title", Act.WORK_DESK),
            Way("/desk/counter", "counter.title", Act.WORK_DESK),
            Way("/desk/applications", "applications.title", Act.DECIDE_PERMITS),
        ),
    ),
    Group(
        "nav.group.keeping",
        (
            Way("/incidents", "incidents.title", Act.SEE_OPERATIONS),
            Way("/formats", "formats.title", Act.SEE_OPERATIONS),
            Way("/migrations", "migrations.title", Act.SEE_OPERATIONS),
            Way("/disposals", "disposals.title", Act.DISPOSE),
        ),
    ),
    Group("nav.operations", (Way("/operations", "nav.operations", Act.SEE_OPERATIONS),)),
)
READERS = tuple(
    Group(way.key, (way,))
    for way in (
        Way("/basket", "nav.basket", Act.ORDER),
        Way("/orders", "nav.orders", Act.ORDER),
        Way("/application", "nav.application", Act.APPLY),
    )
)
"""Readers' own pages."""


def workplace(user: User) -> list[Group]:
    """The pages that ``user`` works on; a group without any is not there."""
    if user.role is UserRole.READER:
        return list(READERS)
    allowed = [
        Group(group.key, tuple(way for way in group.ways if admitted(user, way.act)))
        for group in WORKPLACE
    ]
    return [group for group in allowed if group.ways]


def working_at(user: User, path: str) -> str:
    """Which of these pages ``path`` belongs to: the longest that it begins with, or none."""
    ways = [way.href for group in workplace(user) for way in group.ways]
    return max((href for href in ways if path.startswith(href)), key=len, default="")
