"""Who may do what: one table, asked by every route, page and command.

``may(user, act)`` decides by role. Where the protection period of a thing matters as well, the
act takes it: ``may(user, Act.READ_CONTENT, opening, today)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from model.errors import MunimentError
from model.event import Agent, AgentKind
from model.rights import Opening


class UserRole(StrEnum):
    """Roles of accounts. PUBLIC is everybody who is not signed in."""

    PUBLIC = "public"
    READER = "reader"
    DESK = "desk"
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What can be done. Every route of the web shell names one."""

    USE_SITE = "use-site"  # static files, language, help, sign-in and its form
    FIND = "find"  # search; the hits are those of READ_DESCRIPTION
    READ_DESCRIPTION = "read-description"
    READ_CONTENT = "read-content"
    SIGN_OUT = "sign-out"
    SEE_OWN_ACCOUNT = "see-own-account"
    SEE_HOLDINGS = "see-holdings"  # copies, stores, digests of AIPs, events
    HARVEST = "harvest"  # OAI-PMH, sitemap: what the public may see, for machines
    REGISTER = "register"  # ask for a reader's account
    APPLY = "apply"  # for a permit to use the reading room
    ORDER = "order"  # basket, orders, and what became of them: one's own
    USE_GRANT = "use-grant"  # fetch what an expiring link allows; the link itself decides
    INGEST = "ingest"
    DESCRIBE = "describe"  # create, edit, import
    DELIVER = "deliver"  # make a delivery for somebody, grant a link
    WORK_DESK = "work-desk"  # identity, issue, return, stacks, slips
    DECIDE_PERMITS = "decide-permits"
    DECIDE_ORDERS = "decide-orders"  # approve, refuse
    ERASE_READERS = "erase-readers"  # who asks to be forgotten
    SEE_OPERATIONS = "see-operations"  # jobs, stores, fixity, formats
    RUN_JOBS = "run-jobs"  # start, cancel, retry
    VERIFY = "verify"
    REPAIR = "repair"
    MIGRATE = "migrate"  # plan, rehearse, sign off, run, roll back
    DISPOSE = "dispose"  # request, approve, carry out: two people, whatever their roles
    MANAGE_ACCOUNTS = "manage-accounts"


_EVERYBODY = frozenset(UserRole)
_SIGNED_IN = _EVERYBODY - {UserRole.PUBLIC}
_STAFF = _SIGNED_IN - {UserRole.READER}
_KEEPERS = frozenset({UserRole.ARCHIVIST, UserRole.ADMINISTRATOR})

_ROLES: dict[Act, frozenset[UserRole]] = {
    Act.USE_SITE: _EVERYBODY,
    Act.FIND: _EVERYBODY,
    Act.READ_DESCRIPTION: _EVERYBODY,
    Act.READ_CONTENT: _EVERYBODY,
    Act.SIGN_OUT: _SIGNED_IN,
    Act.SEE_OWN_ACCOUNT: _SIGNED_IN,
    Act.SEE_HOLDINGS: _STAFF,
    Act.HARVEST: _EVERYBODY,
    Act.REGISTER: _EVERYBODY,
    Act.APPLY: _SIGNED_IN,
    Act.ORDER: _SIGNED_IN,
    Act.USE_GRANT: _EVERYBODY,
    Act.INGEST: _KEEPERS,
    Act.DESCRIBE: _KEEPERS,
    Act.DELIVER: _KEEPERS | {UserRole.DESK},
    Act.WORK_DESK: _KEEPERS | {UserRole.DESK},
    Act.DECIDE_PERMITS: _KEEPERS,
    Act.DECIDE_ORDERS: _KEEPERS,
    Act.ERASE_READERS: _KEEPERS,
    Act.SEE_OPERATIONS: _STAFF,
    Act.RUN_JOBS: _KEEPERS,
    Act.VERIFY: _KEEPERS | {UserRole.AUDITOR},
    Act.REPAIR: _KEEPERS,
    Act.MIGRATE: _KEEPERS,
    Act.DISPOSE: _KEEPERS,
    Act.MANAGE_ACCOUNTS: frozenset({UserRole.ADMINISTRATOR}),
}

# Archivists appraise and describe, auditors prove: both must see what is closed to the public.
# The desk sees descriptions (it orders them) but not the content of a closed unit.
_SEES_CLOSED = {
    Act.READ_DESCRIPTION: _KEEPERS | {UserRole.AUDITOR, UserRole.DESK},
    Act.READ_CONTENT: _KEEPERS,
}


@dataclass(frozen=True, slots=True)
class User:
    """Who asks. ``account`` is None for the public."""

    role: UserRole = UserRole.PUBLIC
    account: UUID | None = None

    @property
    def own_account(self) -> UUID:
        """The account of somebody who is signed in. Raises `access.sign-in-needed`."""
        if self.account is None:
            raise MunimentError("access.sign-in-needed")
        return self.account

    @property
    def agent(self) -> Agent:
        """As events name whoever asks. Raises `access.sign-in-needed`."""
        return Agent(AgentKind.ACCOUNT, self.own_account)


PUBLIC = User()


def may(user: User, act: Act, opening: Opening | None = None, today: date | None = None) -> bool:
    """Whether ``user`` may do ``act``, to a thing with this ``opening`` where the act has one."""
    if user.role not in _ROLES[act]:
        return False
    if act not in _SEES_CLOSED or user.role in _SEES_CLOSED[act]:
        return True
    if opening is None or today is None:
        return False  # unknown is closed
    if act is Act.READ_DESCRIPTION:
        return opening.description_public(today)
    return opening.content_public(today)


def sees_closed_descriptions(user: User) -> bool:
    """Whether search and trees need not hide anything from this user."""
    return user.role in _SEES_CLOSED[Act.READ_DESCRIPTION]


def admitted(user: User, act: Act) -> bool:
    """Whether the role may do ``act`` at all; the thing itself may still be closed to it."""
    return user.role in _ROLES[act]
