"""The rules R1 to R7 and X1 (docs/rights.md): each a small function, one visible list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date
from enum import StrEnum

from model.rights.opening import ALWAYS, NEVER, Opening, Reason
from model.rights.rulesets import RuleSet


class Secrecy(StrEnum):
    """Special secrecy that lengthens the period (R3)."""

    TAX = "tax"
    SOCIAL = "social"
    MEDICAL = "medical"
    SECRET = "secret"  # noqa: S105 - a secret file, not a password


@dataclass(frozen=True, slots=True)
class RightsInputs:
    """What an archivist states about a unit. What is not stated is unknown, and unknown is closed.

    ``end_year``: year of the youngest content. ``persons``: birth and death year of each person
    the unit is about. ``described`` is False for files nobody has described yet.
    """

    end_year: int | None = None
    person_related: bool = False
    persons: tuple[tuple[int | None, int | None], ...] = ()
    secrecy: Secrecy | None = None
    deposit_until: date | None = None
    register: str = ""
    lengthened_years: int = 0
    lock_reason: str = ""
    lock_review: date | None = None
    published: bool = False
    described: bool = True
    aggregate: bool = False  # a fonds, class or series: no content of its own that R1 could close


@dataclass(frozen=True, slots=True)
class _Lock:
    until: date
    reason: Reason
    hides_description: bool


def free(year: int, years: int) -> date:
    """1 January after ``years`` full years: periods are rounded up to the end of the year.

    A year outside the calendar (a typing error) opens nothing.
    """
    opens = year + years + 1
    return date(opens, 1, 1) if 1 <= opens <= MAXYEAR else NEVER


def opening(inputs: RightsInputs, rules: RuleSet) -> Opening:
    """The two opening days of a unit taken by itself, without its ancestors' locks."""
    locks = [lock for rule in _RULES for lock in rule(inputs, rules)]
    locks.extend(_lengthened(inputs, rules, locks))
    content = max(locks, key=_until, default=None)
    hiding = max((lock for lock in locks if lock.hides_description), key=_until, default=None)
    return Opening(
        metadata_public_from=hiding.until if hiding else ALWAYS,
        content_from=content.until if content else ALWAYS,
        reason=content.reason if content else Reason.OPEN,
        rule_set=rules.id,
        metadata_reason=hiding.reason if hiding else Reason.OPEN,
        review=inputs.lock_review if content and content.reason is Reason.LOCKED else None,
    )


def _until(lock: _Lock) -> date:
    return lock.until


def _undescribed(inputs: RightsInputs, _: RuleSet) -> Iterator[_Lock]:
    # A file name can be as telling as a title: nothing shows before an archivist has looked.
    if not inputs.described:
        yield _Lock(NEVER, Reason.UNKNOWN, hides_description=True)


def _general(inputs: RightsInputs, rules: RuleSet) -> Iterator[_Lock]:
    # X1: what was meant for the public is free of R1 alone.
    # Satzung § 2(1): R1 never hides a finding aid.
    if inputs.published or inputs.aggregate:
        return
    if inputs.end_year is None:
        yield _Lock(NEVER, Reason.UNKNOWN, hides_description=False)
    else:
        yield _Lock(free(inputs.end_year, rules.general), Reason.GENERAL, hides_description=False)


def _persons(inputs: RightsInputs, rules: RuleSet) -> Iterator[_Lock]:
    if not inputs.person_related:
        return
    for birth, death in inputs.persons or ((None, None),):
        if death is not None:
            yield _Lock(free(death, rules.after_death), Reason.PERSON_DEATH, True)
        elif birth is not None:
            yield _Lock(free(birth, rules.after_birth), Reason.PERSON_BIRTH, True)
        elif inputs.end_year is not None:
            yield _Lock(free(inputs.end_year, rules.person_unknown), Reason.PERSON_UNKNOWN, True)
        else:
            yield _Lock(NEVER, Reason.UNKNOWN, hides_description=True)


def _secrecy(inputs: RightsInputs, rules: RuleSet) -> Iterator[_Lock]:
    if inputs.secrecy is None:
        return
    if inputs.end_year is None:
        yield _Lock(NEVER, Reason.UNKNOWN, hides_description=True)
    else:
        yield _Lock(free(inputs.end_year, rules.secrecy), Reason.SECRECY, hides_description=True)


def _deposit(inputs: RightsInputs, _: RuleSet) -> Iterator[_Lock]:
    if inputs.deposit_until is not None:
        yield _Lock(inputs.deposit_until, Reason.DEPOSIT, hides_description=True)


def _register(inputs: RightsInputs, rules: RuleSet) -> Iterator[_Lock]:
    if not inputs.register:
        return
    years = rules.register.get(inputs.register)
    if years is None or inputs.end_year is None:
        yield _Lock(NEVER, Reason.UNKNOWN, hides_description=False)
    else:
        yield _Lock(free(inputs.end_year, years), Reason.REGISTER, hides_description=False)


def _locked(inputs: RightsInputs, _: RuleSet) -> Iterator[_Lock]:
    if inputs.lock_reason:
        yield _Lock(NEVER, Reason.LOCKED, hides_description=False)


def _lengthened(inputs: RightsInputs, rules: RuleSet, locks: list[_Lock]) -> Iterator[_Lock]:
    # R6 adds to the period that would have ended otherwise, so it comes after all others.
    years = min(inputs.lengthened_years, rules.lengthen_at_most)
    if years <= 0:
        return
    if any(lock.reason is Reason.UNKNOWN for lock in locks):
        # Who knows not what is lengthened knows not how far: the description is closed as well.
        yield _Lock(NEVER, Reason.UNKNOWN, hides_description=True)
        return
    dated = [lock.until for lock in locks if lock.until != NEVER]
    if dated:
        yield _Lock(_later(max(dated), years), Reason.LENGTHENED, hides_description=True)


def _later(day: date, years: int) -> date:
    if day.year + years > MAXYEAR:
        return NEVER
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)  # 29 February


_RULES: tuple[Callable[[RightsInputs, RuleSet], Iterator[_Lock]], ...] = (
    _undescribed,
    _general,
    _persons,
    _secrecy,
    _deposit,
    _register,
    _locked,
)
