"""Protection periods (Schutzfristen): which day opens a unit, by which rule, and why.

Rule sets are dated data (`rulesets`), the rules are functions over them (`rules`). Two days come
out, never one (`opening`): when the description may be seen, and when the content may be seen.
What a unit lays on those below it is `inheritance`.
"""

from model.rights.inheritance import beneath, handed_down
from model.rights.opening import Opening, Reason, strictest
from model.rights.rules import RightsInputs, Secrecy, opening
from model.rights.rulesets import RULE_SETS, RuleSet, rule_set_for

__all__ = [
    "RULE_SETS",
    "Opening",
    "Reason",
    "RightsInputs",
    "RuleSet",
    "Secrecy",
    "beneath",
    "handed_down",
    "opening",
    "rule_set_for",
    "strictest",
]
