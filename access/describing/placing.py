"""Where a description stands in the tree, and what follows from it for its opening."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from access.describing.form import Filled
from catalogue import descriptions
from catalogue.database import Connection
from model.description import Description, Level
from model.rights import Opening, RightsInputs, RuleSet, beneath, handed_down, opening


def fresh(level: str) -> Description:
    """An empty description to begin with; what is no level is a file."""
    chosen = Level(level) if level in set(Level) else Level.FILE
    rights = RightsInputs(aggregate=not chosen.is_unit)
    return Description(UUID(int=0), "", chosen, "", rights=rights)


def placed(connection: Connection, form: Filled, noun: Description) -> Description:
    """The description below the unit that the form names; where there is none, a problem more."""
    code = form.said["parent"]
    if not code:
        return replace(noun, parent=None)
    found = descriptions.key_of(connection, code)
    if found is None:
        form.problems["parent"] = "describing.problem.no-parent"
        return noun
    return replace(noun, parent=found[1])


def counted(connection: Connection, noun: Description, rules: RuleSet) -> Opening:
    """When it opens by its own rights and those of everything above."""
    own = opening(noun.rights, rules)
    above = descriptions.by_id(connection, noun.parent) if noun.parent else None
    if above is None:
        return own
    return beneath(own, handed_down(above.description.rights, above.opening))


def refcode_of(connection: Connection, identifier: UUID | None) -> str:
    """The reference code of a unit; empty for none."""
    found = descriptions.by_id(connection, identifier) if identifier else None
    return found.description.refcode if found else ""
