"""What a person means by a name: a reference code, the id of a unit or AIP, an ARK."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from catalogue import aips, descriptions, disposals
from catalogue.descriptions import Described
from model.errors import MunimentError
from model.ids import from_ark, parse_uuid


@dataclass(frozen=True, slots=True)
class Named:
    """What a name means. ``described`` is None for an AIP that no description points to.

    ``aips``: the AIP itself where the name was an AIP's, else all AIPs of the unit, each with the
    path of the unit's part in it.
    """

    described: Described | None
    aips: tuple[tuple[UUID, str], ...]


def find_named(connection: Connection, name: str) -> Named:
    """Whatever is called ``name``. Raises `catalogue.not-found`."""
    identifier = parse_uuid(name.lower()) or (from_ark(name) if "ark:" in name else None)
    if identifier is None:
        return _unit(connection, descriptions.by_refcode(connection, name), name)
    if not aips.exists(connection, identifier):
        refuse_disposed(connection, identifier)
        return _unit(connection, descriptions.by_id(connection, identifier), name)
    pointing = descriptions.of_aip(connection, identifier)
    return Named(pointing[0][0] if pointing else None, ((identifier, ""),))


def find_aip(connection: Connection, name: str) -> UUID:
    """The one AIP that ``name`` means. Raises `catalogue.not-found`, `catalogue.several-aips`."""
    found = {identifier for identifier, _ in find_named(connection, name).aips}
    if len(found) > 1:
        raise MunimentError("catalogue.several-aips", name=name, count=len(found))
    for identifier in found:
        refuse_disposed(connection, identifier)
        return identifier
    _refuse_gone(connection, name)
    raise MunimentError("catalogue.no-aip", name=name)


def find_aips(connection: Connection, names: Sequence[str]) -> list[UUID]:
    """The AIPs of all ``names``, each once. Raises as `find_named`, and `catalogue.no-aip`."""
    found: dict[UUID, None] = {}
    for name in names:
        named = find_named(connection, name)
        if not named.aips:
            _refuse_gone(connection, name)
            raise MunimentError("catalogue.no-aip", name=name)
        found |= dict.fromkeys(identifier for identifier, _ in named.aips)
    return list(found)


def refuse_disposed(connection: Connection, aip: UUID) -> None:
    """Raises `catalogue.disposed` for an AIP that is gone."""
    gone = disposals.tombstone(connection, aip)
    if gone is not None and gone.begun_at is not None:
        raise MunimentError("catalogue.disposed", aip=aip, day=gone.begun_at.date())


def _refuse_gone(connection: Connection, name: str) -> None:
    """The same for a unit all of whose AIPs are gone."""
    described = find_named(connection, name).described
    if described is not None:
        for one in disposals.of_description(connection, described.description.id):
            refuse_disposed(connection, one.aip)


def _unit(connection: Connection, found: Described | None, name: str) -> Named:
    if found is None:
        raise MunimentError("catalogue.not-found", name=name)
    return Named(found, tuple(aips.of_description(connection, found.key)))
