"""The table of acts and roles, written out in full, so that no change of it goes unnoticed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from model.errors import MunimentError
from model.event import Agent, AgentKind
from model.policy import PUBLIC, Act, User, UserRole, may, sees_closed_descriptions
from model.rights import Opening, Reason
from model.rights.opening import ALWAYS, NEVER

TODAY = date(2026, 11, 24)

# one letter each: public, reader, desk, archivist (K: keeper), auditor (U), administrator
TABLE = {
    Act.USE_SITE: "PRDKUA",
    Act.FIND: "PRDKUA",
    Act.READ_DESCRIPTION: "PRDKUA",
    Act.READ_CONTENT: "PRDKUA",
    Act.SIGN_OUT: "RDKUA",
    Act.SEE_OWN_ACCOUNT: "RDKUA",
    Act.SEE_HOLDINGS: "DKUA",
    Act.HARVEST: "PRDKUA",
    Act.REGISTER: "PRDKUA",
    Act.APPLY: "RDKUA",
    Act.ORDER: "RDKUA",
    Act.USE_GRANT: "PRDKUA",
    Act.INGEST: "KA",
    Act.DESCRIBE: "KA",
    Act.DELIVER: "DKA",
    Act.WORK_DESK: "DKA",
    Act.DECIDE_PERMITS: "KA",
    Act.DECIDE_ORDERS: "KA",
    Act.ERASE_READERS: "KA",
    Act.SEE_OPERATIONS: "DKUA",
    Act.RUN_JOBS: "KA",
    Act.VERIFY: "KUA",
    Act.REPAIR: "KA",
    Act.MIGRATE: "KA",
    Act.DISPOSE: "KA",
    Act.MANAGE_ACCOUNTS: "A",
}
LETTERS = {
    UserRole.PUBLIC: "P",
    UserRole.READER: "R",
    UserRole.DESK: "D",
    UserRole.ARCHIVIST: "K",
    UserRole.AUDITOR: "U",
    UserRole.ADMINISTRATOR: "A",
}
SEES_CLOSED = {Act.READ_DESCRIPTION: "DKUA", Act.READ_CONTENT: "KA"}


def at(metadata: date, content: date) -> Opening:
    return Opening(metadata, content, Reason.GENERAL, "by-2026")


OPEN = at(ALWAYS, TODAY)


def test_the_table_names_every_act_and_role() -> None:
    assert set(TABLE) == set(Act)
    assert set(LETTERS) == set(UserRole)


@pytest.mark.parametrize("role", UserRole)
@pytest.mark.parametrize("act", Act)
def test_each_act_by_each_role(act: Act, role: UserRole) -> None:
    assert may(User(role), act, OPEN, TODAY) == (LETTERS[role] in TABLE[act])


@pytest.mark.parametrize("role", UserRole)
@pytest.mark.parametrize("act", [Act.READ_DESCRIPTION, Act.READ_CONTENT])
def test_unknown_is_closed(act: Act, role: UserRole) -> None:
    insider = LETTERS[role] in SEES_CLOSED[act]
    assert may(User(role), act) == insider
    assert may(User(role), act, OPEN) == insider  # no day, no answer
    assert may(User(role), act, None, TODAY) == insider
    assert may(User(role), act, at(NEVER, NEVER), TODAY) == insider


@pytest.mark.parametrize("role", UserRole)
def test_the_description_may_open_before_the_content(role: UserRole) -> None:
    between = at(TODAY, TODAY + timedelta(days=1))
    assert may(User(role), Act.READ_DESCRIPTION, between, TODAY)
    assert may(User(role), Act.READ_CONTENT, between, TODAY) == (
        LETTERS[role] in SEES_CLOSED[Act.READ_CONTENT]
    )


@pytest.mark.parametrize("role", [UserRole.PUBLIC, UserRole.READER, UserRole.DESK])
def test_content_of_what_is_hidden_is_closed_whatever_its_own_day(role: UserRole) -> None:
    hidden = at(TODAY + timedelta(days=1), ALWAYS)
    assert not may(User(role), Act.READ_CONTENT, hidden, TODAY)


def test_the_day_itself_opens() -> None:
    opening = at(TODAY, TODAY)
    assert may(PUBLIC, Act.READ_CONTENT, opening, TODAY)
    assert not may(PUBLIC, Act.READ_CONTENT, opening, TODAY - timedelta(days=1))
    assert not may(PUBLIC, Act.READ_DESCRIPTION, opening, TODAY - timedelta(days=1))


@pytest.mark.parametrize("role", UserRole)
def test_who_sees_closed_descriptions(role: UserRole) -> None:
    assert sees_closed_descriptions(User(role)) == (
        LETTERS[role] in SEES_CLOSED[Act.READ_DESCRIPTION]
    )


def test_nobody_in_particular_is_the_public() -> None:
    assert User() == PUBLIC
    assert PUBLIC.role is UserRole.PUBLIC
    assert PUBLIC.account is None
    with pytest.raises(MunimentError) as caught:
        PUBLIC.agent  # noqa: B018 - asking is the test
    assert caught.value.code == "access.sign-in-needed"


def test_events_name_somebody_by_the_account() -> None:
    account = UUID("0190f3a0-0000-7000-8000-000000000001")
    reader = User(UserRole.READER, account)
    assert reader.own_account == account
    assert reader.agent == Agent(AgentKind.ACCOUNT, account)
