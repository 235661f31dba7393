"""Rule sets of protection periods, as dated data: laws change, code should not.

Sources are named with each set. Figures that could not be read in a published source are marked
"unconfirmed" and are meant to be checked by the archive's lawyers before use. Not legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Lengths in years, as of the day ``in_force_from``."""

    id: str
    in_force_from: date
    source: str
    general: int = 30  # R1
    after_death: int = 10  # R2a
    after_birth: int = 100  # R2b
    person_unknown: int = 60  # R2c
    secrecy: int = 60  # R3
    register: dict[str, int] = field(
        default_factory=lambda: {"birth": 110, "marriage": 80, "death": 30}  # R5, PStG § 5(5)
    )
    lengthen_at_most: int = 30  # R6


RULE_SETS: tuple[RuleSet, ...] = (
    RuleSet(
        id="by-2021",
        in_force_from=date(2021, 12, 2),
        source="BayArchivG Art. 10(3) before 2026; R2c and R3 unconfirmed",
        after_birth=90,
    ),
    RuleSet(
        id="by-2026",
        in_force_from=date(2026, 1, 1),
        source="BayArchivG Art. 10(3) as amended 23.12.2025 (in-force day unconfirmed)",
        after_birth=100,
    ),
)


def rule_set_for(day: date, sets: tuple[RuleSet, ...] = RULE_SETS) -> RuleSet:
    """The rule set in force on ``day``; the oldest one for days before all of them."""
    in_force = [s for s in sets if s.in_force_from <= day]
    if not in_force:
        return min(sets, key=lambda s: s.in_force_from)
    return max(in_force, key=lambda s: s.in_force_from)
