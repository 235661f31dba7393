"""What was disposed of: its description stays and says so, and what was asked for is gone."""

from __future__ import annotations

from uuid import UUID

from catalogue import aips, descriptions, disposals, letting_go
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.errors import MunimentError


def described_by(connection: Connection, aip: UUID) -> Described | None:
    """The description of an AIP, whether it is here or was disposed of."""
    pointing = descriptions.of_aip(connection, aip)
    if pointing:
        return pointing[0][0]
    gone = disposals.tombstone(connection, aip)
    if gone is None:
        return None
    keys = letting_go.units_of(connection, gone.id)
    return descriptions.by_key(connection, min(keys)) if keys else None


def is_gone(connection: Connection, described: Described, named: UUID) -> bool:
    """Whether what an ARK names is disposed of: the AIP, or all that a description had."""
    if disposals.tombstone(connection, named) is not None:
        return True
    if aips.of_description(connection, described.key):
        return False
    if described.description.on_paper(digital=True):
        return False
    return any(
        not one.of_one_file
        for one in disposals.of_description(connection, described.description.id)
    )


def refuse_gone(connection: Connection, described: Described) -> None:
    """Raises `access.disposed` where nothing is left of what a unit had."""
    if is_gone(connection, described, described.description.id):
        found = disposals.of_description(connection, described.description.id)
        day = max(one.begun_at for one in found if one.begun_at).date()
        raise MunimentError("access.disposed", unit=described.description.refcode, day=day)
