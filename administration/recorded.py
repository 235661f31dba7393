"""What the ledger says of a unit, with the names that the erasable tables still know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from administration.lookup import Named
from catalogue import accounts, ledger
from catalogue.ledger.events import kept_text

_FRAME = frozenset({"id", "kind", "at", "agent", "outcome", "text"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One event. ``who`` and ``text`` are empty where they were erased or never were."""

    id: UUID
    kind: str
    at: datetime
    outcome: str
    who: str
    text: str
    position: int | None  # None: not in the tree yet
    fields: dict[str, Any]  # the event as it was recorded

    @property
    def details(self) -> dict[str, str | int]:
        """The fields that differ from kind to kind."""
        return {name: value for name, value in self.fields.items() if name not in _FRAME}

    def document(self) -> dict[str, object]:
        """The event, and beside it what the erasable tables know."""
        return {**self.fields, "agent_name": self.who, "said": self.text, "position": self.position}


def deeds(connection: Connection, named: Named) -> list[Deed]:
    """Every event about a unit and its AIPs, oldest first."""
    subjects = [identifier for identifier, _ in named.aips]
    if named.described is not None:
        subjects.append(named.described.description.id)
    found = {
        one.id: one for subject in subjects for one in ledger.events_about(connection, subject)
    }
    names: dict[UUID, str] = {}
    return [_deed(connection, found[identifier], names) for identifier in sorted(found)]


def _deed(connection: Connection, event: ledger.Recorded, names: dict[UUID, str]) -> Deed:
    fields = event.fields
    agent = UUID(fields["agent"]["id"])
    if agent not in names:
        account = accounts.by_id(connection, agent)
        names[agent] = account.name if account else ""
    return Deed(
        id=event.id,
        kind=fields["kind"],
        at=datetime.fromisoformat(fields["at"]),
        outcome=fields["outcome"],
        who=names[agent],
        text=(kept_text(connection, fields["text"]) or "") if "text" in fields else "",
        position=event.position,
        fields=fields,
    )
