"""What is carried to the reading room, and whether somebody can order it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from access.gone import is_gone
from access.units import find_unit
from catalogue import aips, baskets, orders, permits, tree
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.errors import Language, MunimentError
from model.orderable import ORDERABLE, Answer, Facts, answer
from model.policy import User, UserRole
from model.reading_days import RoomRules
from model.rights.opening import NEVER


@dataclass(frozen=True, slots=True)
class Orderable:
    """The answer for one unit, with what its sentence needs."""

    answer: Answer
    unit: str  # the physical unit
    opens: date | None = None
    limit: int = 0

    @property
    def yes(self) -> bool:
        """Whether it can be put into the basket."""
        return self.answer in ORDERABLE

    def refusal(self, language: Language = "en") -> MunimentError:
        """Why not."""
        locale = "de_DE" if language == "de" else "en_GB"
        day = format_date(self.opens, "long", locale=locale) if self.opens else ""
        return MunimentError(f"reading.{self.answer.value}", day=day, limit=self.limit)


def carried(connection: Connection, described: Described) -> str:
    """The physical unit: the box that a unit lies in, or the whole that it is part of."""
    chain = [*tree.ancestors(connection, described.key), described]
    # An item of a file does not leave the file: the topmost unit is what lies in the shelf.
    whole = next(one for one in chain if one.description.level.is_unit)
    container = described.description.container or whole.description.container
    if container.strip():
        # boxes are numbered for each fonds
        return f"{chain[0].description.id}:{' '.join(container.split()).casefold()}"
    return str(whole.description.id)


def orderable(
    connection: Connection, described: Described, user: User, rules: RoomRules, today: date
) -> Orderable:
    """Whether ``user`` can put this into the basket, and if not, why."""
    one, account = described.description, user.account
    unit = carried(connection, described) if one.level.is_unit else ""
    digital = bool(aips.of_description(connection, described.key))
    above = tree.ancestors(connection, described.key)
    opens = max(described.opening.content_from, described.opening.metadata_public_from)
    permit = permits.of_year(connection, account, today.year) if account else None
    facts = Facts(
        is_unit=one.level.is_unit,
        on_paper=one.on_paper(digital=digital),
        disposed=is_gone(connection, described, one.id),
        content_public=described.opening.content_public(today),
        opens=None if opens == NEVER else opens,
        blocked=any(a.description.refcode in rules.blocked for a in [*above, described]),
        signed_in=account is not None,
        permit=permit.state if permit else None,
        in_basket=account is not None and baskets.holds(connection, account, one.id),
        ordered=account is not None and orders.has_open(connection, account, unit),
        held=bool(unit) and orders.holder(connection, unit) is not None,
        basket=baskets.count(connection, account) if account else 0,
        basket_limit=basket_limit(rules),
    )
    return Orderable(answer(facts), unit, facts.opens, facts.basket_limit)


def offered(
    connection: Connection, described: Described, user: User, rules: RoomRules, today: date
) -> Orderable | None:
    """What the page of a unit says about ordering; None where it concerns nobody who looks."""
    if not described.description.level.is_unit or user.role not in (
        UserRole.PUBLIC,
        UserRole.READER,
    ):
        return None
    found = orderable(connection, described, user, rules, today)
    # The page itself says what is closed and until when, and shows what is online.
    quiet = {Answer.CLOSED, Answer.CLOSED_UNTIL, Answer.ONLINE_ONLY}
    digital = bool(aips.of_description(connection, described.key))
    return None if found.answer in quiet and digital else found


def basket_limit(rules: RoomRules) -> int:
    """How much a basket holds: several boxes' worth of units, and no catalogue."""
    return rules.units_per_day * 20


def unit_to_order(
    connection: Connection, identifier: str, user: User, rules: RoomRules, today: date
) -> tuple[Described, Orderable]:
    """A unit by its id, and whether it can be ordered. Raises `catalogue.not-found`."""
    found = find_unit(connection, identifier, user, today)
    return found, orderable(connection, found, user, rules, today)
