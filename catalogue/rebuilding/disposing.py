"""Tombstones out of the ledger: what was disposed of stays gone, whatever a store still holds.

Of a disposal that never began nothing is restored: it has to be asked for anew. Who decided is
told by the ledger's own events, and the reason was text that no store keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from catalogue.tables import disposal, disposal_unit, rebuild_fact
from model.disposal import DisposalState
from model.event import Kind

_NO_REASON = bytes(32)
_ONE_FILE = b""
"""Stands for the digest of the one file, which no event tells."""


def take(connection: Connection, told: Sequence[Mapping[str, Any]]) -> None:
    """Take the events `disposal-begun` and `disposed`, in their order."""
    for fields in told:
        if fields["kind"] == Kind.DISPOSAL_BEGUN:
            _begun(connection, fields)
        else:
            at = datetime.fromisoformat(fields["at"])
            done = update(disposal).where(disposal.c.id == UUID(fields["disposal"]))
            connection.execute(done.values(state=DisposalState.DISPOSED.value, done_at=at))


def _begun(connection: Connection, fields: Mapping[str, Any]) -> None:
    identifier, aip = UUID(fields["disposal"]), UUID(fields["aip"])
    kept_from = fields.get("kept_from")
    gone = update(rebuild_fact).where(rebuild_fact.c.aip == aip)
    if kept_from is not None:
        gone = gone.where(rebuild_fact.c.generation < kept_from)
    connection.execute(gone.values(disposed=True))
    known = select(disposal.c.id).where(disposal.c.id == identifier)
    if connection.execute(known).first() is not None:
        return
    at = datetime.fromisoformat(fields["at"])
    values = {
        "id": identifier,
        "aip": aip,
        "sha512": None if kept_from is None else _ONE_FILE,
        "unnamed": kept_from is not None,
        "ground": fields["ground"],
        "reason": _NO_REASON,
        "state": DisposalState.AT_WORK.value,
        "drafted_at": at,
        "drafted_by": UUID(fields["agent"]["id"]),
        "begun_at": at,
        "generations": fields["generations"],
        "files": fields["files"],
        "bytes": fields["bytes"],
        "generation": kept_from,
    }
    connection.execute(insert(disposal).values(values))
    if "description" in fields:
        unit = {"disposal": identifier, "description": UUID(fields["description"])}
        connection.execute(insert(disposal_unit).values(unit))
